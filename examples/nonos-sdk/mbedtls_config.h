/* SPDX-License-Identifier: MIT */
/*
 * mbedTLS 2.28 for the verifier, when it is built from source: SHA-256, ECDSA P-256 in slices and
 * RSA-2048 PSS, verification only, small rather than fast.
 */
#ifndef MBEDTLS_CONFIG_H /* the name of the default header's guard: it must not come in later */
#define MBEDTLS_CONFIG_H

/* From DRAM: the SDK can lend IRAM to its heap too, where bytes cannot be stored. */
#include "mem.h"
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO(count, size) os_zalloc_dram((count) * (size))
#define MBEDTLS_PLATFORM_FREE_MACRO(block) os_free(block)

#define MBEDTLS_SHA256_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_NO_UDBL_DIVISION  /* 64-bit products would be calls to the ROM: slower RSA */
#define MBEDTLS_MPI_WINDOW_SIZE 1 /* the exponent 65537 gains nothing from more */
#define MBEDTLS_MPI_MAX_SIZE 256  /* RSA-2048 */

#define MBEDTLS_RSA_C
#define MBEDTLS_MD_C
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_OID_C /* asked for by RSA */

#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_ECP_NO_INTERNAL_RNG /* nothing is secret in a verification */
#define MBEDTLS_ECP_RESTARTABLE     /* slices of work, so that Wi-Fi lives */
#define MBEDTLS_ECDH_LEGACY_CONTEXT /* asked for by the line above */
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ASN1_PARSE_C /* asked for by ECDSA, as is the next */
#define MBEDTLS_ASN1_WRITE_C

#include "mbedtls/check_config.h"

#endif

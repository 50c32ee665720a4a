/* SPDX-License-Identifier: MIT */
/*
 * mbedTLS 2.28 for the verifier on the chip: SHA-256, RSA-PSS and ECDSA P-256, verification only,
 * small rather than fast. DEVICE_ALGORITHM is the number of the only signature algorithm; 0: all.
 */
#ifndef MBEDTLS_CONFIG_H /* the name of the default header's guard: it must not come in behind */
#define MBEDTLS_CONFIG_H

/* The chip's heap is the firmware's: allocation is bound at compile time, without a pointer. */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO heap_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO heap_free
#include "heap.h"

#define MBEDTLS_SHA256_C
#ifdef APPVERIFY_SHA256_SMALLER
#define MBEDTLS_SHA256_SMALLER
#endif
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_NO_UDBL_DIVISION  /* 64-bit products would be calls to the ROM: 15 % slower RSA */
#define MBEDTLS_MPI_WINDOW_SIZE 1 /* the exponent 65537 gains nothing from more */
#if DEVICE_ALGORITHM == 1
#define MBEDTLS_MPI_MAX_SIZE 64 /* products of P-256 */
#elif DEVICE_ALGORITHM == 2
#define MBEDTLS_MPI_MAX_SIZE 256 /* RSA-2048 */
#else
#define MBEDTLS_MPI_MAX_SIZE 384 /* RSA-3072 */
#endif

#if DEVICE_ALGORITHM != 1
#define MBEDTLS_RSA_C
#define MBEDTLS_MD_C
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_OID_C /* asked for by RSA */
#endif

#if DEVICE_ALGORITHM == 0 || DEVICE_ALGORITHM == 1
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_WINDOW_SIZE 4 /* 3: 0.8 KB less heap, 5 % slower */
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_ECP_NO_INTERNAL_RNG /* nothing is secret in a verification */
#ifdef APPVERIFY_ECP_RESTARTABLE
#define MBEDTLS_ECP_RESTARTABLE
#define MBEDTLS_ECDH_LEGACY_CONTEXT /* asked for by the line above */
#endif
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ASN1_PARSE_C /* asked for by ECDSA, as is the next; the linker drops them */
#define MBEDTLS_ASN1_WRITE_C
#endif

#include "mbedtls/check_config.h"

#endif

/* SPDX-License-Identifier: MIT */
/* mbedTLS 2.28 for a verifier: SHA-256, ECDSA P-256 and RSA-PSS, nothing secret, small rather than
 * fast. Drop what your keys do not need. */
#ifndef MBEDTLS_CONFIG_H /* the name of the default header's guard: it must not come in later */
#define MBEDTLS_CONFIG_H

#define MBEDTLS_SHA256_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_NO_UDBL_DIVISION
#define MBEDTLS_MPI_WINDOW_SIZE 1
#define MBEDTLS_MPI_MAX_SIZE 384 /* RSA-3072 */

#define MBEDTLS_RSA_C
#define MBEDTLS_MD_C
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_OID_C

#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_ECP_NO_INTERNAL_RNG /* nothing is secret in a verification */
#define MBEDTLS_ECP_RESTARTABLE     /* slices of work, so that Wi-Fi lives */
#define MBEDTLS_ECDH_LEGACY_CONTEXT
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C

#include "mbedtls/check_config.h"

#endif

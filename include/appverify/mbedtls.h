/* SPDX-License-Identifier: MIT */
/**
 * Crypto port for mbedTLS: 2.2.1 (RSA only), 2.28 and 3.x.
 *
 *     struct appverify_mbedtls state;
 *     struct appverify_crypto crypto;
 *     appverify_mbedtls_init(&crypto, &state);
 *     ...
 *     appverify_mbedtls_free(&state);
 *
 * With MBEDTLS_ECP_RESTARTABLE an ECDSA check is done in slices of APPVERIFY_MBEDTLS_ECP_OPS basic
 * operations of mbedTLS, one slice a step, and holds heap between them. RSA is one slice. A
 * signature by a key of LMS, or of what mbedTLS was built without, ends the verification with
 * APPVERIFY_ERR_CRYPTO.
 */
#ifndef APPVERIFY_MBEDTLS_H
#define APPVERIFY_MBEDTLS_H

#include <mbedtls/version.h>

#include <mbedtls/sha256.h>
#if defined(MBEDTLS_ECDSA_C)
#include <mbedtls/ecdsa.h>
#endif

#include "appverify/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Size of an ECDSA slice, see mbedtls_ecp_set_max_ops. */
#ifndef APPVERIFY_MBEDTLS_ECP_OPS
#define APPVERIFY_MBEDTLS_ECP_OPS 248u
#endif

/** State of the port; private, owned by the caller. */
struct appverify_mbedtls {
    mbedtls_sha256_context hash;
    const struct appverify_key *key;
    const uint8_t *digest;
    const uint8_t *signature;
#if defined(MBEDTLS_ECDSA_C)
    uint32_t holds_ecdsa; /**< 1: the fields below are initialised */
    mbedtls_ecdsa_context ecdsa;
#if defined(MBEDTLS_ECP_RESTARTABLE)
    mbedtls_ecdsa_restart_ctx restart;
    uint8_t der[2 + 2 * 35]; /**< the signature as it was at the first slice */
#endif
#endif
};

/**
 * Fills in a port.
 *
 * @param crypto  out
 * @param state   out, must outlive *crypto
 */
void appverify_mbedtls_init(struct appverify_crypto *crypto, struct appverify_mbedtls *state);

/**
 * Frees what the state holds.
 *
 * @param state  in and out
 */
void appverify_mbedtls_free(struct appverify_mbedtls *state);

#ifdef __cplusplus
}
#endif
#endif

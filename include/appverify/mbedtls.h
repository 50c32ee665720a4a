/**
 * Crypto port for mbedTLS: 2.2.1 (RSA only), 2.28 and 3.x.
 *
 *     struct appverify_mbedtls state;
 *     struct appverify_crypto crypto;
 *     appverify_mbedtls_init(&crypto, &state);
 *     ...
 *     appverify_mbedtls_free(&state);
 */
#ifndef APPVERIFY_MBEDTLS_H
#define APPVERIFY_MBEDTLS_H

#include <mbedtls/sha256.h>

#include "appverify/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** State of the port; private, owned by the caller. */
struct appverify_mbedtls {
    mbedtls_sha256_context hash;
    const struct appverify_key *key;
    const uint8_t *digest;
    const uint8_t *signature;
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

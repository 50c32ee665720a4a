#ifndef APPBIN_SRC_VERIFY_CACHE_H
#define APPBIN_SRC_VERIFY_CACHE_H

#include <stdbool.h>

#include "appbin/verify.h"
#include "appverify/mbedtls.h"

/* The mbedTLS port with a memory for valid signatures. */
struct verify_cached_crypto {
    struct appverify_crypto port;
    struct appverify_mbedtls port_state;
    struct appbin_verify_cache *cache;
    const struct appverify_key *key;
    const uint8_t *digest;
    const uint8_t *signature;
    bool known; /* the signature under way was found valid before */
};

void appbin_verify_cached_crypto_init(struct appverify_crypto *crypto,
                                      struct verify_cached_crypto *cached,
                                      struct appbin_verify_cache *cache);
void appbin_verify_cached_crypto_free(struct verify_cached_crypto *cached);

#endif

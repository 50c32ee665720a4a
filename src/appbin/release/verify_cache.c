#include "release/verify_cache.h"

#include <string.h>

static enum appverify_result hash_start(void *state)
{
    struct verify_cached_crypto *cached = state;
    return cached->port.operations->hash_start(cached->port.state);
}

static enum appverify_result hash_update(void *state, const uint8_t *bytes, size_t length)
{
    struct verify_cached_crypto *cached = state;
    return cached->port.operations->hash_update(cached->port.state, bytes, length);
}

static enum appverify_result hash_finish(void *state, uint8_t *digest)
{
    struct verify_cached_crypto *cached = state;
    return cached->port.operations->hash_finish(cached->port.state, digest);
}

/* The same key, digest and signature, byte for byte, have the same answer. */
static bool is_known(const struct verify_cached_crypto *cached)
{
    const struct appbin_verify_cache *cache = cached->cache;
    size_t size = appverify_signature_size(cached->key->algorithm);
    for (size_t i = 0; i < cache->count; i++) {
        if (cache->entries[i].algorithm == cached->key->algorithm &&
            memcmp(cache->entries[i].words, cached->key->words, size) == 0 &&
            memcmp(cache->entries[i].digest, cached->digest, APPVERIFY_DIGEST_SIZE) == 0 &&
            memcmp(cache->entries[i].signature, cached->signature, size) == 0) {
            return true;
        }
    }
    return false;
}

static void remember(const struct verify_cached_crypto *cached)
{
    struct appbin_verify_cache *cache = cached->cache;
    size_t size = appverify_signature_size(cached->key->algorithm);
    if (cache->count == sizeof cache->entries / sizeof cache->entries[0]) {
        return;
    }
    cache->entries[cache->count].algorithm = cached->key->algorithm;
    memcpy(cache->entries[cache->count].words, cached->key->words, size);
    memcpy(cache->entries[cache->count].digest, cached->digest, APPVERIFY_DIGEST_SIZE);
    memcpy(cache->entries[cache->count].signature, cached->signature, size);
    cache->count++;
}

static enum appverify_result signature_start(void *state, const struct appverify_key *key,
                                             const uint8_t *digest, const uint8_t *signature)
{
    struct verify_cached_crypto *cached = state;
    cached->key = key;
    cached->digest = digest;
    cached->signature = signature;
    cached->known = is_known(cached);
    return cached->known ? APPVERIFY_MORE
                         : cached->port.operations->signature_start(cached->port.state, key, digest,
                                                                    signature);
}

static enum appverify_result signature_step(void *state)
{
    struct verify_cached_crypto *cached = state;
    if (cached->known) {
        return APPVERIFY_OK;
    }
    enum appverify_result result = cached->port.operations->signature_step(cached->port.state);
    if (result == APPVERIFY_OK) {
        remember(cached);
    }
    return result;
}

static void abort_check(void *state)
{
    struct verify_cached_crypto *cached = state;
    cached->known = false;
    cached->port.operations->abort(cached->port.state);
}

static const struct appverify_crypto_operations operations = {
    hash_start, hash_update, hash_finish, signature_start, signature_step, abort_check,
};

void appbin_verify_cached_crypto_init(struct appverify_crypto *crypto,
                                      struct verify_cached_crypto *cached,
                                      struct appbin_verify_cache *cache)
{
    *cached = (struct verify_cached_crypto){.cache = cache};
    appverify_mbedtls_init(&cached->port, &cached->port_state);
    crypto->operations = &operations;
    crypto->state = cached;
}

void appbin_verify_cached_crypto_free(struct verify_cached_crypto *cached)
{
    appverify_mbedtls_free(&cached->port_state);
}

/* SPDX-License-Identifier: MIT */
#include "key/host_crypto.h"

static enum appverify_result hash_start(void *state)
{
    struct host_crypto *crypto = state;
    sha256_init(&crypto->hash);
    return APPVERIFY_OK;
}

static enum appverify_result hash_update(void *state, const uint8_t *bytes, size_t length)
{
    struct host_crypto *crypto = state;
    sha256_update(&crypto->hash, length, bytes);
    return APPVERIFY_OK;
}

static enum appverify_result hash_finish(void *state, uint8_t *digest)
{
    struct host_crypto *crypto = state;
    sha256_digest(&crypto->hash, SHA256_DIGEST_SIZE, digest);
    return APPVERIFY_OK;
}

static enum appverify_result signature_start(void *state, const struct appverify_key *key,
                                             const uint8_t *digest, const uint8_t *signature)
{
    const struct appverify_crypto *mbedtls = &((struct host_crypto *)state)->signature;
    return mbedtls->operations->signature_start(mbedtls->state, key, digest, signature);
}

static enum appverify_result signature_step(void *state)
{
    const struct appverify_crypto *mbedtls = &((struct host_crypto *)state)->signature;
    return mbedtls->operations->signature_step(mbedtls->state);
}

static void abort_all(void *state)
{
    struct host_crypto *crypto = state;
    sha256_init(&crypto->hash);
    crypto->signature.operations->abort(crypto->signature.state);
}

void appbin_host_crypto_init(struct appverify_crypto *crypto, struct host_crypto *state)
{
    static const struct appverify_crypto_operations operations = {
        hash_start, hash_update, hash_finish, signature_start, signature_step, abort_all};
    sha256_init(&state->hash);
    appverify_mbedtls_init(&state->signature, &state->mbedtls);
    *crypto = (struct appverify_crypto){.operations = &operations, .state = state};
}

void appbin_host_crypto_free(struct host_crypto *state)
{
    appverify_mbedtls_free(&state->mbedtls);
}

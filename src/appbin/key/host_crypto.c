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
    struct host_crypto *crypto = state;
    crypto->under_way =
        key->algorithm == APPVERIFY_ALGORITHM_LMS ? &crypto->lms_signature : &crypto->signature;
    return crypto->under_way->operations->signature_start(crypto->under_way->state, key, digest,
                                                          signature);
}

static enum appverify_result signature_step(void *state)
{
    const struct appverify_crypto *port = ((struct host_crypto *)state)->under_way;
    return port->operations->signature_step(port->state);
}

static void abort_all(void *state)
{
    struct host_crypto *crypto = state;
    sha256_init(&crypto->hash);
    crypto->signature.operations->abort(crypto->signature.state);
    crypto->lms_signature.operations->abort(crypto->lms_signature.state);
}

void appbin_host_crypto_init(struct appverify_crypto *crypto, struct host_crypto *state)
{
    static const struct appverify_crypto_operations operations = {
        hash_start, hash_update, hash_finish, signature_start, signature_step, abort_all};
    sha256_init(&state->hash);
    appverify_mbedtls_init(&state->signature, &state->mbedtls);
    appverify_builtin_crypto_init(&state->lms_signature, &state->lms);
    appverify_builtin_crypto_use_lms(&state->lms);
    state->under_way = &state->signature;
    *crypto = (struct appverify_crypto){.operations = &operations, .state = state};
}

void appbin_host_crypto_free(struct host_crypto *state)
{
    appverify_mbedtls_free(&state->mbedtls);
}

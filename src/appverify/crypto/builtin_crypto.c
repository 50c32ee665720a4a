/* SPDX-License-Identifier: MIT */
#include "builtin_algorithm.h"
#include "sha256.h"

typedef char
    hash_fits[sizeof(struct appverify_sha256) <= sizeof((struct appverify_builtin_crypto *)0)->words
                  ? 1
                  : -1];

static struct appverify_sha256 *hash_of(struct appverify_builtin_crypto *state)
{
    return (struct appverify_sha256 *)(void *)state->words;
}

/* Nothing of a hash, a key or a signature is left. */
static void abort_all(void *state)
{
    struct appverify_builtin_crypto *port = state;
    port->under_way = NULL;
    for (size_t i = 0; i < sizeof port->words / sizeof port->words[0]; i++) {
        port->words[i] = 0;
    }
}

static enum appverify_result hash_start(void *state)
{
    struct appverify_builtin_crypto *port = state;
    port->under_way = NULL;
    appverify_sha256_init(hash_of(port));
    return APPVERIFY_OK;
}

/* A check that began meanwhile has the place of the hash. */
static enum appverify_result hash_update(void *state, const uint8_t *bytes, size_t length)
{
    struct appverify_builtin_crypto *port = state;
    if (port->under_way != NULL) {
        return APPVERIFY_ERR_CRYPTO;
    }
    appverify_sha256_update(hash_of(port), bytes, length);
    return APPVERIFY_OK;
}

static enum appverify_result hash_finish(void *state, uint8_t *digest)
{
    struct appverify_builtin_crypto *port = state;
    if (port->under_way != NULL) {
        return APPVERIFY_ERR_CRYPTO;
    }
    /* Without the call there is no success either. */
    uint32_t done = appverify_sha256_final(hash_of(port), digest);
    return (enum appverify_result)(done ^ APPVERIFY_SHA256_DONE ^ APPVERIFY_OK);
}

static const struct appverify_builtin_algorithm *
algorithm_of(const struct appverify_builtin_crypto *state, uint32_t algorithm)
{
    switch (algorithm) {
    case APPVERIFY_ALGORITHM_ECDSA_P256:
        return state->p256;
    case APPVERIFY_ALGORITHM_LMS:
        return state->lms;
    default:
        return state->rsa;
    }
}

static enum appverify_result signature_start(void *state, const struct appverify_key *key,
                                             const uint8_t *digest, const uint8_t *signature)
{
    struct appverify_builtin_crypto *port = state;
    const struct appverify_builtin_algorithm *algorithm = algorithm_of(port, key->algorithm);
    abort_all(port);
    if (key->algorithm != APPVERIFY_ALGORITHM_LMS &&
        appverify_signature_size(key->algorithm) == 0) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    if (algorithm == NULL) {
        return APPVERIFY_ERR_CRYPTO;
    }
    enum appverify_result result = algorithm->begin(port, key, digest, signature);
    if (result == APPVERIFY_MORE) {
        port->under_way = algorithm;
    } else {
        abort_all(port);
    }
    return result;
}

static enum appverify_result signature_step(void *state)
{
    struct appverify_builtin_crypto *port = state;
    if (port->under_way == NULL) {
        return APPVERIFY_ERR_CRYPTO; /* no check was started, or it is over */
    }
    enum appverify_result result = port->under_way->step(port);
    if (result != APPVERIFY_MORE) {
        abort_all(port);
    }
    return result;
}

static const struct appverify_crypto_operations operations APPVERIFY_IN_FLASH = {
    hash_start, hash_update, hash_finish, signature_start, signature_step, abort_all,
};

void appverify_builtin_crypto_init(struct appverify_crypto *crypto,
                                   struct appverify_builtin_crypto *state)
{
    state->p256 = NULL;
    state->rsa = NULL;
    state->lms = NULL;
    state->rsa_memory = NULL;
    state->rsa_memory_size = 0;
    abort_all(state);
    crypto->operations = &operations;
    crypto->state = state;
}

/* SPDX-License-Identifier: MIT */
#include "builtin_algorithm.h"
#include "rsa.h"

typedef char rsa_fits
    [sizeof(struct appverify_rsa) <= sizeof((struct appverify_builtin_crypto *)0)->words ? 1 : -1];
typedef char
    memory_is_stated[APPVERIFY_BUILTIN_RSA_2048_MEMORY == 4 * APPVERIFY_RSA_2048_MEMORY_WORDS &&
                             APPVERIFY_BUILTIN_RSA_3072_MEMORY ==
                                 4 * APPVERIFY_RSA_3072_MEMORY_WORDS
                         ? 1
                         : -1];

static struct appverify_rsa *check_of(struct appverify_builtin_crypto *state)
{
    return (struct appverify_rsa *)(void *)state->words;
}

static uint32_t memory_for(uint32_t algorithm)
{
    return algorithm == APPVERIFY_ALGORITHM_RSA_2048_PSS ? APPVERIFY_BUILTIN_RSA_2048_MEMORY
                                                         : APPVERIFY_BUILTIN_RSA_3072_MEMORY;
}

static enum appverify_result begin(struct appverify_builtin_crypto *state,
                                   const struct appverify_key *key, const uint8_t *digest,
                                   const uint8_t *signature)
{
    if (state->rsa_memory_size < memory_for(key->algorithm)) {
        return APPVERIFY_ERR_CRYPTO;
    }
    return appverify_rsa_begin(check_of(state), key, digest, signature, state->rsa_memory);
}

static enum appverify_result step(struct appverify_builtin_crypto *state)
{
    return appverify_rsa_step(check_of(state));
}

static const struct appverify_builtin_algorithm algorithm APPVERIFY_IN_FLASH = {begin, step};

void appverify_builtin_crypto_use_rsa(struct appverify_builtin_crypto *state, uint32_t *memory,
                                      uint32_t size)
{
    state->rsa = &algorithm;
    state->rsa_memory = memory;
    state->rsa_memory_size = size;
}

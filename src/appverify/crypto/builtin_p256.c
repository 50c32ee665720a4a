/* SPDX-License-Identifier: MIT */
#include "builtin_algorithm.h"
#include "p256.h"

typedef char check_fits
    [sizeof(struct p256_check) <= sizeof((struct appverify_builtin_crypto *)0)->words ? 1 : -1];

static struct p256_check *check_of(struct appverify_builtin_crypto *state)
{
    return (struct p256_check *)(void *)state->words;
}

static enum appverify_result begin(struct appverify_builtin_crypto *state,
                                   const struct appverify_key *key, const uint8_t *digest,
                                   const uint8_t *signature)
{
    appverify_p256_begin(check_of(state), key->words, key->table, key->table_size, digest,
                         signature);
    return APPVERIFY_MORE;
}

/* The answer is made of what the check returned: without the branch it is no answer. */
static enum appverify_result step(struct appverify_builtin_crypto *state)
{
    uint32_t answer = appverify_p256_step(check_of(state));
    if (answer == P256_MORE) {
        return APPVERIFY_MORE;
    }
    if (answer == P256_INVALID) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    return (enum appverify_result)(answer ^ P256_VALID ^ APPVERIFY_OK);
}

static const struct appverify_builtin_algorithm algorithm APPVERIFY_IN_FLASH = {begin, step};

void appverify_builtin_crypto_use_p256(struct appverify_builtin_crypto *state)
{
    state->p256 = &algorithm;
}

/* SPDX-License-Identifier: MIT */
#include "builtin_algorithm.h"
#include "lms.h"

typedef char lms_fits
    [sizeof(struct appverify_lms) <= sizeof((struct appverify_builtin_crypto *)0)->words ? 1 : -1];

static struct appverify_lms *check_of(struct appverify_builtin_crypto *state)
{
    return (struct appverify_lms *)(void *)state->words;
}

static enum appverify_result begin(struct appverify_builtin_crypto *state,
                                   const struct appverify_key *key, const uint8_t *digest,
                                   const uint8_t *signature)
{
    return appverify_lms_begin(check_of(state), key, digest, signature);
}

static enum appverify_result step(struct appverify_builtin_crypto *state)
{
    return appverify_lms_step(check_of(state));
}

static const struct appverify_builtin_algorithm algorithm APPVERIFY_IN_FLASH = {begin, step};

void appverify_builtin_crypto_use_lms(struct appverify_builtin_crypto *state)
{
    state->lms = &algorithm;
}

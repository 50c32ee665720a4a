/* SPDX-License-Identifier: MIT */
#include "builtin.h"
#include "vectors_rsa.h"

static uint32_t memory[APPVERIFY_BUILTIN_RSA_2048_MEMORY / 4];

static void use(struct appverify_builtin_crypto *state)
{
    appverify_builtin_crypto_use_rsa(state, memory, sizeof memory);
}

const struct glitch_algorithm glitch_algorithm = {
    {APPVERIFY_ALGORITHM_RSA_2048_PSS,
     {0x3243F6A8u, 0x885A308Du},
     key_words,
     key_table,
     sizeof key_table},
    use,
    release_digest,
    signature_release,
    next_digest,
};

FORGERY(random)
FORGERY(release)
FORGERY(without_power)
FORGERY(wrong_hash)
FORGERY(wrong_padding)
FORGERY(wrong_trailer)

const struct glitch_attack glitch_attacks[] = {
    FORGED(random),        FORGED(release),       FORGED(without_power), FORGED(wrong_hash),
    FORGED(wrong_padding), FORGED(wrong_trailer), UNSIGNED_BODY,
};
const uint32_t glitch_attack_count = CHECK_COUNT(glitch_attacks);

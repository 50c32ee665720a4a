/* SPDX-License-Identifier: MIT */
/* GLITCH_BARE_KEY: the key has no table. */
#include "builtin.h"
#include "vectors_p256.h"

#if defined(GLITCH_BARE_KEY)
#define TABLE NULL, 0
#else
#define TABLE key_table, sizeof key_table
#endif

const struct glitch_algorithm glitch_algorithm = {
    {APPVERIFY_ALGORITHM_ECDSA_P256, {0x3243F6A8u, 0x885A308Du}, key_words, TABLE},
    appverify_builtin_crypto_use_p256,
    release_digest,
    signature_release,
    next_digest,
};

FORGERY(random)
FORGERY(release)
FORGERY(without_key)
FORGERY(without_base)
FORGERY(base_for_key)
FORGERY(digest_for_r)
FORGERY(r_for_digest)
FORGERY(infinity)
FORGERY(base_point)
FORGERY(zero)
FORGERY(last_entry)

const struct glitch_attack glitch_attacks[] = {
    FORGED(random),       FORGED(release),      FORGED(without_key),  FORGED(without_base),
    FORGED(base_for_key), FORGED(digest_for_r), FORGED(r_for_digest), FORGED(infinity),
    FORGED(base_point),   FORGED(zero),         FORGED(last_entry),   UNSIGNED_BODY,
};
const uint32_t glitch_attack_count = CHECK_COUNT(glitch_attacks);

/* SPDX-License-Identifier: MIT */
#include "builtin.h"
#include "vectors_lms.h"

const struct glitch_algorithm glitch_algorithm = {
    {APPVERIFY_ALGORITHM_LMS, {0x3243F6A8u, 0x885A308Du}, key_words, NULL, 0},
    appverify_builtin_crypto_use_lms,
    release_digest,
    signature_release,
    next_digest,
};

FORGERY(random)
FORGERY(release)
FORGERY(ends)
FORGERY(last_steps)
FORGERY(wrong_chain)
FORGERY(wrong_checksum)
FORGERY(wrong_path)

const struct glitch_attack glitch_attacks[] = {
    FORGED(random),      FORGED(release),        FORGED(ends),       FORGED(last_steps),
    FORGED(wrong_chain), FORGED(wrong_checksum), FORGED(wrong_path), UNSIGNED_BODY,
};
const uint32_t glitch_attack_count = CHECK_COUNT(glitch_attacks);

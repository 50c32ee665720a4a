/* SPDX-License-Identifier: MIT */
/* What the port calls to verify signatures, so that a firmware links what it asks for. */
#ifndef APPVERIFY_SRC_BUILTIN_ALGORITHM_H
#define APPVERIFY_SRC_BUILTIN_ALGORITHM_H

#include "appverify/builtin_crypto.h"

struct appverify_builtin_algorithm {
    /* As signature_start of the port. */
    enum appverify_result (*begin)(struct appverify_builtin_crypto *state,
                                   const struct appverify_key *key, const uint8_t *digest,
                                   const uint8_t *signature);
    /* As signature_step. */
    enum appverify_result (*step)(struct appverify_builtin_crypto *state);
};

#endif

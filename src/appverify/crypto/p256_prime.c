/* SPDX-License-Identifier: MIT */
/* Made by generate_p256_constants.py; a test compares. */
#include "p256_constants.h"

#include "appverify/crypto.h"
/* clang-format off */

const struct p256_modulus appverify_p256_prime APPVERIFY_IN_FLASH = {
    {{
        -1, 0, 0, 0, 0, 0, 64, 0, 0,
        0, 0, 0, 4096, 0, -16384, 0, 65536,
    }},
    32767u,
};

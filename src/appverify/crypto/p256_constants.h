/* SPDX-License-Identifier: MIT */
/* Constants of the curve, and the multiples of its base point. All may lie in flash. Their file is
 * made by generate_p256_constants.py. */
#ifndef APPVERIFY_P256_CONSTANTS_H
#define APPVERIFY_P256_CONSTANTS_H

#include "p256_field.h"

/* Whether keys without a table are supported; without them the code is 0.7 KB smaller. */
#if !defined(APPVERIFY_P256_BARE_KEYS)
#define APPVERIFY_P256_BARE_KEYS 1
#endif

/* Teeth of the comb for the base point: 3, 4, 5 or 6, for a table of 256 to 2048 bytes. */
#if !defined(P256_BASE_TEETH)
#define P256_BASE_TEETH 5
#endif

/* Packed field elements. */
extern const uint32_t appverify_p256_one[P256_WORDS];
extern const uint32_t appverify_p256_b[P256_WORDS];
extern const uint32_t appverify_p256_to_field[P256_WORDS]; /* 2^540: times this, / 2^270 */

/* What a division works modulo: n, the order of the base point. */
struct p256_modulus {
    struct p256_number digits; /* from -2^14 to 2^14 - 1, the last one 2^16 */
    uint32_t inverse;          /* of the modulus, modulo 2^15 */
};

extern const struct p256_modulus appverify_p256_order;
extern const struct p256_modulus appverify_p256_prime;

/* Numbers of 256 bits, the low word first. */
extern const uint32_t appverify_p256_order_words[P256_WORDS];
extern const uint32_t appverify_p256_prime_words[P256_WORDS];

extern const uint32_t appverify_p256_base_table[];

#endif

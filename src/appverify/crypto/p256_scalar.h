/* SPDX-License-Identifier: MIT */
/* Factors of points, in the form in which the sum of multiples reads them. */
#ifndef APPVERIFY_P256_SCALAR_H
#define APPVERIFY_P256_SCALAR_H

#include "p256_division.h"

#define P256_SCALAR_WORDS 9

/* The scalar is modulo n. words, the low one first, stand for a positive number; when negative is 1
 * the scalar is minus that. */
struct p256_scalar {
    uint32_t words[P256_SCALAR_WORDS];
    uint32_t negative;
    int teeth;   /* of its comb; 0: windows */
    int columns; /* 0 to columns - 1 */
};

/* A point of a table, or minus that. */
struct p256_choice {
    uint32_t index;
    uint32_t negative;
};

#define P256_RECODED 0x3A94C5D6u

/* Returns P256_RECODED, as appverify_p256_make_windows does. For a comb of 3 to 6 teeth: number =
 * sum of (bit[i] ? 1 : -1) * 2^i for i below teeth * columns.
 */
uint32_t appverify_p256_make_comb(struct p256_scalar *scalar, const struct p256_number *number,
                                  int teeth);

#define P256_CHOSEN 0x07D2B96Cu

/* The entry to add in a column. Every column has one. Returns P256_CHOSEN. */
uint32_t appverify_p256_comb_choice(struct p256_choice *choice, const struct p256_scalar *scalar,
                                    int column);

#define P256_WINDOW_BITS 4
#define P256_WINDOW_ENTRIES 4 /* 1, 3, 5 and 7 times the point */
#define P256_WINDOW_COLUMNS 257

/* For windows: number = sum of odd digits from -7 to 7 where marks has a bit, others 0. */
uint32_t appverify_p256_make_windows(struct p256_scalar *scalar, uint32_t *marks,
                                     const struct p256_number *number);

/* The entry to add in a column. Returns P256_CHOSEN; 0 when there is none. */
uint32_t appverify_p256_window_choice(struct p256_choice *choice, const struct p256_scalar *scalar,
                                      const uint32_t *marks, int column);

#endif

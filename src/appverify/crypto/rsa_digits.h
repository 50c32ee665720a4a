/* SPDX-License-Identifier: MIT */
/* Numbers as digits of radix 2^15, to and from words and bytes. Private to rsa.c. */
#ifndef APPVERIFY_SRC_RSA_DIGITS_H
#define APPVERIFY_SRC_RSA_DIGITS_H

#include <stdint.h>

#include "rsa_rows.h"

/*
 * The signed digit that is congruent to number modulo 2^15, -2^14 to 2^14 - 1. A shift of a
 * negative number rounds down, with every compiler in use.
 */
static inline int16_t appverify_rsa_signed_digit(int32_t number)
{
    return (int16_t)((int32_t)((uint32_t)number << 17) >> 17);
}

/* What is carried out of a digit. */
static inline int32_t appverify_rsa_carry(int32_t number)
{
    return number >> APPVERIFY_RSA_DIGIT_BITS;
}

/* Word `index` of a number of size big-endian bytes in words, as a key has it; 0 is the lowest. */
static inline uint32_t appverify_rsa_key_word(const uint32_t *words, uint32_t size, uint32_t index)
{
    uint32_t word = words[size / 4 - 1 - index];
    return word << 24 | (word & 0xFF00u) << 8 | (word >> 8 & 0xFF00u) | word >> 24;
}

/*
 * The six signed digits of row `row` of a number of count words, the lowest word first. Rows are
 * read in order: *carry is 0 before the first and what this function left before the others.
 */
void appverify_rsa_read_row(int16_t *digits, const uint32_t *words, uint32_t count, uint32_t row,
                            int32_t *carry);

/*
 * The product of `groups` groups becomes the value, of signed digits, and is cleared. Its last
 * digit is small, so that nothing is carried out of it.
 */
void appverify_rsa_take_value(struct appverify_rsa_group *group, uint32_t groups);

/*
 * The remainder of the product by the key's modulus, exact, as size big-endian bytes. Overwrites
 * the groups. The product is below 0.51 * 2^90 times the modulus, on either side of zero.
 */
void appverify_rsa_remainder(uint8_t *bytes, struct appverify_rsa_group *group,
                             const uint32_t *modulus, uint32_t size);

#endif

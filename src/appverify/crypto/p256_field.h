/* SPDX-License-Identifier: MIT */
/*
 * Numbers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, for a core that multiplies 32 by 32 bits to
 * the low 32: signed digits of radix 2^15, so that seven products fit into a word.
 * docs/arithmetic.md has the bounds.
 *
 * A field element is "normal" when digits 0 to 15 are from -2^14 to 2^14 and the last one is from
 * -33000 to 33000. Every function takes normal elements and writes normal ones, and what is 0
 * modulo p comes out with all digits 0. Elements stand for their value divided by 2^270
 * (Montgomery's form), which only matters where numbers come in.
 *
 * Outputs may be inputs. The stack is below 300 bytes for each.
 */
#ifndef APPVERIFY_P256_FIELD_H
#define APPVERIFY_P256_FIELD_H

#include <stddef.h>
#include <stdint.h>

#define P256_DIGITS 17
#define P256_DIGIT_BITS 15
#define P256_WORDS 8

/* Sum of digits[i] * 2^(15 i). */
struct p256_number {
    int32_t digits[P256_DIGITS];
};

extern const struct p256_number appverify_p256_zero;

/* product = a * b / 2^270 - c */
void appverify_p256_multiply_subtract(struct p256_number *product, const struct p256_number *a,
                                      const struct p256_number *b, const struct p256_number *c);

/* square = a * a / 2^270 - c */
void appverify_p256_square_subtract(struct p256_number *square, const struct p256_number *a,
                                    const struct p256_number *c);

/* sum = m * a + n * b, where |m| + |n| is at most 9 */
void appverify_p256_combine(struct p256_number *sum, const struct p256_number *a, int32_t m,
                            const struct p256_number *b, int32_t n);

/* Reads a constant or a coordinate of a table: value + 2^14 * (1 + 2^15 + ... + 2^225) as a
 * number of 256 bits in two's complement, the low word first. */
void appverify_p256_unpack(struct p256_number *number, const uint32_t *words);

/* The way back, for normal numbers whose digits are below 2^14. */
void appverify_p256_pack(uint32_t *words, const struct p256_number *number);

/* Splits a number of 256 bits, the low word first, into digits from 0 to 2^15 - 1 (the last one to
 * 2^16 - 1): not normal. */
void appverify_p256_split(struct p256_number *number, const uint32_t *words);

/* 1 when the number is 0. */
int appverify_p256_is_zero(const struct p256_number *number);

#endif

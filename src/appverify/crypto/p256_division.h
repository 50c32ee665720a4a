/* SPDX-License-Identifier: MIT */
/* Division modulo a prime of 256 bits. Its numbers are not normal in the sense of p256_field.h:
 * their digits are from 0 to 2^15 - 1, and the last one has the sign. */
#ifndef APPVERIFY_P256_DIVISION_H
#define APPVERIFY_P256_DIVISION_H

#include "p256_constants.h"

/* number = m * number + n * modulus, for m and n of -1, 0 and 1. Takes digits of any kind below
 * 2^17. */
void appverify_p256_add_modulus(struct p256_number *number, int32_t m, int32_t n,
                                const struct p256_modulus *modulus);

/*
 * quotient = numerator / divisor, between -modulus * 0.6 and modulus * 0.6. The numerator is
 * between -2^256 and 2^256; the divisor is between -modulus and modulus and not 0; digits of any
 * kind. Returns 1, or 0 when there is no quotient. About 36,000 instructions, 500 bytes of stack.
 */
int appverify_p256_divide(struct p256_number *quotient, const struct p256_number *numerator,
                          const struct p256_number *divisor, const struct p256_modulus *modulus);

/* product = a * b / 2^255, all three between -modulus * 0.6 and modulus * 0.6. About 8,000
 * instructions. */
void appverify_p256_multiply_modulo(struct p256_number *product, const struct p256_number *a,
                                    const struct p256_number *b,
                                    const struct p256_modulus *modulus);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The field operations that the LX106 has in assembly, for all other processors. Both give the same
 * digits. With P256_FIELD_SMALL the LX106 has a smaller multiplication in assembly and the others
 * from here. A signed number that is shifted to the right keeps its sign, as with every compiler.
 */
#include "p256_field.h"

#include "lx106.h"

#if !defined(APPVERIFY_LX106) || defined(P256_FIELD_SMALL)
#define LOW_BITS 0x7fff
#define HALF 0x4000
#define GROUP 6 /* quotient digits that depend on nothing but the columns */
#define QUOTIENT_DIGITS (3 * GROUP)
#define COLUMNS (QUOTIENT_DIGITS + P256_DIGITS)

static int32_t signed_digit(int32_t value)
{
    return ((value + HALF) & LOW_BITS) - HALF;
}

#if !defined(APPVERIFY_LX106)
/*
 * Montgomery's reduction. p is -1 modulo 2^96, so the digit to add p times is the lowest digit
 * itself. The last one of each group is signed, and that of the last group is chosen so that the
 * result minus c is between -p / 2 and p / 2.
 */
static void reduce(int64_t *columns, int32_t last_of_c)
{
    for (int i = 0; i < QUOTIENT_DIGITS; i++) {
        int64_t digit = columns[i] & LOW_BITS;
        if (i % GROUP == GROUP - 1) {
            int32_t center = i == QUOTIENT_DIGITS - 1 ? last_of_c >> 1 : 0;
            digit = center + signed_digit((int32_t)((columns[i] - center) & LOW_BITS));
        }
        columns[i + 1] += (columns[i] - digit) >> P256_DIGIT_BITS;
        columns[i + 6] += digit * (1 << 6);
        columns[i + 12] += digit * (1 << 12);
        columns[i + 14] -= digit * (1 << 14);
        columns[i + 17] += digit * 2;
    }
}

void appverify_p256_multiply_subtract(struct p256_number *product, const struct p256_number *a,
                                      const struct p256_number *b, const struct p256_number *c)
{
    int64_t columns[COLUMNS] = {0};
    for (int i = 0; i < P256_DIGITS; i++) {
        for (int j = 0; j < P256_DIGITS; j++) {
            columns[i + j] += (int64_t)a->digits[i] * b->digits[j];
        }
    }
    reduce(columns, c->digits[P256_DIGITS - 1]);
    int64_t carry = 0;
    for (int i = 0; i < P256_DIGITS - 1; i++) {
        int64_t sum = carry + columns[QUOTIENT_DIGITS + i] - c->digits[i];
        product->digits[i] = signed_digit((int32_t)(sum & LOW_BITS));
        carry = (sum - product->digits[i]) >> P256_DIGIT_BITS;
    }
    product->digits[P256_DIGITS - 1] =
        (int32_t)(carry + columns[COLUMNS - 1] - c->digits[P256_DIGITS - 1]);
}

void appverify_p256_square_subtract(struct p256_number *square, const struct p256_number *a,
                                    const struct p256_number *c)
{
    appverify_p256_multiply_subtract(square, a, a, c);
}
#endif

/* What exceeds 256 bits comes back as 2^256 = 2^224 - 2^192 - 2^96 + 1 modulo p. */
void appverify_p256_combine(struct p256_number *sum, const struct p256_number *a, int32_t m,
                            const struct p256_number *b, int32_t n)
{
    int32_t last = m * a->digits[P256_DIGITS - 1] + n * b->digits[P256_DIGITS - 1];
    int32_t excess = (last + 0x8000) >> 16;
    int32_t carry = excess;
    for (int i = 0; i < P256_DIGITS - 1; i++) {
        int32_t digit = carry + m * a->digits[i] + n * b->digits[i];
        if (i == 6) {
            digit -= excess * (1 << 6);
        } else if (i == 12) {
            digit -= excess * (1 << 12);
        } else if (i == 14) {
            digit += excess * (1 << 14);
        }
        sum->digits[i] = signed_digit(digit);
        carry = (digit - sum->digits[i]) >> P256_DIGIT_BITS;
    }
    sum->digits[P256_DIGITS - 1] = carry + last - excess * 0x10000;
}

void appverify_p256_unpack(struct p256_number *number, const uint32_t *words)
{
    appverify_p256_split(number, words);
    for (int i = 0; i < P256_DIGITS - 1; i++) {
        number->digits[i] -= HALF;
    }
    number->digits[P256_DIGITS - 1] =
        ((number->digits[P256_DIGITS - 1] + 0x8000) & 0xffff) - 0x8000;
}
#endif

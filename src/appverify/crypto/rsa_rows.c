/* SPDX-License-Identifier: MIT */
/*
 * No sum of products leaves 32 bits: six products of digits of at most 2^14 are at most 6 * 2^28;
 * with the carry of the column before, at most 2^16, and a digit of product, at most 2^17, that is
 * below 2^31. docs/arithmetic.md has the bounds one by one.
 */
#include "rsa_rows.h"

#include "rsa_digits.h"

#define ROW APPVERIFY_RSA_ROW
#define DIGIT_MASK 0x7FFF

/*
 * What a column gets of six digits and the digits of another number up to this column, which pass
 * by in window, the latest one first.
 */
static int32_t column(const int16_t *factor, int32_t *window, int32_t latest)
{
    int32_t sum = 0;
    for (uint32_t i = ROW - 1; i > 0; i--) {
        window[i] = window[i - 1];
    }
    window[0] = latest;
    for (uint32_t i = 0; i < ROW; i++) {
        sum += factor[i] * window[i];
    }
    return sum;
}

static void multiply(struct appverify_rsa_group *first, const struct appverify_rsa_group *end,
                     const int16_t *factor, int32_t scale)
{
    int32_t window[ROW] = {0};
    int32_t sum = 0;
    for (; first != end; first++) {
        for (uint32_t i = 0; i < ROW; i++) {
            sum += column(factor, window, first->value[i]);
            first->product[i] += scale * (sum & DIGIT_MASK);
            sum = appverify_rsa_carry(sum);
        }
    }
    for (uint32_t i = 0; i < ROW - 1; i++) {
        sum += column(factor, window, 0);
        first->product[i] += scale * (sum & DIGIT_MASK);
        sum = appverify_rsa_carry(sum);
    }
    first->product[ROW - 1] += scale * sum;
}

void appverify_rsa_multiply(struct appverify_rsa_group *first,
                            const struct appverify_rsa_group *end, const int16_t *factor)
{
    multiply(first, end, factor, 1);
}

void appverify_rsa_multiply_twice(struct appverify_rsa_group *first,
                                  const struct appverify_rsa_group *end, const int16_t *factor)
{
    if (first != end) {
        multiply(first, end, factor, 2);
    }
}

void appverify_rsa_square(struct appverify_rsa_group *first, const int16_t *factor)
{
    int32_t window[ROW] = {0};
    int32_t sum = 0;
    for (uint32_t i = 0; i < 2 * ROW - 1; i++) {
        int32_t *digit = &first[i / ROW].product[i % ROW];
        sum += column(factor, window, i < ROW ? factor[i] : 0) + *digit;
        *digit = sum & DIGIT_MASK;
        sum = appverify_rsa_carry(sum);
    }
    first[1].product[ROW - 1] += sum;
}

/* The lowest digits of product, as signed ones; what they carry goes to the seventh. */
static void take_quotient(struct appverify_rsa_group *first, int16_t *quotient)
{
    int32_t carry = 0;
    for (uint32_t i = 0; i < ROW; i++) {
        int32_t sum = first->product[i] + carry;
        quotient[i] = appverify_rsa_signed_digit(sum);
        carry = appverify_rsa_carry(sum - quotient[i]);
    }
    first[1].product[0] += carry;
}

/* product - quotient is product without its six lowest digits: the others move down. */
void appverify_rsa_reduce(struct appverify_rsa_group *first, const struct appverify_rsa_group *end)
{
    int16_t quotient[ROW];
    int32_t window[ROW] = {0};
    int32_t sum = 0;
    take_quotient(first, quotient);
    for (; first != end; first++) {
        for (uint32_t i = 0; i < ROW; i++) {
            sum += column(quotient, window, first->modulus[i]) + first[1].product[i];
            first->product[i] = sum & DIGIT_MASK;
            sum = appverify_rsa_carry(sum);
        }
    }
    for (uint32_t i = 0; i < ROW - 1; i++) {
        sum += column(quotient, window, 0) + first[1].product[i];
        first->product[i] = sum & DIGIT_MASK;
        sum = appverify_rsa_carry(sum);
    }
    first->product[ROW - 1] = first[1].product[ROW - 1] + sum;
    for (uint32_t i = 0; i < ROW; i++) {
        first[1].product[i] = 0;
    }
}

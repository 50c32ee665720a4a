/* SPDX-License-Identifier: MIT */
#include "rsa_digits.h"

#define ROW APPVERIFY_RSA_ROW
#define DIGIT_BITS APPVERIFY_RSA_DIGIT_BITS

static int32_t read_digit(const uint32_t *words, uint32_t count, uint32_t index)
{
    uint32_t bit = index * DIGIT_BITS;
    uint32_t word = bit / 32;
    uint32_t shift = bit % 32;
    uint32_t digit = word < count ? words[word] >> shift : 0;
    if (shift > 32 - DIGIT_BITS && word + 1 < count) {
        digit |= words[word + 1] << (32 - shift);
    }
    return (int32_t)(digit & 0x7FFFu);
}

void appverify_rsa_read_row(int16_t *digits, const uint32_t *words, uint32_t count, uint32_t row,
                            int32_t *carry)
{
    for (uint32_t i = 0; i < ROW; i++) {
        int32_t sum = read_digit(words, count, row * ROW + i) + *carry;
        digits[i] = appverify_rsa_signed_digit(sum);
        *carry = appverify_rsa_carry(sum - digits[i]);
    }
}

void appverify_rsa_take_value(struct appverify_rsa_group *group, uint32_t groups)
{
    int32_t carry = 0;
    for (uint32_t g = 0; g < groups; g++) {
        for (uint32_t i = 0; i < ROW; i++) {
            int32_t sum = group[g].product[i] + carry;
            group[g].value[i] = appverify_rsa_signed_digit(sum);
            carry = appverify_rsa_carry(sum - group[g].value[i]);
            group[g].product[i] = 0;
        }
    }
}

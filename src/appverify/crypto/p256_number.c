/* SPDX-License-Identifier: MIT */
/* What numbers and field elements need on every processor. */
#include "p256_field.h"

#include "appverify/crypto.h"

const struct p256_number appverify_p256_zero APPVERIFY_IN_FLASH = {{0}};

int appverify_p256_is_zero(const struct p256_number *number)
{
    for (int i = 0; i < P256_DIGITS; i++) {
        if (number->digits[i] != 0) {
            return 0;
        }
    }
    return 1;
}

void appverify_p256_split(struct p256_number *number, const uint32_t *words)
{
    uint32_t bits = 0; /* what is left of the words so far */
    int count = 0;
    for (int i = 0; i < P256_DIGITS - 1; i++) {
        uint32_t word = 0;
        if (count < P256_DIGIT_BITS) {
            word = *words++;
            bits |= word << count;
            count += 32;
        }
        number->digits[i] = (int32_t)(bits & 0x7fffu);
        count -= P256_DIGIT_BITS;
        bits = count > 32 - P256_DIGIT_BITS ? word >> (32 - count) : bits >> P256_DIGIT_BITS;
    }
    number->digits[P256_DIGITS - 1] = (int32_t)bits;
}

/* The last digit of a normal number may need 17 bits; what combine makes of one needs 16. */
void appverify_p256_pack(uint32_t *words, const struct p256_number *number)
{
    struct p256_number reduced;
    uint32_t bits = 0;
    int count = 0;
    appverify_p256_combine(&reduced, number, 1, number, 0);
    for (int i = 0; i < P256_DIGITS - 1; i++) {
        uint32_t digit = (uint32_t)(reduced.digits[i] + 0x4000);
        bits |= digit << count;
        count += P256_DIGIT_BITS;
        if (count >= 32) {
            *words++ = bits;
            count -= 32;
            bits = digit >> (P256_DIGIT_BITS - count);
        }
    }
    *words = bits | (uint32_t)reduced.digits[P256_DIGITS - 1] << count;
}

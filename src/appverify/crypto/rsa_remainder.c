/* SPDX-License-Identifier: MIT */
/*
 * The exact remainder: long division, a digit of the quotient at a time, each from the highest
 * digits only. An estimate is right or one too small, but for a 64th of a unit; what that leaves,
 * -1/64 to 1 + 1/64 times the divisor, the next digit takes with it, and after the last one at most
 * one modulus is added or subtracted.
 */
#include "rsa_digits.h"

#include <stddef.h>

#include "appverify/manifest_format.h"

#define ROW APPVERIFY_RSA_ROW
#define DIGIT_BITS APPVERIFY_RSA_DIGIT_BITS
#define DIGIT_MASK 0x7FFF
#define QUOTIENT_DIGITS 6u
/* Of the modulus: constants, for the core does not divide. */
#define DIGITS_2048 137u
#define DIGITS_3072 205u
#define ROWS_2048 23u
#define ROWS_3072 35u
#define QUOTIENT_BITS 17

struct division {
    int32_t *number;         /* digits from 0 to 2^15 - 1, the last one signed */
    const int16_t *modulus;  /* signed digits */
    uint32_t modulus_digits; /* up to the one with the highest bit of the modulus */
};

/* number -= factor * 2^(15 * position) * modulus; the digit above takes what is carried. */
static void subtract(const struct division *division, uint32_t position, int32_t factor)
{
    int32_t *number = division->number + position;
    int32_t sum = 0;
    for (uint32_t i = 0; i < division->modulus_digits; i++) {
        sum += number[i] - factor * division->modulus[i];
        number[i] = sum & DIGIT_MASK;
        sum = appverify_rsa_carry(sum);
    }
    number[division->modulus_digits] += sum;
}

/* dividend / divisor, rounded down, for a quotient from -2^16 to 2^16 - 1. */
static int32_t divide(int64_t dividend, uint32_t divisor)
{
    int32_t quotient = 0;
    uint64_t part = (uint64_t)divisor << (QUOTIENT_BITS - 1);
    uint64_t rest = (uint64_t)dividend + part;
    for (int bit = 0; bit < QUOTIENT_BITS; bit++) {
        quotient *= 2;
        if (rest >= part) {
            rest -= part;
            quotient++;
        }
        part >>= 1;
    }
    return quotient - (1 << (QUOTIENT_BITS - 1));
}

static int32_t estimate(const struct division *division, uint32_t position)
{
    uint32_t top = division->modulus_digits;
    const int32_t *number = division->number + position + top;
    int64_t dividend =
        ((int64_t)number[0] * (1 << DIGIT_BITS) + number[-1]) * (1 << DIGIT_BITS) + number[-2];
    int32_t divisor = division->modulus[top - 1] * (1 << DIGIT_BITS) + division->modulus[top - 2];
    return divide(dividend, (uint32_t)divisor);
}

/* Adds a digit to the one below it. */
static void fold(int32_t *number, size_t digit)
{
    number[digit - 1] += number[digit] * (1 << DIGIT_BITS);
    number[digit] = 0;
}

static void reduce(const struct division *division, size_t digits)
{
    uint32_t top = division->modulus_digits;
    for (size_t digit = digits - 1; digit >= top + QUOTIENT_DIGITS; digit--) {
        fold(division->number, digit);
    }
    for (uint32_t position = QUOTIENT_DIGITS; position-- > 0;) {
        subtract(division, position, estimate(division, position));
        if (position > 0) {
            fold(division->number, position + top);
        }
    }
    if (division->number[top] >= 0) {
        subtract(division, 0, 1);
    }
    if (division->number[top] < 0) {
        subtract(division, 0, -1);
    }
}

/* The digits of the product, one behind the other from the start of the groups. */
static void gather(int32_t *digits, const struct appverify_rsa_group *group, size_t groups)
{
    for (size_t g = 0; g < groups; g++) {
        for (uint32_t i = 0; i < ROW; i++) {
            digits[g * ROW + i] = group[g].product[i]; /* never ahead of what is still to be read */
        }
    }
}

static void write_bytes(uint8_t *bytes, uint32_t size, const int32_t *digits)
{
    uint32_t bits = 0;
    uint32_t held = 0;
    for (uint32_t i = size; i-- > 0;) {
        if (held < 8) {
            bits |= (uint32_t)*digits++ << held;
            held += DIGIT_BITS;
        }
        bytes[i] = (uint8_t)bits;
        bits >>= 8;
        held -= 8;
    }
}

void appverify_rsa_remainder(uint8_t *bytes, struct appverify_rsa_group *group,
                             const uint32_t *modulus, uint32_t size)
{
    int is_2048 = size == APPVERIFY_RSA_2048_SIZE;
    uint32_t modulus_digits = is_2048 ? DIGITS_2048 : DIGITS_3072;
    size_t rows = is_2048 ? ROWS_2048 : ROWS_3072;
    size_t groups = rows + 1;
    int32_t *number = &group->product[0];
    int16_t *digits = (int16_t *)(number + groups * ROW);
    uint32_t *words = (uint32_t *)number + (groups * ROW + rows * ROW / 2);
    int32_t carry = 0;
    gather(number, group, groups);
    for (uint32_t i = 0; i < size / 4; i++) {
        words[i] = appverify_rsa_key_word(modulus, size, i);
    }
    for (size_t row = 0; row < rows; row++) {
        appverify_rsa_read_row(digits + row * ROW, words, size / 4, (uint32_t)row, &carry);
    }
    const struct division division = {number, digits, modulus_digits};
    reduce(&division, groups * ROW);
    write_bytes(bytes, size, number);
}

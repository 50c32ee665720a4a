/* SPDX-License-Identifier: MIT */
/*
 * The rows of RSA, each against a polynomial that is calculated in 64 bits, with random and with
 * extreme digits; on the LX106 the assembly must write the very words of the C.
 */
#include "check.h"
#include "random_words.h"
#include "rsa_rows.h"

#define ROW APPVERIFY_RSA_ROW
#define MODULUS_GROUPS 4u
#define VALUE_GROUPS (MODULUS_GROUPS + 1u)
#define GROUPS (MODULUS_GROUPS + 2u)
#define DIGITS (GROUPS * ROW)
#define HALF_DIGIT 0x4000
#define ROUNDS 60u

static struct appverify_rsa_group groups[GROUPS];
static struct appverify_rsa_group before[GROUPS]; /* the same, for the assembly */
static int16_t factor[ROW];

/* Digits: the smallest, the largest, the two in turn, zeros, else random ones. */
static int16_t value_digit(uint32_t round, uint32_t index)
{
    switch (round) {
    case 0:
        return -HALF_DIGIT;
    case 1:
        return HALF_DIGIT - 1;
    case 2:
        return index % 2 == 0 ? -HALF_DIGIT : HALF_DIGIT - 1;
    case 3:
        return 0;
    default:
        return (int16_t)((random_word() & 0x7FFF) - HALF_DIGIT);
    }
}

/* Up to the largest that a product holds before it is reduced. */
static int32_t product_digit(uint32_t round)
{
    return round < 3 ? 3 * 0x7FFF : (int32_t)(random_word() % (3 * 0x8000u));
}

static void fill(uint32_t round)
{
    for (uint32_t g = 0; g < GROUPS; g++) {
        for (uint32_t i = 0; i < ROW; i++) {
            groups[g].value[i] = value_digit(round, i);
            groups[g].modulus[i] = value_digit(round, i + round);
            groups[g].product[i] = product_digit(round);
        }
        before[g] = groups[g];
    }
    for (uint32_t i = 0; i < ROW; i++) {
        factor[i] = value_digit(round, i);
    }
}

/* Digits of 0 to 2^15 - 1; what is left over goes to the last one. */
static void normalise(int64_t *polynomial, uint32_t count)
{
    for (uint32_t i = 0; i + 1 < count; i++) {
        int64_t digit = polynomial[i] & 0x7FFF;
        polynomial[i + 1] += (polynomial[i] - digit) / 0x8000;
        polynomial[i] = digit;
    }
}

static void load_product(int64_t *polynomial, const struct appverify_rsa_group *group)
{
    for (uint32_t i = 0; i < DIGITS; i++) {
        polynomial[i] = group[i / ROW].product[i % ROW];
    }
}

static void check_product(int64_t *wanted)
{
    int64_t found[DIGITS];
    load_product(found, groups);
    normalise(found, DIGITS);
    normalise(wanted, DIGITS);
    for (uint32_t i = 0; i < DIGITS; i++) {
        CHECK_EQUAL(found[i], wanted[i]);
    }
}

static void multiply_polynomial(int64_t *polynomial, const int16_t *digits, int32_t digit,
                                uint32_t place, int32_t scale)
{
    for (uint32_t i = 0; i < ROW; i++) {
        polynomial[place + i] += (int64_t)scale * digits[i] * digit;
    }
}

#if defined(APPVERIFY_LX106)
/* The digits of the assembly and of the C in the same place. */
static void check_same_words(const struct appverify_rsa_group *same)
{
    for (uint32_t g = 0; g < GROUPS; g++) {
        for (uint32_t i = 0; i < ROW; i++) {
            CHECK_EQUAL(same[g].value[i], groups[g].value[i]);
            CHECK_EQUAL(same[g].product[i], groups[g].product[i]);
            CHECK_EQUAL(same[g].modulus[i], groups[g].modulus[i]);
        }
    }
}
#endif

/* From each group on, up to the end, where nothing is multiplied. */
static void rsa_multiply_rows_product_of_64_bits(void)
{
    random_seed(0x5EED0001);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t first = round % (VALUE_GROUPS + 1);
        uint32_t twice = round / 2 % 2;
        int64_t wanted[DIGITS];
        check_note(round);
        first = twice == 0 && first == VALUE_GROUPS ? 0 : first;
        fill(round);
        load_product(wanted, groups);
        for (uint32_t i = first * ROW; i < VALUE_GROUPS * ROW; i++) {
            multiply_polynomial(wanted, factor, groups[i / ROW].value[i % ROW], i,
                                twice != 0 ? 2 : 1);
        }
        (twice != 0 ? appverify_rsa_multiply_twice
                    : appverify_rsa_multiply)(groups + first, groups + VALUE_GROUPS, factor);
#if defined(APPVERIFY_LX106)
        (twice != 0 ? appverify_rsa_multiply_twice_lx106
                    : appverify_rsa_multiply_lx106)(before + first, before + VALUE_GROUPS, factor);
        check_same_words(before);
#endif
        check_product(wanted);
    }
}

static void rsa_square_product_of_64_bits(void)
{
    random_seed(0x5EED0002);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t first = round % VALUE_GROUPS;
        int64_t wanted[DIGITS];
        check_note(round);
        fill(round);
        load_product(wanted, groups);
        for (uint32_t i = 0; i < ROW; i++) {
            multiply_polynomial(wanted, factor, factor[i], first * ROW + i, 1);
        }
        appverify_rsa_square(groups + first, factor);
#if defined(APPVERIFY_LX106)
        appverify_rsa_square_lx106(before + first, factor);
        check_same_words(before);
#endif
        check_product(wanted);
    }
}

/* The six lowest digits of a product as signed ones, by division. */
static void take_quotient(int16_t *quotient, const struct appverify_rsa_group *group)
{
    int64_t low[DIGITS];
    int64_t carry = 0;
    load_product(low, group);
    normalise(low, DIGITS);
    for (uint32_t i = 0; i < ROW; i++) {
        int64_t digit = low[i] + carry;
        carry = digit >= HALF_DIGIT ? 1 : 0;
        quotient[i] = (int16_t)(digit - carry * 0x8000);
    }
}

/* 2^90 product = product before + quotient (2^90 modulus - 1). */
static void rsa_reduce_exact_quotient(void)
{
    random_seed(0x5EED0003);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        int64_t wanted[2 * DIGITS] = {0};
        int16_t quotient[ROW];
        check_note(round);
        fill(round);
        take_quotient(quotient, groups);
        load_product(wanted, groups);
        for (uint32_t i = 0; i < ROW; i++) {
            wanted[i] -= quotient[i];
        }
        for (uint32_t i = 0; i < MODULUS_GROUPS * ROW; i++) {
            multiply_polynomial(wanted, quotient, groups[i / ROW].modulus[i % ROW], ROW + i, 1);
        }
        normalise(wanted, DIGITS);
        appverify_rsa_reduce(groups, groups + MODULUS_GROUPS);
#if defined(APPVERIFY_LX106)
        appverify_rsa_reduce_lx106(before, before + MODULUS_GROUPS);
        check_same_words(before);
#endif
        for (uint32_t i = 0; i < ROW; i++) {
            CHECK_EQUAL(wanted[i], 0);
            CHECK_EQUAL(groups[GROUPS - 1].product[i], 0);
        }
        check_product(wanted + ROW);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(rsa_multiply_rows_product_of_64_bits),
    CHECK_CASE(rsa_square_product_of_64_bits),
    CHECK_CASE(rsa_reduce_exact_quotient),
};
CHECK_TABLE(rsa_rows);

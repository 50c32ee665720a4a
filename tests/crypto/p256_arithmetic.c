/* SPDX-License-Identifier: MIT */
/*
 * Prints what the field operations and the division make of random and extreme numbers, for
 * test_p256_arithmetic.py to judge. Runs on the host and on the emulated core, where the field
 * operations are assembly: the output must be the same. Without an argument the numbers are always
 * the same too.
 *
 * usage: p256_arithmetic [SEED [ROUNDS]]
 */
#include <stdio.h>
#include <stdlib.h>

#include "p256_division.h"

#define NORMAL_LAST_MAX 33000

static uint32_t state = 2463534242u;

/* Marsaglia's xorshift. */
static uint32_t random_word(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static int32_t random_between(int32_t low, int32_t high)
{
    return low + (int32_t)(random_word() % (uint32_t)(high - low + 1));
}

/* How the digits of a number are chosen. */
enum kind { ALL_LOWEST, ALL_HIGHEST, ALL_ZERO, EXTREMES, FEW, ANY, KINDS };

static int32_t choose(enum kind kind, int32_t limit)
{
    switch (kind) {
    case ALL_LOWEST:
        return -limit;
    case ALL_HIGHEST:
        return limit;
    case ALL_ZERO:
        return 0;
    case EXTREMES:
        return (random_word() & 1) != 0 ? limit : -limit;
    case FEW:
        return random_word() % 8 == 0 ? random_between(-1, 1) : 0;
    default:
        return random_between(-limit, limit);
    }
}

static void choose_number(struct p256_number *number, enum kind kind)
{
    for (int i = 0; i < P256_DIGITS - 1; i++) {
        number->digits[i] = choose(kind, 1 << (P256_DIGIT_BITS - 1));
    }
    number->digits[P256_DIGITS - 1] = choose(kind, NORMAL_LAST_MAX);
}

static void choose_words(uint32_t *words)
{
    uint32_t kind = random_word() % 4;
    for (int i = 0; i < P256_WORDS; i++) {
        words[i] = kind == 0 ? 0 : kind == 1 ? 0xffffffffu : random_word();
    }
    words[random_word() % P256_WORDS] ^= (uint32_t)1 << (random_word() % 32);
}

static void print_number(const struct p256_number *number)
{
    for (int i = 0; i < P256_DIGITS; i++) {
        (void)printf(i == 0 ? " %ld" : ",%ld", (long)number->digits[i]);
    }
}

static void print_words(const uint32_t *words)
{
    for (int i = 0; i < P256_WORDS; i++) {
        (void)printf(i == 0 ? " %lu" : ",%lu", (unsigned long)words[i]);
    }
}

static void run_products(const struct p256_number *a, const struct p256_number *b,
                         const struct p256_number *c)
{
    struct p256_number result;
    appverify_p256_multiply_subtract(&result, a, b, c);
    (void)printf("multiply");
    print_number(a);
    print_number(b);
    print_number(c);
    print_number(&result);
    appverify_p256_square_subtract(&result, a, c);
    (void)printf("\nsquare");
    print_number(a);
    print_number(c);
    print_number(&result);
    (void)printf("\n");
}

/* The output may be any of the inputs. */
static void run_in_place(const struct p256_number *a, const struct p256_number *b,
                         const struct p256_number *c)
{
    for (int place = 0; place < 3; place++) {
        struct p256_number numbers[3] = {*a, *b, *c};
        appverify_p256_multiply_subtract(&numbers[place], &numbers[0], &numbers[1], &numbers[2]);
        (void)printf("multiply");
        print_number(a);
        print_number(b);
        print_number(c);
        print_number(&numbers[place]);
        numbers[0] = *a;
        numbers[2] = *c;
        appverify_p256_square_subtract(&numbers[place], &numbers[0], &numbers[2]);
        (void)printf("\nsquare");
        print_number(a);
        print_number(c);
        print_number(&numbers[place]);
        (void)printf("\n");
    }
}

static void run_sums(const struct p256_number *a, const struct p256_number *b)
{
    static const int8_t factors[][2] = {{1, 0},  {1, -1}, {1, 1},  {2, 0}, {1, 2},  {1, -3},
                                        {1, -4}, {8, 0},  {-8, 1}, {3, 6}, {-3, -6}};
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
        struct p256_number result = *a;
        const struct p256_number *first = i % 2 == 0 ? a : &result;
        appverify_p256_combine(&result, first, factors[i][0], b, factors[i][1]);
        (void)printf("combine");
        print_number(a);
        print_number(b);
        (void)printf(" %d %d", factors[i][0], factors[i][1]);
        print_number(&result);
        (void)printf("\n");
    }
}

static void run_words(const uint32_t *words)
{
    struct p256_number number;
    uint32_t packed[P256_WORDS];
    appverify_p256_unpack(&number, words);
    appverify_p256_pack(packed, &number);
    (void)printf("unpack");
    print_words(words);
    print_number(&number);
    print_words(packed);
    appverify_p256_split(&number, words);
    (void)printf("\nsplit");
    print_words(words);
    print_number(&number);
    (void)printf("\n");
}

static void run_division(const uint32_t *numerator, uint32_t *divisor)
{
    struct p256_number quotient;
    struct p256_number number;
    divisor[P256_WORDS - 1] &= 0x7fffffffu; /* below the modulus, and not 0 */
    divisor[0] |= 1u << (random_word() % 32);
    for (int order = 0; order < 2; order++) {
        appverify_p256_split(&quotient, numerator);
        appverify_p256_split(&number, divisor);
        int done =
            appverify_p256_divide(&quotient, &quotient, &number,
                                  order != 0 ? &appverify_p256_order : &appverify_p256_prime);
        (void)printf("divide");
        print_words(numerator);
        print_words(divisor);
        (void)printf(" %d %d", order, done);
        print_number(&quotient);
        (void)printf("\n");
    }
}

static void run_round(enum kind first, enum kind second, enum kind third)
{
    struct p256_number a;
    struct p256_number b;
    struct p256_number c;
    uint32_t words[2][P256_WORDS];
    choose_number(&a, first);
    choose_number(&b, second);
    choose_number(&c, third);
    run_products(&a, &b, &c);
    run_sums(&a, &b);
    choose_words(words[0]);
    choose_words(words[1]);
    run_words(words[0]);
    run_words(words[1]);
    run_division(words[0], words[1]);
    if (third == ANY) {
        run_in_place(&a, &b, &c);
    }
}

int main(int argc, char **argv)
{
    int rounds = 50;
    if (argc > 1) {
        state = (uint32_t)strtoul(argv[1], NULL, 0) | 1;
    }
    if (argc > 2) {
        rounds = (int)strtol(argv[2], NULL, 0);
    }
    for (int i = 0; i < KINDS * KINDS * KINDS; i++) {
        run_round((enum kind)(i % KINDS), (enum kind)(i / KINDS % KINDS),
                  (enum kind)(i / KINDS / KINDS));
    }
    for (int i = 0; i < rounds; i++) {
        run_round(ANY, ANY, ANY);
    }
    return EXIT_SUCCESS;
}

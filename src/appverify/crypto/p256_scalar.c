/* SPDX-License-Identifier: MIT */
/* A comb with signed digits: M. Joye, M. Tunstall: Exponent Recoding and Regular Exponentiation
 * Algorithms, 2009. */
#include "p256_scalar.h"

/* count bits, 1 to 16; beyond the words there are zeros. */
static uint32_t bits_at(const uint32_t *words, int position, int count)
{
    uint32_t bits = 0;
    for (int i = count - 1; i >= 0; i--) {
        int bit = position + i;
        bits <<= 1;
        if (bit < 32 * P256_SCALAR_WORDS) {
            bits |= words[bit / 32] >> (bit % 32) & 1;
        }
    }
    return bits;
}

static void set_bit(uint32_t *words, int position)
{
    words[position / 32] |= (uint32_t)1 << (position % 32);
}

static int is_negative(const struct p256_number *number)
{
    return number->digits[P256_DIGITS - 1] < 0;
}

/* Takes the sign off. The number is below 2^256 then. */
static void set_words(struct p256_scalar *scalar, struct p256_number *number)
{
    scalar->negative = is_negative(number) ? 1 : 0;
    if (is_negative(number)) {
        appverify_p256_add_modulus(number, -1, 0, &appverify_p256_order);
    }
    for (int i = 0; i < P256_SCALAR_WORDS; i++) {
        scalar->words[i] = 0;
    }
    for (int i = 0; i < P256_DIGITS; i++) {
        int bit = P256_DIGIT_BITS * i;
        uint32_t digit = (uint32_t)number->digits[i];
        scalar->words[bit / 32] |= digit << (bit % 32);
        if (bit % 32 != 0) {
            scalar->words[bit / 32 + 1] |= digit >> (32 - bit % 32);
        }
    }
}

/* 256 / teeth, rounded up; the core cannot divide, and a table would lie in RAM. */
static int columns_of(int teeth)
{
    int columns = 256 / 6;
    while (teeth * columns < 256) {
        columns++;
    }
    return columns;
}

/* An odd number of L bits is 2^L - 1 less than twice the word of its digits' signs. The scalar 0
 * becomes n, and the sum of its multiples infinity. */
uint32_t appverify_p256_make_comb(struct p256_scalar *scalar, const struct p256_number *number,
                                  int teeth)
{
    struct p256_number odd = *number;
    if ((odd.digits[0] & 1) == 0) {
        appverify_p256_add_modulus(&odd, 1, is_negative(&odd) ? 1 : -1, &appverify_p256_order);
    }
    set_words(scalar, &odd);
    for (int i = 0; i < P256_SCALAR_WORDS - 1; i++) {
        scalar->words[i] = scalar->words[i] >> 1 | scalar->words[i + 1] << 31;
    }
    scalar->teeth = teeth;
    scalar->columns = columns_of(teeth);
    set_bit(scalar->words, teeth * scalar->columns - 1);
    return P256_RECODED;
}

uint32_t appverify_p256_comb_choice(struct p256_choice *choice, const struct p256_scalar *scalar,
                                    int column)
{
    uint32_t signs = 0;
    for (int tooth = scalar->teeth - 1; tooth >= 0; tooth--) {
        int bit = scalar->columns * tooth + column;
        signs = signs << 1 | (scalar->words[bit / 32] >> (bit % 32) & 1);
    }
    uint32_t half = (uint32_t)1 << (scalar->teeth - 1);
    choice->negative = scalar->negative;
    if (signs < half) {
        signs = ~signs;
        choice->negative ^= 1;
    }
    choice->index = signs & (half - 1);
    return P256_CHOSEN;
}

/* From the low end. A window starts at the first bit that the carry does not turn into 0. */
uint32_t appverify_p256_make_windows(struct p256_scalar *scalar, uint32_t *marks,
                                     const struct p256_number *number)
{
    struct p256_number copy = *number;
    uint32_t carry = 0;
    scalar->teeth = 0;
    scalar->columns = P256_WINDOW_COLUMNS;
    set_words(scalar, &copy);
    for (int i = 0; i < P256_SCALAR_WORDS; i++) {
        marks[i] = 0;
    }
    for (int i = 0; i < P256_WINDOW_COLUMNS; i++) {
        if (bits_at(scalar->words, i, 1) != carry) {
            set_bit(marks, i);
            carry = bits_at(scalar->words, i + P256_WINDOW_BITS - 1, 1);
            i += P256_WINDOW_BITS - 1;
        }
    }
    return P256_RECODED;
}

/* A window that starts at a bit of 0 has got a carry. */
uint32_t appverify_p256_window_choice(struct p256_choice *choice, const struct p256_scalar *scalar,
                                      const uint32_t *marks, int column)
{
    if (bits_at(marks, column, 1) == 0) {
        return 0;
    }
    uint32_t digit = bits_at(scalar->words, column, P256_WINDOW_BITS) | 1;
    choice->negative = scalar->negative;
    if (digit > 7) {
        digit = 16 - digit;
        choice->negative ^= 1;
    }
    choice->index = digit / 2;
    return P256_CHOSEN;
}

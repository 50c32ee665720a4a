/* SPDX-License-Identifier: MIT */
/*
 * signature^65537 modulo N by Montgomery products with R = 2^(15 * digits of a value), modulo kN:
 *
 *     16 squarings         signature^65536 * R^-65535
 *     times the signature  signature^65537 * R^-65536
 *     times R^65537        signature^65537 + a multiple of N
 *
 * then the exact remainder, then PSS.
 */
#include "rsa.h"

#include "../context.h"
#include "pss.h"
#include "rsa_digits.h"

#define SQUARINGS 16u
#define PRODUCTS (SQUARINGS + 2u)
#define ROW APPVERIFY_RSA_ROW

/* A row costs 5,600 or 8,200 instructions, a piece of the mask 4,000: what a step does of them. */
#define ROWS_PER_STEP_2048 8u
#define ROWS_PER_STEP_3072 5u
#define PIECES_PER_STEP 8u

/* The shares of the evidence; the comparison adds EQUAL. */
#define EVIDENCE_PRODUCT 0x05C3A96Bu
#define EVIDENCE_REMAINDER 0x31D7528Du
#define EVIDENCE_PIECE 0x0B68E3C5u

static uint32_t size_of(const struct appverify_rsa *rsa)
{
    return appverify_signature_size(rsa->key->algorithm);
}

/* Of the modulus: a value has one more, a product two. */
static uint32_t modulus_groups(uint32_t size)
{
    return size == APPVERIFY_RSA_2048_SIZE ? 23 : 35;
}

static struct appverify_rsa_group *groups_of(const struct appverify_rsa *rsa)
{
    return (struct appverify_rsa_group *)rsa->memory;
}

/* Behind the groups: the signature, the lowest word first; later the encoded message. */
static uint32_t *signature_words(const struct appverify_rsa *rsa)
{
    return (uint32_t *)(groups_of(rsa) + modulus_groups(size_of(rsa)) + 2);
}

static void read_signature(uint32_t *words, const uint8_t *signature, uint32_t size)
{
    for (size_t i = 0; i < size / 4; i++) {
        const uint8_t *bytes = signature + size - 4 - 4 * i;
        words[i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
                   bytes[3];
    }
}

/* 1 when the number is below the key's modulus, which has all its bits and is odd. */
static int is_below_modulus(const uint32_t *number, const uint32_t *modulus, uint32_t size)
{
    int below = 0;
    uint32_t word = 0;
    if ((appverify_rsa_key_word(modulus, size, 0) & 1u) == 0) {
        return 0;
    }
    for (uint32_t i = 0; i < size / 4; i++) {
        word = appverify_rsa_key_word(modulus, size, i);
        if (number[i] != word) {
            below = number[i] < word; /* the highest difference has the last say */
        }
    }
    return below != 0 && word >> 31 != 0;
}

/* The signature is the first value. */
static void load_groups(struct appverify_rsa *rsa)
{
    uint32_t words = size_of(rsa) / 4;
    uint32_t groups = modulus_groups(size_of(rsa));
    struct appverify_rsa_group *group = groups_of(rsa);
    int32_t signature_carry = 0;
    int32_t modulus_carry = 0;
    for (uint32_t g = 0; g < groups + 2; g++) {
        appverify_rsa_read_row(group[g].value, signature_words(rsa), words, g, &signature_carry);
        appverify_rsa_read_row(group[g].modulus, rsa->key->table, words, g, &modulus_carry);
        for (uint32_t i = 0; i < ROW; i++) {
            group[g].product[i] = 0;
        }
    }
}

enum appverify_result appverify_rsa_begin(struct appverify_rsa *rsa,
                                          const struct appverify_key *key, const uint8_t *digest,
                                          const uint8_t *signature, uint32_t *memory)
{
    *rsa = (struct appverify_rsa){0};
    if ((key->algorithm != APPVERIFY_ALGORITHM_RSA_2048_PSS &&
         key->algorithm != APPVERIFY_ALGORITHM_RSA_3072_PSS) ||
        key->words == NULL || key->table == NULL ||
        key->table_size != 2 * appverify_signature_size(key->algorithm)) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    rsa->key = key;
    rsa->digest = digest;
    rsa->memory = memory;
    read_signature(signature_words(rsa), signature, size_of(rsa));
    if (!is_below_modulus(signature_words(rsa), key->words, size_of(rsa))) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    load_groups(rsa);
    rsa->phase = APPVERIFY_RSA_PHASE_POWER;
    return APPVERIFY_MORE;
}

/* Adds one row to the product, and makes the product shorter by as much. */
static void add_row(struct appverify_rsa *rsa)
{
    uint32_t words = size_of(rsa) / 4;
    struct appverify_rsa_group *group = groups_of(rsa);
    struct appverify_rsa_group *row = group + rsa->row;
    const struct appverify_rsa_group *modulus_end = group + modulus_groups(size_of(rsa));
    const struct appverify_rsa_group *value_end = modulus_end + 1;
    if (rsa->count < SQUARINGS) {
        APPVERIFY_RSA_KERNEL(multiply_twice)(row + 1, value_end, row->value);
        APPVERIFY_RSA_KERNEL(square)(row, row->value);
    } else {
        int16_t digits[ROW];
        const uint32_t *factor =
            rsa->count == SQUARINGS ? signature_words(rsa) : rsa->key->table + words;
        appverify_rsa_read_row(digits, factor, words, rsa->row, &rsa->carry);
        APPVERIFY_RSA_KERNEL(multiply)(group, value_end, digits);
    }
    APPVERIFY_RSA_KERNEL(reduce)(group, modulus_end);
    rsa->row++;
}

static void next_phase(struct appverify_rsa *rsa, enum appverify_rsa_phase phase)
{
    rsa->phase = (uint32_t)phase;
    rsa->count = 0;
}

static void step_power(struct appverify_rsa *rsa)
{
    uint32_t groups = modulus_groups(size_of(rsa)) + 1;
    uint32_t rows =
        size_of(rsa) == APPVERIFY_RSA_2048_SIZE ? ROWS_PER_STEP_2048 : ROWS_PER_STEP_3072;
    while (rows > 0 && rsa->row < groups) {
        add_row(rsa);
        rows--;
    }
    if (rsa->row < groups) {
        return;
    }
    rsa->evidence += EVIDENCE_PRODUCT;
    rsa->row = 0;
    rsa->carry = 0;
    rsa->count++;
    if (rsa->count == PRODUCTS) {
        next_phase(rsa, APPVERIFY_RSA_PHASE_REMAINDER);
    } else {
        appverify_rsa_take_value(groups_of(rsa), groups);
    }
}

/* The groups are free afterwards. */
static void step_remainder(struct appverify_rsa *rsa)
{
    appverify_rsa_remainder((uint8_t *)signature_words(rsa), groups_of(rsa), rsa->key->words,
                            size_of(rsa));
    rsa->evidence += EVIDENCE_REMAINDER;
    next_phase(rsa, APPVERIFY_RSA_PHASE_MASK);
}

static uint32_t piece_count(uint32_t size)
{
    return (APPVERIFY_PSS_BLOCK_SIZE(size) + APPVERIFY_PSS_HASH_SIZE - 1) / APPVERIFY_PSS_HASH_SIZE;
}

static void step_mask(struct appverify_rsa *rsa)
{
    uint32_t pieces = PIECES_PER_STEP;
    while (pieces > 0 && rsa->count < piece_count(size_of(rsa))) {
        appverify_pss_unmask((uint8_t *)signature_words(rsa), size_of(rsa), rsa->count);
        rsa->evidence += EVIDENCE_PIECE;
        rsa->count++;
        pieces--;
    }
    if (rsa->count == piece_count(size_of(rsa))) {
        next_phase(rsa, APPVERIFY_RSA_PHASE_COMPARE);
    }
}

static enum appverify_result step_compare(struct appverify_rsa *rsa)
{
    uint32_t size = size_of(rsa);
    uint32_t wanted = PRODUCTS * EVIDENCE_PRODUCT + EVIDENCE_REMAINDER +
                      piece_count(size) * EVIDENCE_PIECE + EQUAL(APPVERIFY_PSS_HASH_SIZE) +
                      APPVERIFY_PSS_PADDING;
    rsa->evidence += appverify_pss_compare((uint8_t *)signature_words(rsa), size, rsa->digest);
    if (rsa->evidence != wanted || ~rsa->evidence != ~wanted) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    return APPVERIFY_OK;
}

enum appverify_result appverify_rsa_step(struct appverify_rsa *rsa)
{
    enum appverify_result result = APPVERIFY_ERR_CRYPTO;
    switch (rsa->phase) {
    case APPVERIFY_RSA_PHASE_POWER:
        step_power(rsa);
        return APPVERIFY_MORE;
    case APPVERIFY_RSA_PHASE_REMAINDER:
        step_remainder(rsa);
        return APPVERIFY_MORE;
    case APPVERIFY_RSA_PHASE_MASK:
        step_mask(rsa);
        return APPVERIFY_MORE;
    case APPVERIFY_RSA_PHASE_COMPARE:
        result = step_compare(rsa);
        rsa->phase = APPVERIFY_RSA_PHASE_NONE;
        return result;
    default:
        return APPVERIFY_ERR_CRYPTO;
    }
}

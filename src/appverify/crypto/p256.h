/* SPDX-License-Identifier: MIT */
/*
 * ECDSA verification over P-256 with SHA-256 digests, in steps of at most 50,000 instructions on
 * the LX106. No heap, no static variables. Times depend on the numbers, none of which is secret.
 */
#ifndef APPVERIFY_P256_H
#define APPVERIFY_P256_H

#include "p256_point.h"
#include "p256_scalar.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a step returns; no other value means anything. */
#define P256_MORE 0x5A3C96A5u
#define P256_VALID 0xC396695Au
#define P256_INVALID 0x3C69A5C3u

/** A check under way: 4-byte aligned, owned by the caller. Nothing in it needs to be freed. */
struct p256_check {
    uint32_t stage;
    int column;                 /**< of the sum of multiples, to do next */
    const uint32_t *key;        /**< x, y */
    const uint32_t *table;      /**< of the key; window when it has none */
    int teeth;                  /**< of that table; 0: windows */
    uint32_t negated;           /**< the sum so far is minus point */
    volatile uint32_t evidence; /**< what each part of the work adds; the answer needs all of it */
    uint32_t r[P256_WORDS];     /**< low word first, as s and digest */
    struct p256_scalar base;    /**< factor of the base point */
    struct p256_scalar factor;  /**< factor of the key */
    union {
        struct p256_point point;
        struct {
            uint32_t s[P256_WORDS];
            uint32_t digest[P256_WORDS];
            struct p256_number inverse; /**< 2^255 / s */
        } numbers;                      /**< until there are factors */
    } sum;
#if APPVERIFY_P256_BARE_KEYS
    uint32_t marks[P256_SCALAR_WORDS]; /**< where factor has windows */
    uint32_t window[P256_WINDOW_ENTRIES][P256_POINT_WORDS];
#endif
};

/**
 * Starts a check.
 *
 * @param check      out, valid until the next call; a check may be left at any step
 * @param key        in, x and y, 64 bytes in 16 aligned words, the first byte in the low 8 bits of
 *                   the first word, as in struct appverify_key; stays valid during the check
 * @param table      in, comb of the key in aligned words, made by appbin_p256_key_table; NULL:
 * none. As trusted as the key: it is what decides. Stays valid during the check
 * @param table_size in, bytes: 256, 512, 1024 or 2048; 0: none
 * @param digest     in, 32 bytes; copied
 * @param signature  in, r and s, 64 bytes; copied
 */
void appverify_p256_begin(struct p256_check *check, const uint32_t *key, const uint32_t *table,
                          uint32_t table_size, const uint8_t *digest, const uint8_t *signature);

/**
 * Does one step. Stack: at most 1,100 bytes.
 *
 * @param check  in, out
 * @return P256_MORE; P256_VALID; P256_INVALID, also for a key that is not on the curve, a table of
 *         another size, and when no check is under way
 */
uint32_t appverify_p256_step(struct p256_check *check);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/**
 * SHA-256 (FIPS 180-4) made for the LX106: no table in DRAM, no heap. On the LX106 the compression
 * function is sha256_lx106.S, elsewhere sha256_compress.c.
 */
#ifndef APPVERIFY_SRC_SHA256_H
#define APPVERIFY_SRC_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define APPVERIFY_SHA256_DIGEST_SIZE 32u
#define APPVERIFY_SHA256_BLOCK_SIZE 64u

/** A hash under way; the caller owns it, the fields are private. Plain data, it may be copied. */
struct appverify_sha256 {
    uint32_t state[8];
    uint32_t block[APPVERIFY_SHA256_BLOCK_SIZE / 4]; /**< what does not fill a block yet */
    uint32_t length;                                 /**< bytes so far */
};

/**
 * Begins a hash.
 *
 * @param hash  out
 */
void appverify_sha256_init(struct appverify_sha256 *hash);

/**
 * Adds bytes. On the LX106 they must lie where single bytes can be read, so neither in flash nor in
 * IRAM. An aligned address is faster.
 *
 * @param hash    in and out, begun and not finished
 * @param bytes   in, length bytes
 * @param length  in, bytes; 0 to 2^32 - 1, and all of a message together no more than that
 *
 * Stack below 400 bytes, no allocation.
 */
void appverify_sha256_update(struct appverify_sha256 *hash, const uint8_t *bytes, size_t length);

/** A multiple of 8. */
#define APPVERIFY_SHA256_DONE 0x2D96B3C8u

/**
 * Ends a hash. Afterwards it must be begun anew.
 *
 * @param hash    in and out, begun and not finished
 * @param digest  out, 32 bytes; may lie in what was hashed
 * @return APPVERIFY_SHA256_DONE: the sum over the words that were written
 */
uint32_t appverify_sha256_final(struct appverify_sha256 *hash, uint8_t *digest);

#endif

/* SPDX-License-Identifier: MIT */
#include "sha256.h"

#include "sha256_compress.h"

#define BLOCK APPVERIFY_SHA256_BLOCK_SIZE
#define LENGTH_OFFSET 56u /* the last 8 bytes of the padding are the length in bits */

/* The square roots of the first primes: FIPS 180-4, 5.3.3. Literals, no table. */
void appverify_sha256_init(struct appverify_sha256 *hash)
{
    hash->state[0] = 0x6A09E667;
    hash->state[1] = 0xBB67AE85;
    hash->state[2] = 0x3C6EF372;
    hash->state[3] = 0xA54FF53A;
    hash->state[4] = 0x510E527F;
    hash->state[5] = 0x9B05688C;
    hash->state[6] = 0x1F83D9AB;
    hash->state[7] = 0x5BE0CD19;
    hash->length = 0;
}

/* Copies to the block what it still takes. Returns how many bytes these were. */
static size_t fill_block(struct appverify_sha256 *hash, const uint8_t *bytes, size_t length)
{
    uint8_t *block = (uint8_t *)hash->block;
    size_t used = hash->length % BLOCK;
    size_t taken = length < BLOCK - used ? length : BLOCK - used;
    uint8_t *end = block + used + taken;
    for (uint8_t *to = block + used; to != end; to++) {
        *to = *bytes++;
    }
    if (used + taken == BLOCK) {
        APPVERIFY_SHA256_COMPRESS(hash->state, block, 1);
    }
    return taken;
}

void appverify_sha256_update(struct appverify_sha256 *hash, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        size_t taken = 0;
        if (hash->length % BLOCK == 0 && length >= BLOCK && ((uintptr_t)bytes & 3u) == 0) {
            APPVERIFY_SHA256_COMPRESS(hash->state, bytes, length / BLOCK);
            taken = length - length % BLOCK;
        } else {
            taken = fill_block(hash, bytes, length);
        }
        hash->length += (uint32_t)taken;
        bytes += taken;
        length -= taken;
    }
}

static void store_be32(uint8_t *bytes, uint32_t word)
{
    bytes[0] = (uint8_t)(word >> 24);
    bytes[1] = (uint8_t)(word >> 16);
    bytes[2] = (uint8_t)(word >> 8);
    bytes[3] = (uint8_t)word;
}

/* A one bit, zeros to the end of a block and the length: FIPS 180-4, 5.1.1. */
static void pad(struct appverify_sha256 *hash)
{
    uint8_t *block = (uint8_t *)hash->block;
    uint32_t used = hash->length % BLOCK;
    block[used++] = 0x80;
    if (used > LENGTH_OFFSET) {
        while (used < BLOCK) {
            block[used++] = 0;
        }
        APPVERIFY_SHA256_COMPRESS(hash->state, block, 1);
        used = 0;
    }
    while (used < LENGTH_OFFSET) {
        block[used++] = 0;
    }
    store_be32(block + LENGTH_OFFSET, hash->length >> 29);
    store_be32(block + LENGTH_OFFSET + 4, hash->length << 3);
    APPVERIFY_SHA256_COMPRESS(hash->state, block, 1);
}

uint32_t appverify_sha256_final(struct appverify_sha256 *hash, uint8_t *digest)
{
    uint32_t done = 0;
    pad(hash);
    for (size_t i = 0; i < 8; i++) {
        store_be32(digest + 4 * i, hash->state[i]);
        done += APPVERIFY_SHA256_DONE / 8;
    }
    return done;
}

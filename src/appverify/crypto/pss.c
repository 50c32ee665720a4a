/* SPDX-License-Identifier: MIT */
#include "pss.h"

#include "../context.h"
#include "sha256.h"

#define HASH_SIZE APPVERIFY_PSS_HASH_SIZE
#define SALT_SIZE APPVERIFY_PSS_SALT_SIZE
#define TRAILER 0xBCu
/* From the first word that is not all padding: its four bytes, the salt, the hash. */
#define WORDS_BEHIND ((4 + SALT_SIZE + HASH_SIZE) / 4)

/* MGF1: RFC 8017, B.2.1. */
void appverify_pss_unmask(uint8_t *encoded, uint32_t size, uint32_t piece)
{
    struct appverify_sha256 hash;
    uint8_t mask[HASH_SIZE] = {0, 0, 0, (uint8_t)piece}; /* at first the counter */
    uint32_t block_size = APPVERIFY_PSS_BLOCK_SIZE(size);
    uint32_t begin = piece * HASH_SIZE;
    appverify_sha256_init(&hash);
    appverify_sha256_update(&hash, encoded + block_size, HASH_SIZE);
    appverify_sha256_update(&hash, mask, 4);
    (void)appverify_sha256_final(&hash, mask);
    if (piece == 0) {
        mask[0] &= 0x7F; /* the bit above the encoded message stays: it must be 0, as all padding */
    }
    for (uint32_t i = 0; i < HASH_SIZE && begin + i < block_size; i++) {
        encoded[begin + i] ^= mask[i];
    }
}

/*
 * APPVERIFY_PSS_PADDING when the padding is zeros and a one, and the trailer is right. Two loops,
 * either of which would do. What differs adds at most 32767 + 255, but for the one and the trailer,
 * which are above that: nothing of it, nor of the hash, makes up for the other.
 */
static uint32_t padding_evidence(const uint8_t *encoded, uint32_t size)
{
    const uint32_t *words = (const uint32_t *)(const void *)encoded;
    uint32_t end = APPVERIFY_PSS_BLOCK_SIZE(size) - SALT_SIZE - 1;
    uint32_t ends = (uint32_t)encoded[end] << 24 | (uint32_t)encoded[size - 1] << 16;
    uint32_t up = (uint32_t)encoded[end - 2] | encoded[end - 1]; /* no whole word */
    uint32_t down = 0;
    for (uint32_t i = 0; i < end / 4; i++) {
        up |= words[i];
    }
    for (uint32_t i = size / 4 - WORDS_BEHIND; i-- > 0;) {
        down |= words[i];
    }
    up |= up >> 16;
    up = (up | up >> 8) & 0xFFu;
    down = (down & 0x7FFFu) | (down >> 15 & 0x7FFFu) | down >> 30;
    return APPVERIFY_PSS_PADDING - (1u << 24 | TRAILER << 16) + ends + up + down;
}

uint32_t appverify_pss_compare(const uint8_t *encoded, uint32_t size, const uint8_t *digest)
{
    struct appverify_sha256 hash;
    uint8_t wanted[HASH_SIZE] = {0};
    uint32_t block_size = APPVERIFY_PSS_BLOCK_SIZE(size);
    appverify_sha256_init(&hash);
    appverify_sha256_update(&hash, wanted, 8); /* zeros */
    appverify_sha256_update(&hash, digest, HASH_SIZE);
    appverify_sha256_update(&hash, encoded + block_size - SALT_SIZE, SALT_SIZE);
    (void)appverify_sha256_final(&hash, wanted);
    /* Compared twice, in two ways: one skipped instruction in either does not make a yes. */
    uint32_t difference = 0;
    for (uint32_t i = 0; i < HASH_SIZE; i++) {
        difference |= (uint32_t)(wanted[i] ^ encoded[block_size + i]);
    }
    return appverify_compare(wanted, encoded + block_size, HASH_SIZE) + difference +
           padding_evidence(encoded, size);
}

/* SPDX-License-Identifier: MIT */
#include "pss.h"

#include "../context.h"
#include "sha256.h"

#define HASH_SIZE APPVERIFY_PSS_HASH_SIZE
#define SALT_SIZE APPVERIFY_PSS_SALT_SIZE
#define TRAILER 0xBCu

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
    appverify_sha256_final(&hash, mask);
    if (piece == 0) {
        mask[0] &= 0x7F; /* the bit above the encoded message stays: it must be 0, as all padding */
    }
    for (uint32_t i = 0; i < HASH_SIZE && begin + i < block_size; i++) {
        encoded[begin + i] ^= mask[i];
    }
}

/* 0 when the padding is zeros and a one, and the trailer is right. */
static uint32_t padding_difference(const uint8_t *encoded, uint32_t size)
{
    uint32_t end = APPVERIFY_PSS_BLOCK_SIZE(size) - SALT_SIZE - 1;
    uint32_t difference = (uint32_t)encoded[size - 1] ^ TRAILER;
    difference |= encoded[end] ^ 1u;
    for (uint32_t i = 0; i < end; i++) {
        difference |= encoded[i];
    }
    return difference;
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
    appverify_sha256_final(&hash, wanted);
    /* Compared twice, in two ways: one skipped instruction in either does not make a yes. */
    uint32_t difference = padding_difference(encoded, size);
    for (uint32_t i = 0; i < HASH_SIZE; i++) {
        difference |= (uint32_t)(wanted[i] ^ encoded[block_size + i]);
    }
    return appverify_compare(wanted, encoded + block_size, HASH_SIZE) + difference;
}

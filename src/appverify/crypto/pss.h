/* SPDX-License-Identifier: MIT */
/*
 * The encoding of PSS: RFC 8017, 9.1.2, with SHA-256, MGF1-SHA-256, a salt of 32 bytes and a
 * modulus whose length is a multiple of 8 bits, in pieces. Private to rsa.c.
 */
#ifndef APPVERIFY_SRC_PSS_H
#define APPVERIFY_SRC_PSS_H

#include <stdint.h>

#define APPVERIFY_PSS_HASH_SIZE 32u
/* Behind the masked block are a hash and one byte. */
#define APPVERIFY_PSS_BLOCK_SIZE(size) ((size)-APPVERIFY_PSS_HASH_SIZE - 1u)

/*
 * Takes the mask off 32 bytes of an encoded message of size bytes: piece 0, 1 ... of as many as the
 * masked block has. The last may be shorter.
 */
void appverify_pss_unmask(uint8_t *encoded, uint32_t size, uint32_t piece);

#define APPVERIFY_PSS_PADDING 0x2C96D15Bu

/* Compares an unmasked message of size bytes, in aligned words, with a digest. Returns
 * EQUAL(APPVERIFY_PSS_HASH_SIZE) + APPVERIFY_PSS_PADDING, or anything else. */
uint32_t appverify_pss_compare(const uint8_t *encoded, uint32_t size, const uint8_t *digest);

#endif

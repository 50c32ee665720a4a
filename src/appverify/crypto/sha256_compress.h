/* SPDX-License-Identifier: MIT */
/* The compression function of SHA-256, in C and for the LX106: both give the same. */
#ifndef APPVERIFY_SRC_SHA256_COMPRESS_H
#define APPVERIFY_SRC_SHA256_COMPRESS_H

#include <stddef.h>
#include <stdint.h>

#include "lx106.h"

#if defined(APPVERIFY_LX106) && !defined(SHA256_SMALL)
#define APPVERIFY_SHA256_COMPRESS appverify_sha256_compress_lx106
#else
#define APPVERIFY_SHA256_COMPRESS appverify_sha256_compress
#endif

/* The round constants of FIPS 180-4, 4.2.2. */
extern const uint32_t appverify_sha256_constants[64];

/*
 * Takes count blocks of 64 bytes into the state of 8 words; count is at least 1. The blocks are
 * aligned to 4 bytes and lie where the LX106 can read bytes.
 */
void appverify_sha256_compress(uint32_t *state, const uint8_t *blocks, size_t count);

/* The same in 288 bytes of stack, 44 instructions a byte. The assembly writes this one. */
void appverify_sha256_compress_lx106(uint32_t *state, const uint8_t *blocks, size_t count);

#endif

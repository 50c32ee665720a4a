/* SPDX-License-Identifier: MIT */
/* LM-OTS, the one-time keys at the leaves: RFC 8554, 4, with LMOTS_SHA256_N24_W4. */
#ifndef APPBIN_SRC_LMS_ONE_TIME_H
#define APPBIN_SRC_LMS_ONE_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "appverify/manifest_format.h"

#define LMS_IDENTIFIER_SIZE 16u
#define LMS_SEED_SIZE APPVERIFY_LMS_HASH_SIZE
/* Type, C and the chains. */
#define LMS_ONE_TIME_SIZE (4 + (1 + APPVERIFY_LMS_CHAINS) * APPVERIFY_LMS_HASH_SIZE)

/* What all secrets are made of: RFC 8554, appendix A. */
struct lms_secret {
    uint8_t identifier[LMS_IDENTIFIER_SIZE];
    uint8_t seed[LMS_SEED_SIZE];
};

/* SHA-256 of the identifier, two numbers and bytes, cut to 24 bytes. */
void appbin_lms_hash(uint8_t hash[APPVERIFY_LMS_HASH_SIZE], const uint8_t *identifier,
                     uint32_t number, uint32_t kind, const uint8_t *bytes, size_t size);

/* The public one-time key of leaf q: K of the RFC. */
void appbin_lms_one_time_public(uint8_t key[APPVERIFY_LMS_HASH_SIZE],
                                const struct lms_secret *secret, uint32_t q);

/*
 * Signs 32 bytes with the one-time key of leaf q. C is made of the seed as well, so that a leaf has
 * one signature for one digest. A second digest with the same leaf breaks the key.
 */
void appbin_lms_one_time_sign(uint8_t signature[LMS_ONE_TIME_SIZE], const struct lms_secret *secret,
                              uint32_t q, const uint8_t digest[APPVERIFY_DIGEST_SIZE]);

#endif

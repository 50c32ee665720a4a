/* SPDX-License-Identifier: MIT */
#include "key/lms_one_time.h"

#include <string.h>

#include <nettle/sha2.h>

#include "appbin/secret.h"
#include "base/bytes.h"
#include "base/secret_bytes.h"

#define PUBLIC_KIND 0x8080u  /* D_PBLC */
#define MESSAGE_KIND 0x8181u /* D_MESG */
#define RANDOMIZER 0xFFFDu   /* beyond the numbers of chains: C is made as their secrets are */
#define SECRET_STEP 0xFFu
#define DIGITS 48u /* of the hash; the rest is the checksum */
#define DIGIT_MAX 15u
#define CHECKSUM_SHIFT 4u

/* Identifier, q, number of the chain, number of the step, value: one block of SHA-256. */
struct link {
    uint8_t message[LMS_IDENTIFIER_SIZE + 7 + APPVERIFY_LMS_HASH_SIZE];
    struct sha256_ctx hash;
};

#define LINK_VALUE (LMS_IDENTIFIER_SIZE + 7)

static void link_begin(struct link *link, const struct lms_secret *secret, uint32_t q)
{
    sha256_init(&link->hash);
    memcpy(link->message, secret->identifier, LMS_IDENTIFIER_SIZE);
    store_be32(link->message + LMS_IDENTIFIER_SIZE, q);
}

static void link_hash(struct link *link, uint32_t chain, uint32_t step)
{
    link->message[LINK_VALUE - 3] = (uint8_t)(chain >> 8);
    link->message[LINK_VALUE - 2] = (uint8_t)chain;
    link->message[LINK_VALUE - 1] = (uint8_t)step;
    sha256_update(&link->hash, sizeof link->message, link->message);
    sha256_digest(&link->hash, APPVERIFY_LMS_HASH_SIZE, link->message + LINK_VALUE);
}

/* The value of a chain after so many steps. */
static const uint8_t *chain_value(struct link *link, const struct lms_secret *secret,
                                  uint32_t chain, uint32_t steps)
{
    memcpy(link->message + LINK_VALUE, secret->seed, LMS_SEED_SIZE);
    link_hash(link, chain, SECRET_STEP);
    for (uint32_t step = 0; step < steps; step++) {
        link_hash(link, chain, step);
    }
    return link->message + LINK_VALUE;
}

static void hash_begin(struct sha256_ctx *hash, const uint8_t *identifier, uint32_t number,
                       uint32_t kind)
{
    uint8_t head[6];
    store_be32(head, number);
    head[4] = (uint8_t)(kind >> 8);
    head[5] = (uint8_t)kind;
    sha256_init(hash);
    sha256_update(hash, LMS_IDENTIFIER_SIZE, identifier);
    sha256_update(hash, sizeof head, head);
}

void appbin_lms_hash(uint8_t hash[APPVERIFY_LMS_HASH_SIZE], const uint8_t *identifier,
                     uint32_t number, uint32_t kind, const uint8_t *bytes, size_t size)
{
    struct sha256_ctx context;
    hash_begin(&context, identifier, number, kind);
    sha256_update(&context, size, bytes);
    sha256_digest(&context, APPVERIFY_LMS_HASH_SIZE, hash);
}

/* Not inlined: the compiler may save a part of the seed in its frame, which the caller wipes. */
static __attribute__((noinline)) void make_public(uint8_t key[APPVERIFY_LMS_HASH_SIZE],
                                                  const struct lms_secret *secret, uint32_t q)
{
    struct link link;
    struct sha256_ctx ends;
    link_begin(&link, secret, q);
    hash_begin(&ends, secret->identifier, q, PUBLIC_KIND);
    for (uint32_t chain = 0; chain < APPVERIFY_LMS_CHAINS; chain++) {
        sha256_update(&ends, APPVERIFY_LMS_HASH_SIZE, chain_value(&link, secret, chain, DIGIT_MAX));
    }
    sha256_digest(&ends, APPVERIFY_LMS_HASH_SIZE, key);
    appbin_wipe(&link, sizeof link);
}

void appbin_lms_one_time_public(uint8_t key[APPVERIFY_LMS_HASH_SIZE],
                                const struct lms_secret *secret, uint32_t q)
{
    make_public(key, secret, q);
    appbin_secret_stack_wipe();
}

static uint32_t digit_of(const uint8_t *bytes, uint32_t index)
{
    return index % 2 == 0 ? bytes[index / 2] >> 4 : bytes[index / 2] & DIGIT_MAX;
}

/* Q and its checksum, whose last four bits no digit takes. */
static void hash_message(uint8_t bytes[APPVERIFY_LMS_HASH_SIZE + 2], const uint8_t *randomizer,
                         const struct lms_secret *secret, uint32_t q, const uint8_t *digest)
{
    uint8_t message[APPVERIFY_LMS_HASH_SIZE + APPVERIFY_DIGEST_SIZE];
    uint32_t sum = 0;
    memcpy(message, randomizer, APPVERIFY_LMS_HASH_SIZE);
    memcpy(message + APPVERIFY_LMS_HASH_SIZE, digest, APPVERIFY_DIGEST_SIZE);
    appbin_lms_hash(bytes, secret->identifier, q, MESSAGE_KIND, message, sizeof message);
    for (uint32_t i = 0; i < DIGITS; i++) {
        sum += DIGIT_MAX - digit_of(bytes, i);
    }
    sum <<= CHECKSUM_SHIFT;
    bytes[APPVERIFY_LMS_HASH_SIZE] = (uint8_t)(sum >> 8);
    bytes[APPVERIFY_LMS_HASH_SIZE + 1] = (uint8_t)sum;
}

static __attribute__((noinline)) void make_signature(uint8_t signature[LMS_ONE_TIME_SIZE],
                                                     const struct lms_secret *secret, uint32_t q,
                                                     const uint8_t digest[APPVERIFY_DIGEST_SIZE])
{
    struct link link;
    uint8_t bytes[APPVERIFY_LMS_HASH_SIZE + 2];
    uint8_t *at = signature + 4;
    store_be32(signature, APPVERIFY_LMS_ONE_TIME);
    link_begin(&link, secret, q);
    memcpy(at, chain_value(&link, secret, RANDOMIZER, 0), APPVERIFY_LMS_HASH_SIZE);
    hash_message(bytes, at, secret, q, digest);
    for (uint32_t chain = 0; chain < APPVERIFY_LMS_CHAINS; chain++) {
        at += APPVERIFY_LMS_HASH_SIZE;
        memcpy(at, chain_value(&link, secret, chain, digit_of(bytes, chain)),
               APPVERIFY_LMS_HASH_SIZE);
    }
    appbin_wipe(&link, sizeof link);
}

void appbin_lms_one_time_sign(uint8_t signature[LMS_ONE_TIME_SIZE], const struct lms_secret *secret,
                              uint32_t q, const uint8_t digest[APPVERIFY_DIGEST_SIZE])
{
    make_signature(signature, secret, q, digest);
    appbin_secret_stack_wipe();
}

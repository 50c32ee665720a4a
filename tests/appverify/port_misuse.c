/* SPDX-License-Identifier: MIT */
/*
 * A crypto port when it is misused: two verifications at a time, calls out of order, a signature
 * that is rewritten while it is checked. With the test vector of docs/manifest-format.md, on the
 * host and on the core. Exit 1 when an answer is another than expected.
 */
#include <stdio.h>
#include <string.h>

#include "appverify/appverify.h"
#include "chosen_port.h"

#define MANIFEST_SIZE 240u
#define SIGNATURE_AT 172u
#define COUNTER_AT 52u

static const uint8_t vector[MANIFEST_SIZE] = {
    0x41, 0x50, 0x42, 0x4d, 0x01, 0x02, 0xa0, 0x00, 0xbc, 0xc1, 0x69, 0x65, 0x6f, 0x3a, 0x53, 0x38,
    0x9d, 0x83, 0xd8, 0xb5, 0x65, 0xc6, 0x3b, 0xc7, 0xbb, 0x3b, 0xb2, 0x3e, 0x4b, 0xfb, 0x5a, 0x0b,
    0x98, 0xb3, 0x8b, 0xe4, 0xd8, 0x31, 0xd8, 0x27, 0x01, 0x00, 0x02, 0x00, 0x03, 0x00, 0x00, 0x00,
    0x04, 0x00, 0x00, 0x00, 0x07, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00, 0x00, 0x01, 0x01, 0x00, 0x00,
    0x00, 0x10, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00, 0x55, 0x4a, 0x4b, 0xb2, 0xce, 0xe7, 0x9a, 0xfb,
    0x3e, 0x36, 0xb0, 0xb4, 0x9b, 0x5e, 0x0a, 0x3c, 0x40, 0xf8, 0xca, 0xb8, 0x4e, 0xb1, 0xa9, 0x60,
    0x3f, 0x16, 0x16, 0x04, 0xdf, 0x4c, 0x8d, 0x0f, 0x02, 0x01, 0x00, 0x00, 0x00, 0x10, 0x08, 0x00,
    0x40, 0x00, 0x00, 0x00, 0x68, 0x1e, 0xef, 0x5d, 0xda, 0xa7, 0x3a, 0xe6, 0x03, 0x09, 0x0f, 0x9d,
    0x66, 0xd2, 0xfc, 0x25, 0x52, 0x62, 0xaa, 0x06, 0x7a, 0x73, 0xd4, 0x99, 0x33, 0x66, 0xb9, 0xa7,
    0xe4, 0x39, 0xb6, 0x86, 0x01, 0x00, 0x06, 0x00, 0x76, 0x31, 0x2e, 0x32, 0x2e, 0x33, 0x00, 0x00,
    0x01, 0x01, 0x40, 0x00, 0x5a, 0x7a, 0x78, 0xcc, 0xa4, 0xa0, 0xf4, 0x20, 0x4c, 0x87, 0x76, 0x3c,
    0x28, 0xe0, 0x68, 0xef, 0x80, 0xb9, 0xec, 0xee, 0x51, 0x93, 0x7d, 0x91, 0xa5, 0xd2, 0x8f, 0x71,
    0x0e, 0x89, 0x85, 0xe1, 0x21, 0xa2, 0xef, 0x30, 0xdb, 0xad, 0xa6, 0x85, 0x11, 0x5e, 0x21, 0x5c,
    0x8a, 0x72, 0x20, 0xc7, 0x4b, 0x8a, 0x43, 0x2f, 0x05, 0x75, 0x6d, 0xcb, 0xce, 0x89, 0x20, 0xfb,
    0x94, 0xc2, 0xbb, 0xee, 0xa0, 0xb7, 0xff, 0x43, 0xe0, 0xb9, 0xd8, 0xfc, 0x00, 0x01, 0xf0, 0x00};

/* SHA-256 of the signed part; the point, the key id and the names in words. */
static const uint8_t digest[APPVERIFY_DIGEST_SIZE] = {
    0x1e, 0xb7, 0xb7, 0x36, 0xa8, 0xaf, 0x53, 0x07, 0x4b, 0xca, 0x80, 0x0d, 0xe7, 0xc4, 0x8d, 0x5d,
    0x54, 0x3e, 0x0f, 0x7c, 0x7e, 0x09, 0xba, 0x09, 0xe5, 0x8b, 0xce, 0x01, 0x33, 0x60, 0x0b, 0x3c};
static const uint32_t key_words[] = {0xbad4fe60u, 0x319d5a25u, 0x74eb61c9u, 0x686d35c6u,
                                     0x92b849c0u, 0x6cfa613bu, 0x2e6269e6u, 0xb69ff260u,
                                     0x10fe0379u, 0x99bcb808u, 0xe9e91aa4u, 0x64bc2856u,
                                     0x0cb2f1f2u, 0x519f7e2du, 0x94c2a377u, 0x992246d4u};
static const uint32_t vendor_id[] = {0x6569c1bcu, 0x38533a6fu, 0xb5d8839du, 0xc73bc665u};
static const uint32_t class_id[] = {0x3eb23bbbu, 0x0b5afb4bu, 0xe48bb398u, 0x27d831d8u};
static const struct appverify_key key = {
    APPVERIFY_ALGORITHM_ECDSA_P256, {0xcc787a5au, 0x20f4a0a4u}, key_words, NULL, 0};
static const struct appverify_key_ring ring = {&key, 1, 1};
static const struct appverify_policy policy = {.keys = &ring,
                                               .vendor_id = vendor_id,
                                               .class_id = class_id,
                                               .flash_map = 2,
                                               .boot_mode = 2,
                                               .slot = 1,
                                               .slot_offset = 0x1000,
                                               .slot_limit = 0x7A000};

static struct appverify_crypto crypto;
static int failures;

static void expect(const char *what, uint32_t number, enum appverify_result is,
                   enum appverify_result wanted)
{
    if (is != wanted) {
        (void)printf("%s, %u: %u instead of %u\n", what, (unsigned)number, (unsigned)is,
                     (unsigned)wanted);
        failures++;
    }
}

/* A verification with its own copy of the manifest. */
struct verification {
    struct appverify_context context;
    struct appverify_config config;
    uint8_t manifest[MANIFEST_SIZE];
};

static struct verification forged;  /* another counter under the signature of the vector */
static struct verification genuine; /* the vector */

static void begin(struct verification *one)
{
    memcpy(one->manifest, vector, MANIFEST_SIZE);
    one->manifest[COUNTER_AT] ^= one == &forged;
    one->config = (struct appverify_config){NULL, &crypto, &policy, one->manifest, MANIFEST_SIZE};
    expect("begin", 0, appverify_begin_manifest(&one->context, &one->config, MANIFEST_SIZE),
           APPVERIFY_MORE);
}

static enum appverify_result steps(struct verification *one, uint32_t count)
{
    enum appverify_result result = APPVERIFY_MORE;
    for (uint32_t i = 0; i < count && result == APPVERIFY_MORE; i++) {
        result = appverify_step(&one->context, 4096);
    }
    return result;
}

/* Some of the steps, since a check takes seconds on the core: none, before and in the signature. */
static const uint32_t positions[] = {0, 1, 2, 3, 4, 9};
#define POSITIONS (sizeof positions / sizeof positions[0])

/* Whoever begins later has the port; the check that it left there is not the other's. */
static void check_pairs_of_positions(void)
{
    for (uint32_t i = 0; i < POSITIONS; i++) {
        for (uint32_t k = 0; k < POSITIONS; k++) {
            begin(&forged);
            enum appverify_result before = steps(&forged, positions[i]);
            begin(&genuine);
            (void)steps(&genuine, positions[k]);
            expect("forged, then genuine", i * 100 + k, steps(&forged, UINT32_MAX),
                   before == APPVERIFY_MORE ? APPVERIFY_ERR_CRYPTO : before);
            if (i == k) {
                expect("genuine goes on", i, steps(&genuine, UINT32_MAX), APPVERIFY_MANIFEST_OK);
            }
        }
    }
    begin(&genuine);
    (void)steps(&genuine, 3);
    begin(&forged);
    enum appverify_result result;
    do {
        (void)steps(&genuine, 1);
        result = steps(&forged, 1);
    } while (result == APPVERIFY_MORE);
    expect("forged has the port", 0, result, APPVERIFY_ERR_SIGNATURE);
    expect("genuine lost it", 0, steps(&genuine, 1), APPVERIFY_ERR_CRYPTO);
}

static enum appverify_result start(const uint8_t *signature)
{
    return crypto.operations->signature_start(crypto.state, &key, digest, signature);
}

static enum appverify_result finish(void)
{
    enum appverify_result result;
    do {
        result = crypto.operations->signature_step(crypto.state);
    } while (result == APPVERIFY_MORE);
    return result;
}

/* Before a start, after an abort and after the end there is nothing to answer. */
static void check_calls_out_of_order(void)
{
    expect("never started", 0, finish(), APPVERIFY_ERR_CRYPTO);
    for (uint32_t slices = 0; slices < 3; slices++) {
        expect("started", slices, start(vector + SIGNATURE_AT), APPVERIFY_MORE);
        for (uint32_t i = 0; i < slices; i++) {
            (void)crypto.operations->signature_step(crypto.state);
        }
        crypto.operations->abort(crypto.state);
        crypto.operations->abort(crypto.state);
        expect("aborted", slices, finish(), APPVERIFY_ERR_CRYPTO);
    }
    expect("started again", 0, start(vector + SIGNATURE_AT), APPVERIFY_MORE);
    expect("to the end", 0, finish(), APPVERIFY_OK);
    expect("after the end", 0, finish(), APPVERIFY_ERR_CRYPTO);
}

static enum appverify_result try_algorithm(uint32_t algorithm)
{
    static const uint32_t lms_words[12] = {0x0A000000u, 0x07000000u};
    static const uint8_t signature[APPVERIFY_SIGNATURE_MAX];
    const struct appverify_key other = {algorithm, {1, 2}, lms_words, NULL, 0};
    enum appverify_result result =
        crypto.operations->signature_start(crypto.state, &other, digest, signature);
    return result == APPVERIFY_MORE ? finish() : result;
}

/* What the port cannot verify may be a good signature; what the format does not have is none. */
static void check_other_algorithms(void)
{
    expect("LMS", 0, try_algorithm(APPVERIFY_ALGORITHM_LMS), APPVERIFY_ERR_CRYPTO);
    expect("no algorithm", 0, try_algorithm(0), APPVERIFY_ERR_SIGNATURE);
    expect("no algorithm", 5, try_algorithm(5), APPVERIFY_ERR_SIGNATURE);
    expect("no check is left", 0, finish(), APPVERIFY_ERR_CRYPTO);
}

/* A hash that was aborted does not get into the next one. */
static void check_aborted_hash(void)
{
    uint8_t made[APPVERIFY_DIGEST_SIZE] = {0};
    const struct appverify_crypto_operations *hash = crypto.operations;
    expect("hash", 0, hash->hash_start(crypto.state), APPVERIFY_OK);
    expect("hash", 1, hash->hash_update(crypto.state, vector, 100), APPVERIFY_OK);
    hash->abort(crypto.state);
    expect("hash", 2, hash->hash_start(crypto.state), APPVERIFY_OK);
    expect("hash", 3, hash->hash_update(crypto.state, vector, 160), APPVERIFY_OK);
    expect("hash", 4, hash->hash_finish(crypto.state, made), APPVERIFY_OK);
    expect("digest", 0,
           memcmp(made, digest, sizeof made) == 0 ? APPVERIFY_OK : APPVERIFY_ERR_DIGEST,
           APPVERIFY_OK);
}

/*
 * r is compared with what s and r gave before: who can exchange r in between needs no key. So the
 * signature that the first slice saw is the one that is checked to the end.
 */
static void check_signature_is_read_once(void)
{
    uint8_t signature[APPVERIFY_ECDSA_P256_SIZE];
    memcpy(signature, vector + SIGNATURE_AT, sizeof signature);
    expect("started", 0, start(signature), APPVERIFY_MORE);
    enum appverify_result result = crypto.operations->signature_step(crypto.state);
    memset(signature, 1, sizeof signature);
    expect("rewritten", 0, result == APPVERIFY_MORE ? finish() : result, APPVERIFY_OK);
}

int main(void)
{
    chosen_port_init(&crypto);
    check_calls_out_of_order();
    check_other_algorithms();
    check_aborted_hash();
    check_signature_is_read_once();
    check_pairs_of_positions();
    chosen_port_free();
    (void)printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}

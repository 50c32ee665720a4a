/* SPDX-License-Identifier: MIT */
/* LMS in steps: what is refused at the beginning, what a step says out of order, what is read. The
 * arithmetic is tested in tests/crypto. */
#include "check.h"
#include "lms.h"
#include "measure_vectors.h"

#define SIZE 1500u
#define TREE_TYPE_AT 1256u
#define PATH_AT 1260u
#define STAGE_COMPARE 0x76DB51ACu

static uint8_t signature[SIZE];
static uint8_t digest[APPVERIFY_DIGEST_SIZE];
static uint32_t words[APPVERIFY_LMS_KEY_SIZE / 4];
static struct appverify_key key;

/* A valid signature, of which everything may be changed. */
static void load(void)
{
    for (uint32_t i = 0; i < CHECK_COUNT(measure_vectors); i++) {
        const struct measure_vector *vector = &measure_vectors[i];
        if (vector->key.algorithm != APPVERIFY_ALGORITHM_LMS) {
            continue;
        }
        key = vector->key;
        for (uint32_t k = 0; k < SIZE; k++) {
            signature[k] = vector->signature[k];
            digest[k % sizeof digest] = vector->digest[k % sizeof digest];
            words[k % CHECK_COUNT(words)] = key.words[k % CHECK_COUNT(words)];
        }
        key.words = words;
    }
}

static enum appverify_result begin(struct appverify_lms *lms)
{
    return appverify_lms_begin(lms, &key, digest, signature);
}

static enum appverify_result finish(struct appverify_lms *lms)
{
    enum appverify_result result = APPVERIFY_MORE;
    while (result == APPVERIFY_MORE) {
        result = appverify_lms_step(lms);
    }
    return result;
}

static enum appverify_result verify(void)
{
    struct appverify_lms lms;
    enum appverify_result result = begin(&lms);
    return result == APPVERIFY_MORE ? finish(&lms) : result;
}

static void lms_valid_signature_verifies(void)
{
    load();
    CHECK_EQUAL(appverify_key_signature_size(&key), SIZE);
    CHECK_EQUAL(verify(), APPVERIFY_OK);
}

static void lms_every_byte_of_signature_and_digest_counts(void)
{
    load();
    for (uint32_t i = 0; i < SIZE; i += i < 40 || i > 1240 ? 1 : 24) {
        check_note(i);
        signature[i] ^= 0x10;
        CHECK_EQUAL(verify(), APPVERIFY_ERR_SIGNATURE);
        signature[i] ^= 0x10;
    }
    for (uint32_t i = 0; i < sizeof digest; i++) {
        check_note(i);
        digest[i] ^= 1;
        CHECK_EQUAL(verify(), APPVERIFY_ERR_SIGNATURE);
        digest[i] ^= 1;
    }
    CHECK_EQUAL(verify(), APPVERIFY_OK);
}

/* A tree of 1024 leaves has numbers of 10 bits. */
static void lms_leaf_beyond_the_tree_refused_at_once(void)
{
    struct appverify_lms lms;
    load();
    for (uint32_t bit = 10; bit < 32; bit++) {
        check_note(bit);
        signature[3 - bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK_EQUAL(begin(&lms), APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(appverify_lms_step(&lms), APPVERIFY_ERR_CRYPTO);
        signature[3 - bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    signature[2] = 3;
    signature[3] = 0xFF; /* the last one there is, but not the one that signed */
    CHECK_EQUAL(begin(&lms), APPVERIFY_MORE);
    CHECK_EQUAL(finish(&lms), APPVERIFY_ERR_SIGNATURE);
}

/* The types of the signature, of the key, and of both alike. */
static void lms_other_types_refused_at_once(void)
{
    struct appverify_lms lms;
    for (uint32_t bit = 0; bit < 64; bit++) {
        check_note(bit);
        uint32_t byte = bit / 8 % 4;
        uint8_t *type = signature + byte + (bit < 32 ? 4 : TREE_TYPE_AT);
        uint32_t *word = &words[bit < 32 ? 1 : 0];
        load();
        *type ^= (uint8_t)(1u << bit % 8);
        CHECK_EQUAL(begin(&lms), APPVERIFY_ERR_SIGNATURE);
        *word ^= 1u << bit % 8 << 8 * byte;
        CHECK_EQUAL(begin(&lms), APPVERIFY_ERR_SIGNATURE); /* of H5 there is no such leaf */
        load();
        *word ^= 1u << bit % 8 << 8 * byte;
        CHECK_EQUAL(begin(&lms), APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(appverify_lms_step(&lms), APPVERIFY_ERR_CRYPTO);
    }
    for (uint32_t type = 0; type < 256; type++) {
        check_note(type);
        load();
        signature[TREE_TYPE_AT + 3] = (uint8_t)type;
        words[0] = type << 24;
        signature[2] = signature[3] = 0;
        CHECK_EQUAL(begin(&lms),
                    type >= 10 && type <= 13 ? APPVERIFY_MORE : APPVERIFY_ERR_SIGNATURE);
    }
}

static void lms_other_key_refused(void)
{
    load();
    for (uint32_t i = 2; i < CHECK_COUNT(words); i++) {
        check_note(i);
        words[i] ^= 0x00800000;
        CHECK_EQUAL(verify(), APPVERIFY_ERR_SIGNATURE);
        words[i] ^= 0x00800000;
    }
}

/* Bytes that a step has read may change: they are not read again. What comes later is read then. */
static void lms_signature_read_once(void)
{
    struct appverify_lms lms;
    load();
    CHECK_EQUAL(begin(&lms), APPVERIFY_MORE);
    for (uint32_t i = 0; i < 32; i++) {
        signature[i] ^= 0xFF;
    }
    for (uint32_t i = TREE_TYPE_AT; i < PATH_AT; i++) {
        signature[i] ^= 0xFF;
    }
    uint32_t chain = 32;
    enum appverify_result result = APPVERIFY_MORE;
    while (chain < TREE_TYPE_AT) {
        CHECK_EQUAL(appverify_lms_step(&lms), APPVERIFY_MORE);
        for (uint32_t i = 0; i < APPVERIFY_LMS_HASH_SIZE; i++) {
            signature[chain++] ^= 0xFF;
        }
    }
    result = finish(&lms);
    CHECK_EQUAL(result, APPVERIFY_OK);
}

static void lms_step_without_check_is_no_answer(void)
{
    struct appverify_lms lms = {0};
    CHECK_EQUAL(appverify_lms_step(&lms), APPVERIFY_ERR_CRYPTO);
    load();
    CHECK_EQUAL(begin(&lms), APPVERIFY_MORE);
    CHECK_EQUAL(finish(&lms), APPVERIFY_OK);
    CHECK_EQUAL(appverify_lms_step(&lms), APPVERIFY_ERR_CRYPTO);
    CHECK_EQUAL(appverify_lms_step(&lms), APPVERIFY_ERR_CRYPTO);
}

/* As after a glitch: the right root is there, but some of the work is not accounted for. */
static void lms_work_left_out_refused(void)
{
    struct appverify_lms lms;
    uint8_t root[APPVERIFY_LMS_HASH_SIZE];
    load();
    appverify_copy_words(root, words + 6, sizeof root);
    CHECK_EQUAL(begin(&lms), APPVERIFY_MORE);
    while (lms.stage != STAGE_COMPARE) {
        struct appverify_lms copy = lms;
        copy.stage = STAGE_COMPARE;
        copy.node_number = 1;
        for (uint32_t i = 0; i < sizeof root; i++) {
            copy.node[i] = root[i];
        }
        CHECK_EQUAL(appverify_lms_step(&copy), APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(appverify_lms_step(&lms), APPVERIFY_MORE);
    }
    struct appverify_lms copy = lms;
    copy.evidence = 0;
    CHECK_EQUAL(appverify_lms_step(&copy), APPVERIFY_ERR_SIGNATURE);
    copy = lms;
    copy.node_number = 0;
    CHECK_EQUAL(appverify_lms_step(&copy), APPVERIFY_ERR_SIGNATURE);
    CHECK_EQUAL(appverify_lms_step(&lms), APPVERIFY_OK);
}

static const struct check_case cases[] = {
    CHECK_CASE(lms_valid_signature_verifies),
    CHECK_CASE(lms_every_byte_of_signature_and_digest_counts),
    CHECK_CASE(lms_leaf_beyond_the_tree_refused_at_once),
    CHECK_CASE(lms_other_types_refused_at_once),
    CHECK_CASE(lms_other_key_refused),
    CHECK_CASE(lms_signature_read_once),
    CHECK_CASE(lms_step_without_check_is_no_answer),
    CHECK_CASE(lms_work_left_out_refused),
};
CHECK_TABLE(lms);

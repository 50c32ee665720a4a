/* SPDX-License-Identifier: MIT */
/* RSA in steps: what is refused at the beginning, what a step says out of order, what is written.
 */
#include "check.h"
#include "measure_vectors.h"
#include "rsa.h"

#define GUARD 0xA5A5A5A5u
#define MEMORY_WORDS (APPVERIFY_RSA_3072_MEMORY_WORDS + 1)

static uint32_t memory[MEMORY_WORDS];
static uint8_t signature[APPVERIFY_RSA_3072_SIZE];
static uint8_t digest[APPVERIFY_DIGEST_SIZE];
static uint32_t modulus[APPVERIFY_RSA_3072_SIZE / 4];
static uint32_t friendly[2 * APPVERIFY_RSA_3072_SIZE / 4];
static struct appverify_key key;
static uint32_t size;

/* A valid signature, number 0 or 1, of which everything may be changed. Returns 0 after the last.
 */
static int load(uint32_t number)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < CHECK_COUNT(measure_vectors); i++) {
        const struct measure_vector *vector = &measure_vectors[i];
        if (vector->key.table == NULL || found++ != number) {
            continue;
        }
        key = vector->key;
        size = appverify_signature_size(key.algorithm);
        for (uint32_t k = 0; k < size; k++) {
            signature[k] = vector->signature[k];
            friendly[k / 2] = key.table[k / 2];
            modulus[k / 4] = key.words[k / 4];
            digest[k % sizeof digest] = vector->digest[k % sizeof digest];
        }
        key.words = modulus;
        key.table = friendly;
        return 1;
    }
    return 0;
}

static uint32_t memory_words(void)
{
    return size == APPVERIFY_RSA_2048_SIZE ? APPVERIFY_RSA_2048_MEMORY_WORDS
                                           : APPVERIFY_RSA_3072_MEMORY_WORDS;
}

static enum appverify_result begin(struct appverify_rsa *rsa)
{
    for (uint32_t i = 0; i < MEMORY_WORDS; i++) {
        memory[i] = GUARD;
    }
    return appverify_rsa_begin(rsa, &key, digest, signature, memory);
}

static enum appverify_result finish(struct appverify_rsa *rsa)
{
    enum appverify_result result = APPVERIFY_MORE;
    while (result == APPVERIFY_MORE) {
        result = appverify_rsa_step(rsa);
    }
    return result;
}

static enum appverify_result verify(void)
{
    struct appverify_rsa rsa;
    enum appverify_result result = begin(&rsa);
    return result == APPVERIFY_MORE ? finish(&rsa) : result;
}

static void rsa_valid_signature_verifies_in_its_memory(void)
{
    uint32_t number = 0;
    for (; load(number); number++) {
        check_note(number);
        CHECK_EQUAL(verify(), APPVERIFY_OK);
        CHECK(memory[memory_words() - 1] != GUARD);
        CHECK_EQUAL(memory[memory_words()], GUARD);
    }
    CHECK_EQUAL(number, 2);
}

static void rsa_changed_digest_or_signature_refused(void)
{
    for (uint32_t number = 0; load(number); number++) {
        for (uint32_t i = 0; i < 8; i++) {
            check_note(number * 100 + i);
            digest[(size_t)i * 31 % sizeof digest] ^= (uint8_t)(1u << i);
            CHECK_EQUAL(verify(), APPVERIFY_ERR_SIGNATURE);
            digest[(size_t)i * 31 % sizeof digest] ^= (uint8_t)(1u << i);
            signature[i * 101 % size] ^= (uint8_t)(1u << i);
            CHECK_EQUAL(verify(), APPVERIFY_ERR_SIGNATURE);
            signature[i * 101 % size] ^= (uint8_t)(1u << i);
        }
        CHECK_EQUAL(verify(), APPVERIFY_OK);
    }
}

/* Somebody else may have the buffer of the signature, but not of the digest. */
static void rsa_signature_read_once(void)
{
    struct appverify_rsa rsa;
    (void)load(0);
    signature[7] ^= 1;
    CHECK_EQUAL(begin(&rsa), APPVERIFY_MORE);
    signature[7] ^= 1;
    CHECK_EQUAL(finish(&rsa), APPVERIFY_ERR_SIGNATURE);
    CHECK_EQUAL(begin(&rsa), APPVERIFY_MORE);
    signature[7] ^= 1;
    CHECK_EQUAL(finish(&rsa), APPVERIFY_OK);
}

/* The modulus itself, one below it, one above it, and all ones. */
static void rsa_signature_not_below_modulus_refused(void)
{
    for (uint32_t number = 0; load(number); number++) {
        struct appverify_rsa rsa;
        check_note(number);
        appverify_copy_words(signature, modulus, size);
        CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(appverify_rsa_step(&rsa), APPVERIFY_ERR_CRYPTO);
        signature[size - 1] ^= 1; /* the modulus is odd */
        CHECK_EQUAL(verify(), APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(begin(&rsa), APPVERIFY_MORE);
        signature[size - 1] += 2;
        CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
        for (uint32_t i = 0; i < size; i++) {
            signature[i] = 0xFF;
        }
        CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
    }
}

static void rsa_unusable_key_refused(void)
{
    struct appverify_rsa rsa;
    (void)load(0);
    key.table = NULL;
    CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
    (void)load(0);
    key.words = NULL;
    CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
    (void)load(0);
    key.algorithm = APPVERIFY_ALGORITHM_ECDSA_P256;
    CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
    key.algorithm = 0;
    CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
    (void)load(0);
    modulus[size / 4 - 1] ^= 0x01000000; /* even */
    CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
    (void)load(0);
    modulus[0] &= 0xFFFFFF7F; /* a bit shorter */
    signature[0] = 0;
    CHECK_EQUAL(begin(&rsa), APPVERIFY_ERR_SIGNATURE);
    CHECK_EQUAL(appverify_rsa_step(&rsa), APPVERIFY_ERR_CRYPTO);
}

/* It is as trusted as the key, but a wrong one makes nothing valid. */
static void rsa_other_friendly_modulus_refused(void)
{
    for (uint32_t number = 0; load(number); number++) {
        check_note(number);
        friendly[3] ^= 4;
        CHECK_EQUAL(verify(), APPVERIFY_ERR_SIGNATURE);
        friendly[3] ^= 4;
        friendly[size / 4 + 3] ^= 4;
        CHECK_EQUAL(verify(), APPVERIFY_ERR_SIGNATURE);
    }
}

static void rsa_step_without_check_is_no_answer(void)
{
    struct appverify_rsa rsa = {0};
    CHECK_EQUAL(appverify_rsa_step(&rsa), APPVERIFY_ERR_CRYPTO);
    (void)load(0);
    CHECK_EQUAL(begin(&rsa), APPVERIFY_MORE);
    CHECK_EQUAL(finish(&rsa), APPVERIFY_OK);
    CHECK_EQUAL(appverify_rsa_step(&rsa), APPVERIFY_ERR_CRYPTO);
    CHECK_EQUAL(appverify_rsa_step(&rsa), APPVERIFY_ERR_CRYPTO);
}

/* As after a glitch: the right message is in memory, but some of the work is not accounted for. */
static void rsa_work_left_out_refused(void)
{
    struct appverify_rsa rsa;
    (void)load(0);
    CHECK_EQUAL(begin(&rsa), APPVERIFY_MORE);
    uint32_t last = rsa.evidence;
    while (rsa.phase != APPVERIFY_RSA_PHASE_COMPARE) {
        CHECK_EQUAL(appverify_rsa_step(&rsa), APPVERIFY_MORE);
        struct appverify_rsa copy = rsa;
        copy.phase = APPVERIFY_RSA_PHASE_COMPARE;
        if (rsa.evidence != last && rsa.phase == APPVERIFY_RSA_PHASE_COMPARE) {
            copy.evidence = last; /* the last piece of the mask does not count */
        }
        CHECK_EQUAL(appverify_rsa_step(&copy), APPVERIFY_ERR_SIGNATURE);
        last = rsa.evidence;
    }
    struct appverify_rsa copy = rsa;
    copy.evidence = 0;
    CHECK_EQUAL(appverify_rsa_step(&copy), APPVERIFY_ERR_SIGNATURE);
    CHECK_EQUAL(appverify_rsa_step(&rsa), APPVERIFY_OK);
}

static const struct check_case cases[] = {
    CHECK_CASE(rsa_valid_signature_verifies_in_its_memory),
    CHECK_CASE(rsa_changed_digest_or_signature_refused),
    CHECK_CASE(rsa_signature_read_once),
    CHECK_CASE(rsa_signature_not_below_modulus_refused),
    CHECK_CASE(rsa_unusable_key_refused),
    CHECK_CASE(rsa_other_friendly_modulus_refused),
    CHECK_CASE(rsa_step_without_check_is_no_answer),
    CHECK_CASE(rsa_work_left_out_refused),
};
CHECK_TABLE(rsa);

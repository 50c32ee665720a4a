/* SPDX-License-Identifier: MIT */
/*
 * Both crypto ports say the same of a signature. The first byte picks one of three valid ones, the
 * rest is XORed onto digest, signature and, with P-256 and LMS, the key: what nothing is XORed onto
 * stays valid. From F0 on it picks one of LMS, which is valid only as it was.
 */
#include <string.h>

#include "appverify/builtin_crypto.h"
#include "appverify/mbedtls.h"
#include "fuzz_target.h"
#include "measure_vectors.h"

/* The last one is of LMS, which mbedTLS 2.28 does not have. */
#define VECTORS_OF_BOTH (sizeof measure_vectors / sizeof measure_vectors[0] - 1)
#define LMS_FROM 0xF0

struct attempt {
    struct appverify_key key;
    uint32_t words[APPVERIFY_RSA_3072_SIZE / 4];
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    uint8_t signature[APPVERIFY_SIGNATURE_MAX];
};

/* Returns the bytes that are left. */
static size_t mix(uint8_t *bytes, size_t size, const uint8_t **data, size_t left)
{
    size_t count = left < size ? left : size;
    for (size_t i = 0; i < count; i++) {
        bytes[i] ^= (*data)[i];
    }
    *data += count;
    return left - count;
}

static void make_attempt(struct attempt *attempt, const uint8_t *data, size_t size)
{
    size_t number = data[0] >= LMS_FROM ? VECTORS_OF_BOTH : data[0] % VECTORS_OF_BOTH;
    const struct measure_vector *vector = &measure_vectors[number];
    size_t length = appverify_key_signature_size(&vector->key);
    int is_lms = vector->key.algorithm == APPVERIFY_ALGORITHM_LMS;
    size_t key_length = is_lms ? APPVERIFY_LMS_KEY_SIZE : length;
    memset(attempt, 0, sizeof *attempt); /* a higher tree makes the signature longer */
    attempt->key = vector->key;
    attempt->key.words = attempt->words;
    memcpy(attempt->words, vector->key.words, key_length);
    memcpy(attempt->digest, vector->digest, sizeof attempt->digest);
    memcpy(attempt->signature, vector->signature, length);
    data++;
    size = mix(attempt->digest, sizeof attempt->digest, &data, size - 1);
    size = mix(attempt->signature, length, &data, size);
    /* The table of an RSA key is that of the key as it was. */
    if (is_lms || vector->key.algorithm == APPVERIFY_ALGORITHM_ECDSA_P256) {
        (void)mix((uint8_t *)attempt->words, key_length, &data, size);
    }
}

static enum appverify_result verify(const struct appverify_crypto *crypto,
                                    const struct attempt *attempt)
{
    enum appverify_result result = crypto->operations->signature_start(
        crypto->state, &attempt->key, attempt->digest, attempt->signature);
    while (result == APPVERIFY_MORE) {
        result = crypto->operations->signature_step(crypto->state);
    }
    REQUIRE(result == APPVERIFY_OK || result == APPVERIFY_ERR_SIGNATURE);
    return result;
}

static int is_as_it_was(const struct attempt *attempt)
{
    const struct measure_vector *vector = &measure_vectors[VECTORS_OF_BOTH];
    return memcmp(attempt->words, vector->key.words, APPVERIFY_LMS_KEY_SIZE) == 0 &&
           memcmp(attempt->digest, vector->digest, sizeof attempt->digest) == 0 &&
           memcmp(attempt->signature, vector->signature,
                  appverify_key_signature_size(&vector->key)) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint32_t memory[APPVERIFY_BUILTIN_RSA_3072_MEMORY / 4];
    static struct appverify_builtin_crypto builtin;
    static struct appverify_mbedtls mbedtls;
    struct appverify_crypto crypto;
    struct attempt attempt;
    if (size < 1) {
        return 0;
    }
    make_attempt(&attempt, data, size);
    appverify_builtin_crypto_init(&crypto, &builtin);
    appverify_builtin_crypto_use_p256(&builtin);
    appverify_builtin_crypto_use_rsa(&builtin, memory, sizeof memory);
    appverify_builtin_crypto_use_lms(&builtin);
    enum appverify_result result = verify(&crypto, &attempt);
    if (attempt.key.algorithm == APPVERIFY_ALGORITHM_LMS) {
        REQUIRE((result == APPVERIFY_OK) == is_as_it_was(&attempt));
        return 0;
    }
    appverify_mbedtls_init(&crypto, &mbedtls);
    REQUIRE(verify(&crypto, &attempt) == result);
    appverify_mbedtls_free(&mbedtls);
    return 0;
}

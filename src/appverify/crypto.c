/* SPDX-License-Identifier: MIT */
#include "appverify/crypto.h"

#include "load.h"

uint32_t appverify_signature_size(uint32_t algorithm)
{
    /* No switch, of which the compiler makes a table in DRAM. */
    uint32_t rsa = algorithm - APPVERIFY_ALGORITHM_RSA_2048_PSS;
    if (algorithm == APPVERIFY_ALGORITHM_ECDSA_P256) {
        return APPVERIFY_ECDSA_P256_SIZE;
    }
    return rsa <= 1 ? APPVERIFY_RSA_2048_SIZE + rsa * APPVERIFY_RSA_SIZE_STEP : 0;
}

uint32_t appverify_key_signature_size(const struct appverify_key *key)
{
    if (key->algorithm != APPVERIFY_ALGORITHM_LMS) {
        return appverify_signature_size(key->algorithm);
    }
    /* The type is big-endian: its last byte is the highest of the word. */
    return APPVERIFY_LMS_SIZE(load_key_word(&key->words[0]) >> 24);
}

void appverify_copy_words(uint8_t *bytes, const uint32_t *words, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
    }
}

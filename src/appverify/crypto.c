/* SPDX-License-Identifier: MIT */
#include "appverify/crypto.h"

uint32_t appverify_signature_size(uint32_t algorithm)
{
    switch (algorithm) {
    case APPVERIFY_ALGORITHM_ECDSA_P256:
        return APPVERIFY_ECDSA_P256_SIZE;
    case APPVERIFY_ALGORITHM_RSA_2048_PSS:
        return APPVERIFY_RSA_2048_SIZE;
    case APPVERIFY_ALGORITHM_RSA_3072_PSS:
        return APPVERIFY_RSA_3072_SIZE;
    default:
        return 0;
    }
}

uint32_t appverify_key_signature_size(const struct appverify_key *key)
{
    if (key->algorithm != APPVERIFY_ALGORITHM_LMS) {
        return appverify_signature_size(key->algorithm);
    }
    /* The type is big-endian: its last byte is the highest of the word. */
    return APPVERIFY_LMS_SIZE(key->words[0] >> 24);
}

void appverify_copy_words(uint8_t *bytes, const uint32_t *words, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
    }
}

/* SPDX-License-Identifier: MIT */
#include "key_ring.h"

static uint32_t key_words(const struct appverify_key *key)
{
    if (key->algorithm == APPVERIFY_ALGORITHM_LMS) {
        return APPVERIFY_LMS_KEY_SIZE / 4;
    }
    /* Of P-256 the point, of RSA the modulus: each is as long as a signature by that key. */
    return appverify_signature_size(key->algorithm) / 4;
}

static int same_key(const struct appverify_key *a, const struct appverify_key *b)
{
    uint32_t difference = a->algorithm ^ b->algorithm;
    for (uint32_t i = 0; i < key_words(a) && difference == 0; i++) {
        difference |= a->words[i] ^ b->words[i];
    }
    return difference == 0;
}

int appverify_key_ring_usable(const struct appverify_key_ring *ring)
{
    if (ring == NULL || ring->keys == NULL || ring->threshold == 0 ||
        ring->threshold > ring->count || ring->count > APPVERIFY_SIGNATURES_MAX) {
        return 0;
    }
    for (uint32_t i = 0; i < ring->count; i++) {
        const struct appverify_key *key = &ring->keys[i];
        if (key_words(key) == 0 || key->words == NULL) {
            return 0;
        }
        for (uint32_t k = 0; k < i; k++) {
            if (same_key(&ring->keys[k], key)) {
                return 0;
            }
        }
    }
    return 1;
}

/* SPDX-License-Identifier: MIT */
#include "scenario.h"

enum appverify_result glitch_weak_verdict(const struct fixture *fixture)
{
    const uint8_t *copy = fixture->manifest;
    uint8_t signature[APPVERIFY_SIGNATURE_MAX];
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    uint32_t difference = 0;
    volatile enum appverify_result answer = APPVERIFY_ERR_SIGNATURE; /* lest it needs no branch */
    fake_digest(digest, copy, fixture->signed_size);
    fake_sign(signature, fixture->ring_keys, digest);
    for (uint32_t i = 0; i < APPVERIFY_ECDSA_P256_SIZE; i++) {
        const uint8_t *found = copy + fixture->signed_size + APPVERIFY_BLOCK_HEADER_SIZE;
        difference |= (uint32_t)(signature[i] ^ found[i]);
    }
    if (difference == 0) {
        answer = APPVERIFY_MANIFEST_OK;
    }
    return answer;
}

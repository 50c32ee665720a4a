/* SPDX-License-Identifier: MIT */
/*
 * The mbedTLS port without memory: when an allocation fails, the answer is CRYPTO, so that nobody
 * looks for a wrong key; a wrong signature stays wrong; nothing is held. Exit 1 when a check goes
 * otherwise.
 */
#include <stdio.h>
#include <string.h>

#include "appverify/mbedtls.h"
#include "heap.h"
#include "measure_vectors.h"

#define VECTORS (sizeof measure_vectors / sizeof measure_vectors[0])
#define SAMPLES 40u

static struct appverify_mbedtls state;
static struct appverify_crypto crypto;

static enum appverify_result verify(const struct measure_vector *vector, const uint8_t *digest)
{
    enum appverify_result result =
        crypto.operations->signature_start(crypto.state, &vector->key, digest, vector->signature);
    while (result == APPVERIFY_MORE) {
        result = crypto.operations->signature_step(crypto.state);
    }
    return result;
}

/* RSA does without one allocation: mbedTLS ignores that a copy failed which only reserves room. */
static int fail_allocation(const struct measure_vector *vector, const uint8_t *wrong, uint32_t n,
                           uint32_t *done_without)
{
    heap_fail_at(n);
    enum appverify_result result = verify(vector, vector->digest);
    heap_fail_at(n);
    int good = verify(vector, wrong) != APPVERIFY_OK && heap_use().current == 0;
    if (result == APPVERIFY_OK) {
        ++*done_without;
    } else if (result != APPVERIFY_ERR_CRYPTO) {
        good = 0;
    }
    if (!good) {
        (void)printf("%s: allocation %u fails: result %u, %u bytes held\n", vector->name,
                     (unsigned)n, (unsigned)result, (unsigned)heap_use().current);
    }
    return good;
}

/* The first allocations one by one, later ones ever further apart. */
static int check(const struct measure_vector *vector)
{
    uint8_t wrong[APPVERIFY_DIGEST_SIZE];
    uint32_t failed = 0;
    uint32_t done_without = 0;
    memcpy(wrong, vector->digest, sizeof wrong);
    wrong[31] ^= 1;
    heap_reset_peak();
    int good = verify(vector, vector->digest) == APPVERIFY_OK;
    uint32_t allocations = heap_use().allocations;
    for (uint32_t n = 1; n <= allocations; n += 1 + n * 2 / SAMPLES) {
        good &= fail_allocation(vector, wrong, n, &done_without);
        failed++;
    }
    heap_fail_at(0);
    good &= done_without <= 1 && verify(vector, vector->digest) == APPVERIFY_OK;
    (void)printf("%s: %u of %u allocations failed, %u of them unneeded\n", vector->name,
                 (unsigned)failed, (unsigned)allocations, (unsigned)done_without);
    return good;
}

int main(void)
{
    int good = 1;
    appverify_mbedtls_init(&crypto, &state);
    for (uint32_t i = 0; i < VECTORS; i++) {
        if (measure_vectors[i].key.algorithm != APPVERIFY_ALGORITHM_LMS) {
            good &= check(&measure_vectors[i]);
        }
    }
    appverify_mbedtls_free(&state);
    return good ? 0 : 1;
}

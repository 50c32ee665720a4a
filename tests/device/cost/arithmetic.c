/* SPDX-License-Identifier: MIT */
/*
 * Measures the arithmetic of the library's own and prints JSON. Counts are of instructions and
 * repeat exactly from run to run. Exit 1 when a result is wrong.
 */
#include <stdio.h>

#include "appverify/appverify.h"
#include "clock.h"
#include "lms.h"
#include "measure_vectors.h"
#include "rsa.h"
#include "sha256.h"
#include "stack.h"

#define HASHED (64u * 1024u)
#define CHUNK 256u /* as the verifier reads the body */

static uint32_t chunk_words[CHUNK / 4];
static const uint8_t *const chunk = (const uint8_t *)chunk_words;

/* Hundredths of an instruction a byte, as text. */
static void print_per_byte(const char *name, uint64_t instructions)
{
    uint32_t hundredths = (uint32_t)(instructions * 100u / HASHED);
    (void)printf("\"%s\": %u.%02u,\n", name, (unsigned)(hundredths / 100),
                 (unsigned)(hundredths % 100));
}

static void measure_sha256(void)
{
    struct appverify_sha256 hash;
    uint8_t digest[APPVERIFY_SHA256_DIGEST_SIZE];
    appverify_sha256_init(&hash);
    stack_paint();
    uint32_t start = clock_ticks();
    for (uint32_t done = 0; done < HASHED; done += CHUNK) {
        appverify_sha256_update(&hash, chunk, CHUNK);
    }
    uint64_t instructions = clock_instructions_since(start);
    (void)appverify_sha256_final(&hash, digest);
    print_per_byte("sha256_per_byte", instructions);
    (void)printf("\"sha256_stack\": %u,\n", (unsigned)stack_peak());
}

static void measure_crc32(const char *name, uint32_t (*function)(uint32_t, const uint8_t *, size_t))
{
    uint32_t crc = 0;
    uint32_t start = clock_ticks();
    for (uint32_t done = 0; done < HASHED; done += CHUNK) {
        crc = function(crc, chunk, CHUNK);
    }
    print_per_byte(name, clock_instructions_since(start));
}

/* The largest of the steps, the beginning among them, and all together. */
static int measure_rsa(const struct measure_vector *vector, const char *name)
{
    static uint32_t memory[APPVERIFY_RSA_3072_MEMORY_WORDS];
    struct appverify_rsa rsa;
    uint64_t total = 0;
    uint64_t longest = 0;
    uint32_t steps = 0;
    enum appverify_result result = APPVERIFY_MORE;
    stack_paint();
    while (result == APPVERIFY_MORE) {
        uint32_t start = clock_ticks();
        result = steps == 0 ? appverify_rsa_begin(&rsa, &vector->key, vector->digest,
                                                  vector->signature, memory)
                            : appverify_rsa_step(&rsa);
        uint64_t step = clock_instructions_since(start);
        total += step;
        longest = step > longest ? step : longest;
        steps++;
    }
    (void)printf("\"%s\": %u,\n\"%s_steps\": %u,\n\"%s_longest_step\": %u,\n\"%s_stack\": %u,\n",
                 name, (unsigned)total, name, (unsigned)steps, name, (unsigned)longest, name,
                 (unsigned)stack_peak());
    return result == APPVERIFY_OK;
}

/* 375 steps of the chains; tests/crypto has more messages. */
static int measure_lms(const struct measure_vector *vector)
{
    struct appverify_lms lms;
    uint64_t total = 0;
    uint64_t longest = 0;
    uint32_t steps = 0;
    enum appverify_result result = APPVERIFY_MORE;
    stack_paint();
    while (result == APPVERIFY_MORE) {
        uint32_t start = clock_ticks();
        result = steps == 0
                     ? appverify_lms_begin(&lms, &vector->key, vector->digest, vector->signature)
                     : appverify_lms_step(&lms);
        uint64_t step = clock_instructions_since(start);
        total += step;
        longest = step > longest ? step : longest;
        steps++;
    }
    (void)printf("\"lms\": %u,\n\"lms_steps\": %u,\n\"lms_longest_step\": %u,\n"
                 "\"lms_stack\": %u,\n\"lms_ram\": %u,\n",
                 (unsigned)total, (unsigned)steps, (unsigned)longest, (unsigned)stack_peak(),
                 (unsigned)sizeof lms);
    return result == APPVERIFY_OK;
}

static int measure_signatures(void)
{
    int good = 1;
    for (uint32_t i = 0; i < sizeof measure_vectors / sizeof measure_vectors[0]; i++) {
        const struct measure_vector *vector = &measure_vectors[i];
        if (vector->key.algorithm == APPVERIFY_ALGORITHM_RSA_2048_PSS) {
            good &= measure_rsa(vector, "rsa_2048");
        }
        if (vector->key.algorithm == APPVERIFY_ALGORITHM_RSA_3072_PSS) {
            good &= measure_rsa(vector, "rsa_3072");
        }
        if (vector->key.algorithm == APPVERIFY_ALGORITHM_LMS) {
            good &= measure_lms(vector);
        }
    }
    (void)printf("\"rsa_2048_ram\": %u,\n\"rsa_3072_ram\": %u,\n",
                 (unsigned)(sizeof(struct appverify_rsa) + 4 * APPVERIFY_RSA_2048_MEMORY_WORDS),
                 (unsigned)(sizeof(struct appverify_rsa) + 4 * APPVERIFY_RSA_3072_MEMORY_WORDS));
    return good;
}

int main(void)
{
    for (uint32_t i = 0; i < CHUNK / 4; i++) {
        chunk_words[i] = i * 0x01234567u;
    }
    (void)printf("{\n");
    measure_sha256();
    measure_crc32("crc32_per_byte", appverify_crc32);
    measure_crc32("crc32_fast_per_byte", appverify_crc32_fast);
    int good = measure_signatures();
    (void)printf("\"sha256_state\": %u\n}\n", (unsigned)sizeof(struct appverify_sha256));
    return good ? 0 : 1;
}

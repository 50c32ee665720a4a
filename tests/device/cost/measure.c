/* SPDX-License-Identifier: MIT */
/*
 * Measures the verifier and its mbedTLS port piece by piece and prints JSON. Counts are of
 * instructions; they repeat exactly from run to run. Exit 1 when something does not verify.
 */
#include <stdio.h>

#include "appverify/appverify.h"
#include "appverify/mbedtls.h"
#include "clock.h"
#include "heap.h"
#include "measure_vectors.h"
#include "memory_report.h"
#include "stack.h"

#define HASHED (64u * 1024u)
#define CHUNK 256u
#define VECTORS (sizeof measure_vectors / sizeof measure_vectors[0])

static struct appverify_mbedtls state;
static struct appverify_crypto crypto;
static uint8_t chunk[CHUNK];

/* Hundredths of an instruction a byte, as text. */
static void print_per_byte(const char *name, uint64_t instructions)
{
    uint32_t hundredths = (uint32_t)(instructions * 100u / HASHED);
    (void)printf("\"%s\": %u.%02u,\n", name, (unsigned)(hundredths / 100),
                 (unsigned)(hundredths % 100));
}

static int measure_hash(void)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    const struct appverify_crypto_operations *operations = crypto.operations;
    int good = operations->hash_start(crypto.state) == APPVERIFY_OK;
    uint32_t start = clock_ticks();
    for (uint32_t done = 0; done < HASHED; done += CHUNK) {
        good &= operations->hash_update(crypto.state, chunk, CHUNK) == APPVERIFY_OK;
    }
    uint64_t instructions = clock_instructions_since(start);
    good &= operations->hash_finish(crypto.state, digest) == APPVERIFY_OK;
    print_per_byte("sha256_per_byte", instructions);
    return good;
}

static void measure_crc(void)
{
    uint32_t crc = 0;
    uint32_t start = clock_ticks();
    for (uint32_t done = 0; done < HASHED; done += CHUNK) {
        crc = appverify_crc32(crc, chunk, CHUNK);
    }
    print_per_byte("crc32_per_byte", clock_instructions_since(start));
}

/* An image walk over irom, or over a RAM segment, which is summed up too. */
static void measure_walk(const char *name, const uint8_t *headers, size_t size)
{
    struct appverify_image_walk walk;
    appverify_image_walk_begin(&walk, 2);
    appverify_image_walk_update(&walk, headers, size);
    uint32_t start = clock_ticks();
    for (uint32_t done = 0; done < HASHED; done += CHUNK) {
        appverify_image_walk_update(&walk, chunk, CHUNK);
    }
    print_per_byte(name, clock_instructions_since(start));
}

static void measure_walks(void)
{
    static const uint8_t irom[16] = {0xEA, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0};
    static const uint8_t segment[32] = {0xEA, 4,    0, 0,    0,    0,    0, 0, 0, 0, 0,
                                        0,    0,    0, 0,    0,    0xE9, 1, 0, 0, 0, 0,
                                        0x10, 0x40, 0, 0x80, 0xFE, 0x3F, 0, 0, 1, 0};
    measure_walk("walk_irom_per_byte", irom, sizeof irom);
    measure_walk("walk_segment_per_byte", segment, sizeof segment);
}

static int measure_signature(const struct measure_vector *vector)
{
    const struct appverify_crypto_operations *operations = crypto.operations;
    uint64_t total = 0;
    uint64_t longest = 0;
    uint32_t slices = 0;
    enum appverify_result result;
    heap_reset_peak();
    stack_paint();
    uint32_t start = clock_ticks();
    result =
        operations->signature_start(crypto.state, &vector->key, vector->digest, vector->signature);
    uint64_t slice = clock_instructions_since(start);
    total += slice;
    while (result == APPVERIFY_MORE) {
        start = clock_ticks();
        result = operations->signature_step(crypto.state);
        slice = clock_instructions_since(start);
        total += slice;
        longest = slice > longest ? slice : longest;
        slices++;
    }
    uint32_t stack = stack_peak();
    struct heap_use heap = heap_use();
    (void)printf("  {\"algorithm\": \"%s\", \"verified\": %s, \"instructions\": %u, "
                 "\"slices\": %u, \"longest_slice\": %u,\n"
                 "   \"heap_peak\": %u, \"heap_extent\": %u, \"allocations\": %u, "
                 "\"heap_left\": %u, \"stack_peak\": %u}",
                 vector->name, result == APPVERIFY_OK ? "true" : "false", (unsigned)total,
                 (unsigned)slices, (unsigned)longest, (unsigned)heap.peak, (unsigned)heap.extent,
                 (unsigned)heap.allocations, (unsigned)heap.current, (unsigned)stack);
    return result == APPVERIFY_OK && heap.current == 0;
}

/* DEVICE_ALGORITHM says what the program was built for; 0: all. */
static int measure_signatures(void)
{
    int good = 1;
    const char *ending = "\n";
    for (uint32_t i = 0; i < VECTORS; i++) {
        if (DEVICE_ALGORITHM == 0 || measure_vectors[i].key.algorithm == DEVICE_ALGORITHM) {
            (void)printf("%s", ending);
            good &= measure_signature(&measure_vectors[i]);
            ending = ",\n";
        }
    }
    return good;
}

int main(void)
{
    int good = 1;
    appverify_mbedtls_init(&crypto, &state);
    for (uint32_t i = 0; i < CHUNK; i++) {
        chunk[i] = (uint8_t)(i * 7);
    }
    (void)printf("{\n");
    good &= measure_hash();
    measure_crc();
    measure_walks();
    (void)printf("\"signatures\": [");
    good &= measure_signatures();
    (void)printf("\n],\n\"memory\": {\n");
    memory_report();
    (void)printf("},\n\"context_size\": %u,\n\"port_state_size\": %u\n}\n",
                 (unsigned)sizeof(struct appverify_context), (unsigned)sizeof state);
    appverify_mbedtls_free(&state);
    return good ? 0 : 1;
}

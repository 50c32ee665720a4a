/* SPDX-License-Identifier: MIT */
/*
 * Measures the verifier and its crypto port piece by piece and prints JSON. Counts are of
 * instructions; they repeat exactly from run to run. Exit 1 when something does not verify.
 */
#include <stdio.h>

#include "appverify/appverify.h"
#include "clock.h"
#include "heap.h"
#include "measure_tables.h"
#include "measure_vectors.h"
#include "measured_port.h"
#include "memory_report.h"
#include "stack.h"

#define HASHED (64u * 1024u)
#define CHUNK 256u
#define VECTORS (sizeof measure_vectors / sizeof measure_vectors[0])
#define TABLES (sizeof measure_tables / sizeof measure_tables[0])

static struct appverify_crypto crypto;
/* Aligned, as the verifier's own buffer is. */
static uint8_t chunk[CHUNK] __attribute__((aligned(4)));

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
        crc = DEVICE_CRC32(crc, chunk, CHUNK);
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

/* The largest of the slices, the beginning among them, and all together. */
static int measure_signature(const struct measure_vector *vector, const struct appverify_key *key)
{
    const struct appverify_crypto_operations *operations = crypto.operations;
    uint64_t total = 0;
    uint64_t longest = 0;
    uint32_t slices = 0;
    enum appverify_result result = APPVERIFY_MORE;
    heap_reset_peak();
    stack_paint();
    while (result == APPVERIFY_MORE) {
        uint32_t start = clock_ticks();
        result = slices == 0 ? operations->signature_start(crypto.state, key, vector->digest,
                                                           vector->signature)
                             : operations->signature_step(crypto.state);
        uint64_t slice = clock_instructions_since(start);
        total += slice;
        longest = slice > longest ? slice : longest;
        slices++;
    }
    uint32_t stack = stack_peak();
    struct heap_use heap = heap_use();
    (void)printf("  {\"algorithm\": \"%s\", \"table\": %u, \"verified\": %s, "
                 "\"instructions\": %u, \"slices\": %u, \"longest_slice\": %u,\n"
                 "   \"heap_peak\": %u, \"heap_extent\": %u, \"allocations\": %u, "
                 "\"heap_left\": %u, \"stack_peak\": %u}",
                 vector->name, (unsigned)key->table_size, result == APPVERIFY_OK ? "true" : "false",
                 (unsigned)total, (unsigned)slices, (unsigned)longest, (unsigned)heap.peak,
                 (unsigned)heap.extent, (unsigned)heap.allocations, (unsigned)heap.current,
                 (unsigned)stack);
    return result == APPVERIFY_OK && heap.current == 0;
}

/* The key as it is, and each of its tables. */
static int measure_signatures(void)
{
    int good = 1;
    const char *ending = "\n";
    for (uint32_t i = 0; i < VECTORS; i++) {
        const struct measure_vector *vector = &measure_vectors[i];
        uint32_t tables = vector->key.algorithm == APPVERIFY_ALGORITHM_ECDSA_P256 ? TABLES : 0;
        for (uint32_t j = 0; j <= tables; j++) {
            struct appverify_key key = vector->key;
            if (j > 0) {
                key.table = measure_tables[j - 1].words;
                key.table_size = measure_tables[j - 1].size;
            }
            if (measured_port_uses(&key)) {
                (void)printf("%s", ending);
                good &= measure_signature(vector, &key);
                ending = ",\n";
            }
        }
    }
    return good;
}

int main(void)
{
    int good = 1;
    measured_port_init(&crypto);
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
    (void)printf("},\n\"context_size\": %u,\n\"port_memory\": %u\n}\n",
                 (unsigned)sizeof(struct appverify_context), (unsigned)measured_port_memory());
    measured_port_free();
    return good ? 0 : 1;
}

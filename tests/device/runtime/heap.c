/* SPDX-License-Identifier: MIT */
#include "heap.h"

#include <string.h>

#define HEAP_SIZE (16u * 1024u)
#define FREE 1u

/* Blocks lie end to end; each begins with this header. Sizes are multiples of 8. */
struct block {
    uint32_t size; /* with the header; lowest bit: free */
    uint32_t asked;
};

static union {
    struct block first;
    uint8_t bytes[HEAP_SIZE];
} heap __attribute__((section(".dram.heap"), aligned(8)));

static struct heap_use use;
static uint32_t fail_at;

static struct block *following(struct block *block)
{
    return (struct block *)((uint8_t *)block + (block->size & ~FREE));
}

static struct block *end_of_heap(void)
{
    return (struct block *)(heap.bytes + HEAP_SIZE);
}

static void merge_with_free_followers(struct block *block)
{
    struct block *next = following(block);
    while (next != end_of_heap() && (next->size & FREE) != 0) {
        block->size += next->size & ~FREE;
        next = following(block);
    }
}

/* First fit, so that use stays low. */
static struct block *find(uint32_t size)
{
    struct block *block = &heap.first;
    if (block->size == 0) {
        block->size = HEAP_SIZE | FREE;
    }
    while (block != end_of_heap()) {
        if ((block->size & FREE) != 0) {
            merge_with_free_followers(block);
            if (block->size >= size) {
                return block;
            }
        }
        block = following(block);
    }
    return NULL;
}

static void split(struct block *block, uint32_t size)
{
    uint32_t rest = (block->size & ~FREE) - size;
    block->size = size;
    if (rest >= 2 * sizeof(struct block)) {
        following(block)->size = rest | FREE;
    } else {
        block->size += rest;
    }
}

static void record(const struct block *block)
{
    uint32_t end = (uint32_t)((const uint8_t *)block - heap.bytes) + block->size;
    use.current += block->asked;
    use.peak = use.current > use.peak ? use.current : use.peak;
    use.extent = end > use.extent ? end : use.extent;
}

void *heap_calloc(size_t count, size_t size)
{
    uint32_t asked = (uint32_t)(count * size);
    use.allocations++;
    if (use.allocations == fail_at || (size != 0 && count > HEAP_SIZE / size)) {
        return NULL;
    }
    uint32_t whole = (asked + (uint32_t)sizeof(struct block) + 7u) & ~7u;
    struct block *block = find(whole);
    if (block == NULL) {
        return NULL;
    }
    split(block, whole);
    block->asked = asked;
    record(block);
    return memset(block + 1, 0, asked);
}

void heap_free(void *pointer)
{
    if (pointer != NULL) {
        struct block *block = (struct block *)pointer - 1;
        use.current -= block->asked;
        block->size |= FREE;
    }
}

void heap_reset_peak(void)
{
    use.peak = use.current;
    use.extent = 0;
    use.allocations = 0;
    fail_at = 0;
}

void heap_fail_at(uint32_t n)
{
    fail_at = n == 0 ? 0 : use.allocations + n;
}

struct heap_use heap_use(void)
{
    return use;
}

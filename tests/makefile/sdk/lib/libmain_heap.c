/* SPDX-License-Identifier: MIT */
/* The heap: what DRAM has behind .bss. First fit; what is freed is overwritten. */
#include "stand_in.h"

#define END 0x3FFFC000u
#define TAKEN 0x7A6B6E00u
#define FREE 0x65657266u

struct block {
    uint32 state;
    uint32 size; /* with this header, a multiple of 8 */
};

extern uint32 _heap_start[];

static struct block *first(void)
{
    return (struct block *)(((uint32)_heap_start + 7) & ~7u);
}

static struct block *following(struct block *block)
{
    return (struct block *)((uint32)block + block->size);
}

void sdk_heap_begin(void)
{
    *first() = (struct block){FREE, END - (uint32)first()};
}

static void merge(struct block *block)
{
    while ((uint32)following(block) < END && following(block)->state == FREE) {
        block->size += following(block)->size;
    }
}

static void *allocate(size_t size)
{
    uint32 wanted = (uint32)((size + sizeof(struct block) + 7) & ~7u);
    if (size >= END - 0x3FFE8000u) {
        return NULL;
    }
    for (struct block *block = first(); (uint32)block < END; block = following(block)) {
        if (block->state != FREE && block->state != TAKEN) {
            sdk_misused("somebody wrote behind a block of the heap");
        }
        if (block->state != FREE) {
            continue;
        }
        merge(block);
        if (block->size < wanted) {
            continue;
        }
        if (block->size - wanted > sizeof *block) {
            uint32 rest = block->size - wanted;
            block->size = wanted;
            *following(block) = (struct block){FREE, rest};
        }
        block->state = TAKEN;
        return block + 1;
    }
    return NULL;
}

static void *allocate_zeroed(size_t size)
{
    void *block = allocate(size);
    return block == NULL ? NULL : ets_memset(block, 0, size);
}

static void *allocate_many(size_t count, size_t size)
{
    return size != 0 && count > 0xFFFFFFFFu / size ? NULL : allocate_zeroed(count * size);
}

void vPortFree(void *at, const char *file, unsigned line)
{
    (void)file;
    (void)line;
    if (at == NULL) {
        return;
    }
    struct block *block = (struct block *)at - 1;
    if (block->state != TAKEN) {
        sdk_misused("what is freed is no block of the heap");
    }
    block->state = FREE;
    (void)ets_memset(at, 0xA5, block->size - sizeof *block);
}

void *pvPortRealloc(void *at, size_t size, const char *file, unsigned line)
{
    void *moved = allocate(size);
    if (moved != NULL && at != NULL) {
        size_t old = ((struct block *)at - 1)->size - sizeof(struct block);
        (void)ets_memcpy(moved, at, old < size ? old : size);
        vPortFree(at, file, line);
    }
    return moved;
}

void *pvPortZalloc(size_t size, const char *file, unsigned line)
{
    (void)file;
    (void)line;
    return allocate_zeroed(size);
}

void *pvPortCalloc(size_t count, size_t size, const char *file, unsigned line)
{
    (void)file;
    (void)line;
    return allocate_many(count, size);
}

#if ESP_SDK_VERSION_NUMBER >= 0x030000
void *pvPortMalloc(size_t size, const char *file, unsigned line, bool in_iram)
{
    (void)file;
    (void)line;
    (void)in_iram;
    return allocate(size);
}

void *pvPortCallocIram(size_t count, size_t size, const char *file, unsigned line)
{
    return pvPortCalloc(count, size, file, line);
}

void *pvPortZallocIram(size_t size, const char *file, unsigned line)
{
    return pvPortZalloc(size, file, line);
}
#else
void *pvPortMalloc(size_t size, const char *file, unsigned line)
{
    (void)file;
    (void)line;
    return allocate(size);
}
#endif

uint32 system_get_free_heap_size(void)
{
    uint32 size = 0;
    for (struct block *block = first(); (uint32)block < END; block = following(block)) {
        size += block->state == FREE ? block->size : 0;
    }
    return size;
}

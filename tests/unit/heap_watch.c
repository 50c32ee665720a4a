/* SPDX-License-Identifier: MIT */
#include "heap_watch.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS ((size_t)1 << 14)

static uint64_t parts[SLOTS]; /* 0: free */
static size_t part_count;
static bool watching;
static size_t failing_number;
static struct heap_watch_result result;

static size_t slot_of(uint64_t part)
{
    return (size_t)((part * 0x9E3779B97F4A7C15u) >> 50);
}

static bool is_part(uint64_t part)
{
    size_t slot = slot_of(part);
    while (parts[slot] != 0 && parts[slot] != part) {
        slot = (slot + 1) % SLOTS;
    }
    return parts[slot] != 0;
}

static void add_parts(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i + HEAP_WATCH_PART <= size; i++) {
        uint64_t part = 0;
        memcpy(&part, bytes + i, HEAP_WATCH_PART);
        if (part == 0 || is_part(part)) {
            continue;
        }
        size_t slot = slot_of(part);
        while (parts[slot] != 0) {
            slot = (slot + 1) % SLOTS;
        }
        parts[slot] = part;
        if (++part_count > SLOTS / 2) {
            abort();
        }
    }
}

void heap_watch_secret(const void *bytes, size_t size)
{
    uint8_t back[1024];
    const uint8_t *front = bytes;
    if (size > sizeof back || size < HEAP_WATCH_PART) {
        abort();
    }
    for (size_t i = 0; i < size; i++) {
        back[i] = front[size - 1 - i];
    }
    add_parts(front, size);
    add_parts(back, size);
}

void heap_watch_forget(void)
{
    memset(parts, 0, sizeof parts);
    part_count = 0;
}

bool heap_watch_finds(const void *bytes, size_t size, size_t length)
{
    const uint8_t *at = bytes;
    size_t row = 0;
    for (size_t i = 0; part_count > 0 && i + HEAP_WATCH_PART <= size; i++) {
        uint64_t part = 0;
        memcpy(&part, at + i, HEAP_WATCH_PART);
        row = part != 0 && is_part(part) ? row + 1 : 0;
        if (row > 0 && row - 1 + HEAP_WATCH_PART >= length) {
            return true;
        }
    }
    return false;
}

void heap_watch_begin(size_t failing)
{
    result = (struct heap_watch_result){.allocations = 0};
    failing_number = failing;
    watching = true;
}

struct heap_watch_result heap_watch_end(void)
{
    watching = false;
    return result;
}

/* In front of every allocation; true: it fails. */
static bool fails(void)
{
    if (watching && ++result.allocations == failing_number) {
        errno = ENOMEM;
        return true;
    }
    return false;
}

static void look_through(void *block)
{
    if (watching && block != NULL) {
        result.found += heap_watch_finds(block, malloc_usable_size(block), HEAP_WATCH_PART) ? 1 : 0;
    }
}

static void *count(void *block)
{
    result.kept += watching && block != NULL ? 1 : 0;
    return block;
}

/* Names of the C library. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
 */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t number, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

void *malloc(size_t size)
{
    return fails() ? NULL : count(__libc_malloc(size));
}

void *calloc(size_t number, size_t size)
{
    return fails() ? NULL : count(__libc_calloc(number, size));
}

/* What was in a block that moves stays behind in it. */
void *realloc(void *block, size_t size)
{
    if (fails()) {
        return NULL;
    }
    look_through(block);
    return block != NULL ? __libc_realloc(block, size) : count(__libc_malloc(size));
}

void free(void *block)
{
    look_through(block);
    result.kept -= watching && block != NULL ? 1 : 0;
    __libc_free(block);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
 */

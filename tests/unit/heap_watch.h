/* SPDX-License-Identifier: MIT */
/*
 * Allocations of the whole program, libraries included: one of them fails, and what is freed is
 * looked through for secrets. The functions of the C library are replaced by those of heap_watch.c.
 */
#ifndef APPBIN_TEST_HEAP_WATCH_H
#define APPBIN_TEST_HEAP_WATCH_H

#include <stdbool.h>
#include <stddef.h>

/* Secrets are recognized by any so many bytes of them. */
#define HEAP_WATCH_PART 8u

/* Adds the parts of a secret, from the front to the end and, as numbers lie in memory, back. */
void heap_watch_secret(const void *bytes, size_t size);

/* Forgets all secrets. */
void heap_watch_forget(void);

/* Begins: the allocation with this number, from 1, fails; 0: none. */
void heap_watch_begin(size_t failing);

struct heap_watch_result {
    size_t allocations; /* how many there were */
    size_t kept;        /* blocks that are not freed */
    size_t found;       /* freed blocks with a part of a secret in them */
};

struct heap_watch_result heap_watch_end(void);

/* Are there so many bytes of a secret in a row, at least HEAP_WATCH_PART? */
bool heap_watch_finds(const void *bytes, size_t size, size_t length);

#endif

/* SPDX-License-Identifier: MIT */
/* A small heap that records its use, for the crypto library on the emulated core. */
#ifndef DEVICE_HEAP_H
#define DEVICE_HEAP_H

#include <stddef.h>
#include <stdint.h>

/* As in the C library. */
void *heap_calloc(size_t count, size_t size);
void heap_free(void *pointer);

/* Forgets the peaks and a failure that was asked for. */
void heap_reset_peak(void);

/* Makes the n-th allocation from now on fail; 0: none. */
void heap_fail_at(uint32_t n);

struct heap_use {
    uint32_t current;     /* bytes that are allocated, as asked for */
    uint32_t peak;        /* most of them at a time */
    uint32_t extent;      /* room that the same calls need of this heap: headers and gaps too */
    uint32_t allocations; /* since heap_reset_peak */
};

struct heap_use heap_use(void);

#endif

/* SPDX-License-Identifier: MIT */
/* What the benchmarks share. */
#ifndef BENCH_SUPPORT_H
#define BENCH_SUPPORT_H

#include <stdint.h>
#include <time.h>

static inline double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A boot new image of 1 MB for slot 1 of map 6, without its CRC word. */
#define IROM_SIZE 0xF0000u
#define RAM_SIZE 0x8000u
#define BODY_SIZE (16 + IROM_SIZE + 16 + RAM_SIZE + 16)

static inline void put32(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
}

static inline void make_body(uint8_t *body)
{
    uint32_t state = 1;
    for (size_t i = 0; i < BODY_SIZE; i++) {
        state = state * 1103515245u + 12345u;
        body[i] = (uint8_t)(state >> 16);
    }
    put32(body, 0x010004EA);
    put32(body + 4, 0x40100004);
    put32(body + 8, 0);
    put32(body + 12, IROM_SIZE);
    uint8_t *ram = body + 16 + IROM_SIZE;
    put32(ram, 0x600001E9);
    put32(ram + 4, 0x40100004);
    put32(ram + 8, 0x40100000);
    put32(ram + 12, RAM_SIZE);
    uint8_t checksum = 0xEF;
    for (size_t i = 0; i < RAM_SIZE; i++) {
        checksum ^= ram[16 + i];
    }
    body[BODY_SIZE - 1] = checksum;
}

#endif

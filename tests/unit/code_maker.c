/* SPDX-License-Identifier: MIT */
#include "code_maker.h"

#include <stdlib.h>

#include "sample.h"

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* A function begins with addi a1, a1, -16 * n: bytes 12 C1 and the number. */
struct code *make_code(uint32_t seed)
{
    struct code *code = calloc(1, sizeof *code);
    uint32_t state = seed;
    if (code == NULL) {
        abort();
    }
    for (size_t i = 0; i < CODE_SIZE; i++) {
        code->bytes[i] = (uint8_t)(next_random(&state) & 0x3F);
    }
    for (uint32_t i = 0; i < CODE_FUNCTIONS; i++) {
        uint32_t offset = 0x400 + i * 0x170 + next_random(&state) % 0x50 * 4;
        code->functions[i] = offset;
        code->bytes[offset] = 0x12;
        code->bytes[offset + 1] = 0xC1;
        code->bytes[offset + 2] = (uint8_t)(0x100 - 0x10 * (1 + i % 8));
    }
    return code;
}

void call_functions(struct code *code, uint32_t origin, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put_le32(code->bytes + 4 * code->calls, origin + code->functions[i % CODE_FUNCTIONS]);
        code->calls++;
    }
}

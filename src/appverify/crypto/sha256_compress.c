/* SPDX-License-Identifier: MIT */
#include "sha256_compress.h"

#include "../load.h"

#define ROUNDS 64u

static uint32_t rotate_right(uint32_t word, unsigned count)
{
    return word >> count | word << (32u - count);
}

/* The message schedule: FIPS 180-4, 6.2.2, step 1. */
static void expand(uint32_t *schedule, const uint8_t *block)
{
    for (size_t t = 0; t < 16; t++) {
        schedule[t] = load_be32(block + 4 * t);
    }
    for (unsigned t = 16; t < ROUNDS; t++) {
        uint32_t early = schedule[t - 15];
        uint32_t late = schedule[t - 2];
        schedule[t] =
            (rotate_right(late, 17) ^ rotate_right(late, 19) ^ late >> 10) + schedule[t - 7] +
            (rotate_right(early, 7) ^ rotate_right(early, 18) ^ early >> 3) + schedule[t - 16];
    }
}

/* Steps 2 to 4. The working variables are a to h of the standard. */
static void compress_block(uint32_t *state, const uint8_t *block)
{
    uint32_t schedule[ROUNDS];
    uint32_t a = state[0];
    uint32_t b = state[1];
    uint32_t c = state[2];
    uint32_t d = state[3];
    uint32_t e = state[4];
    uint32_t f = state[5];
    uint32_t g = state[6];
    uint32_t h = state[7];
    expand(schedule, block);
    for (unsigned t = 0; t < ROUNDS; t++) {
        uint32_t sum_e = rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
        uint32_t sum_a = rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
        uint32_t choice = g ^ (e & (f ^ g));
        uint32_t majority = b ^ ((a ^ b) & (b ^ c));
        uint32_t first = h + sum_e + choice + appverify_sha256_constants[t] + schedule[t];
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + sum_a + majority;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

void appverify_sha256_compress(uint32_t *state, const uint8_t *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        compress_block(state, blocks + 64u * i);
    }
}

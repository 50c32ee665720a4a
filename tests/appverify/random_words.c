/* SPDX-License-Identifier: MIT */
#include "random_words.h"

static uint32_t state = 1;

void random_seed(uint32_t seed)
{
    state = seed;
}

uint32_t random_word(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    uint32_t mixed = state * 0x9E3779B1u;
    return mixed ^ mixed >> 15;
}

/* SPDX-License-Identifier: MIT */
/* Goes wrong as the first argument says, to see that the bench notices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stack.h"

static volatile uint32_t words[2];

static uint32_t __attribute__((noinline)) recurse(uint32_t depth)
{
    volatile uint32_t block[16];
    block[depth % 16] = depth;
    return depth == 0 ? 0 : recurse(depth - 1) + block[depth % 16];
}

int main(int argc, char **argv)
{
    const char *fault = argc > 1 ? argv[1] : "";
    if (strcmp(fault, "misaligned load") == 0) {
        uint32_t address = (uint32_t)words + 1;
        uint32_t value;
        __asm__ volatile("l32i %0, %1, 0" : "=r"(value) : "r"(address));
        return (int)value;
    }
    if (strcmp(fault, "illegal instruction") == 0) {
        __asm__ volatile("ill");
    }
    if (strcmp(fault, "deep stack") == 0) {
        stack_paint();
        (void)printf("%u\n", (unsigned)recurse(300));
        return 0;
    }
    if (strcmp(fault, "abort") == 0) {
        abort();
    }
    if (strcmp(fault, "endless, loop") == 0) {
        for (;;) {
            words[0]++;
        }
    }
    return atoi(fault);
}

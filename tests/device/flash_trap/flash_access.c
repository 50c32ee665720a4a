/* SPDX-License-Identifier: MIT */
/* Accesses a constant in flash as the first argument says, to see what the trap says. */
#include <stdint.h>
#include <string.h>

#include "appverify/crypto.h"

static const uint32_t words[2] APPVERIFY_IN_FLASH = {0x12345678u, 0x9ABCDEF0u};

#define LOAD(instruction, from)                                                                    \
    __asm__ volatile(instruction : "=r"(value) : "r"((uint32_t)words + (from)) : "memory")

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "nothing";
    uint32_t value = 0;
    if (strcmp(how, "words") == 0) {
        LOAD("l32i %0, %1, 0", 0);
        uint32_t first = value;
        LOAD("l32i.n %0, %1, 4", 0);
        return first == 0x12345678u && value == 0x9ABCDEF0u ? 0 : 1;
    }
    if (strcmp(how, "byte") == 0) {
        LOAD("l8ui %0, %1, 0", 0);
    } else if (strcmp(how, "half-word") == 0) {
        LOAD("l16ui %0, %1, 0", 0);
    } else if (strcmp(how, "signed half-word") == 0) {
        LOAD("l16si %0, %1, 4", 0);
    } else if (strcmp(how, "misaligned word") == 0) {
        LOAD("l32i %0, %1, 0", 2);
    } else if (strcmp(how, "word behind") == 0) {
        LOAD("l32i %0, %1, 8", 0);
    } else if (strcmp(how, "store") == 0) {
        __asm__ volatile("s32i %0, %1, 0" : : "r"(value), "r"((uint32_t)words) : "memory");
    }
    return 0;
}

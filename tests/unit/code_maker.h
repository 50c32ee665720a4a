/* SPDX-License-Identifier: MIT */
/* Makes code that calls functions of its own, for tests of where it is linked. */
#ifndef APPBIN_TEST_CODE_MAKER_H
#define APPBIN_TEST_CODE_MAKER_H

#include <stddef.h>
#include <stdint.h>

#define CODE_SIZE 0x6000u
#define CODE_FUNCTIONS 60u

/* Functions are told by their offsets. The first words hold the addresses that are called. */
struct code {
    uint8_t bytes[CODE_SIZE];
    uint32_t functions[CODE_FUNCTIONS];
    size_t calls;
};

/* Functions that nobody calls yet; the rest is bytes that look like no address. For free(). */
struct code *make_code(uint32_t seed);

/* Adds calls of the first functions, as where the first byte is linked at origin. At most 250. */
void call_functions(struct code *code, uint32_t origin, size_t count);

#endif

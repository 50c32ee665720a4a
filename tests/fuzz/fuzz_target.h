/* SPDX-License-Identifier: MIT */
/* What every fuzz target shares. */
#ifndef APPBIN_FUZZ_TARGET_H
#define APPBIN_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* libFuzzer's entry, and that of replay.c. Always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Unlike assert, stays in a release build, and a fuzzer takes it for a crash. */
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* One line of printable ASCII, as every text of the library that holds bytes of the input. */
static inline void require_printable(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        REQUIRE(*c >= 0x20 && *c <= 0x7e);
    }
}

#endif

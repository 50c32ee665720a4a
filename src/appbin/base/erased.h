/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_ERASED_H
#define APPBIN_SRC_ERASED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether all bytes are FF; also when there are none. */
static inline bool all_erased(const uint8_t *bytes, size_t size)
{
    size_t i = 0;
    while (i < size && bytes[i] == 0xFF) {
        i++;
    }
    return i == size;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "image/xor.h"

#include <string.h>

uint8_t appbin_xor_bytes(const uint8_t *bytes, size_t size)
{
    uint64_t lanes = 0;
    size_t i = 0;
    for (; size - i >= sizeof lanes; i += sizeof lanes) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        lanes ^= word;
    }
    lanes ^= lanes >> 32;
    lanes ^= lanes >> 16;
    lanes ^= lanes >> 8;
    uint8_t result = (uint8_t)lanes;
    for (; i < size; i++) {
        result ^= bytes[i];
    }
    return result;
}

/* SPDX-License-Identifier: MIT */
#ifndef APPVERIFY_SRC_LOAD_H
#define APPVERIFY_SRC_LOAD_H

#include <stdint.h>

static inline uint32_t load_le16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline uint32_t load_le32(const uint8_t *bytes)
{
    return load_le16(bytes) | load_le16(bytes + 2) << 16;
}

static inline uint32_t load_be32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* A word of a key. That may be in flash, which is read by words only: without volatile a shift of
 * it becomes the load of a byte. */
static inline uint32_t load_key_word(const uint32_t *word)
{
    return *(const volatile uint32_t *)word;
}

#endif

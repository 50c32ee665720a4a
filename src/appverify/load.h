#ifndef APPVERIFY_SRC_LOAD_H
#define APPVERIFY_SRC_LOAD_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t load_le16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline uint32_t load_le32(const uint8_t *bytes)
{
    return load_le16(bytes) | load_le16(bytes + 2) << 16;
}

/* 1 when equal. Looks at every byte: a compare that stops early tells where it stopped. */
static inline int equal_bytes(const uint8_t *a, const uint8_t *b, size_t length)
{
    uint32_t difference = 0;
    size_t i;
    for (i = 0; i < length; i++) {
        difference |= (uint32_t)(a[i] ^ b[i]);
    }
    return difference == 0 && i == length;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void sample_write(uint8_t *out, const struct sample *sample)
{
    if (sample->size == 0) {
        return;
    }
    if (sample->bytes != NULL) {
        memcpy(out, sample->bytes, sample->size);
        return;
    }
    for (uint32_t i = 0; i < sample->size; i++) {
        out[i] = (uint8_t)((i * 2654435761u + sample->seed * 40503u) >> 9 & 0x3Fu);
    }
    for (uint32_t i = 0; sample->literal != 0 && i < 16 && i + 4 <= sample->size; i += 4) {
        put_le32(out + i, sample->literal);
    }
}

uint8_t *new_bytes(size_t size)
{
    uint8_t *bytes = calloc(1, size > 0 ? size : 1);
    if (bytes == NULL) {
        abort();
    }
    return bytes;
}

uint8_t *copy_bytes(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size);
    if (copy == NULL && size > 0) {
        abort();
    }
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

uint32_t get_le32(const uint8_t *bytes)
{
    return bytes[0] + 0x100u * bytes[1] + 0x10000u * bytes[2] + 0x1000000u * bytes[3];
}

void put_le32(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}

void put_le16(uint8_t *bytes, uint16_t value)
{
    bytes[0] = (uint8_t)(value & 0xFF);
    bytes[1] = (uint8_t)(value >> 8);
}

uint32_t plain_crc(const uint8_t *bytes, size_t size)
{
    return (uint32_t)crc32_z(0, bytes, size);
}

uint32_t device_word(uint32_t crc)
{
    int64_t value = ~crc;
    value = value > INT32_MAX ? value - ((int64_t)UINT32_MAX + 1) : value;
    return (uint32_t)(value < 0 ? -value : value);
}

/* Adds row to the basis, or uses the basis to clear it: elimination over GF(2). */
static void reduce(const uint32_t basis[32], const uint32_t chosen[32], uint32_t *row,
                   uint32_t *choice)
{
    for (unsigned bit = 32; bit-- > 0;) {
        if ((*row >> bit & 1u) != 0 && basis[bit] != 0) {
            *row ^= basis[bit];
            *choice ^= chosen[bit];
        }
    }
}

void forge_crc(uint8_t *bytes, size_t size, size_t offset, uint32_t target)
{
    uint32_t basis[32] = {0};
    uint32_t chosen[32] = {0};
    uint32_t old = get_le32(bytes + offset);
    uint32_t before = plain_crc(bytes, size);
    for (unsigned i = 0; i < 32; i++) {
        put_le32(bytes + offset, old ^ 1u << i);
        uint32_t row = plain_crc(bytes, size) ^ before;
        uint32_t choice = 1u << i;
        reduce(basis, chosen, &row, &choice);
        unsigned top = 31;
        while (top > 0 && (row >> top & 1u) == 0) {
            top--;
        }
        basis[top] = row;
        chosen[top] = choice;
    }
    uint32_t difference = before ^ target;
    uint32_t change = 0;
    reduce(basis, chosen, &difference, &change);
    put_le32(bytes + offset, old ^ change);
    if (plain_crc(bytes, size) != target) {
        abort();
    }
}

int search_portable(uint8_t *bytes, size_t size, size_t first, size_t count)
{
    if (plain_crc(bytes, size) >= 0x80000000u) {
        return 1;
    }
    for (size_t position = first + count; position-- > first;) {
        uint8_t old = bytes[position];
        for (unsigned value = 0; value < 0x100; value++) {
            bytes[position] = (uint8_t)value;
            if (plain_crc(bytes, size) >= 0x80000000u) {
                return 1;
            }
        }
        bytes[position] = old;
    }
    return 0;
}

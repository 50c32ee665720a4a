/* SPDX-License-Identifier: MIT */
/* Bytes for tests: section contents, checksums worked out without the library, forged CRCs. */
#ifndef APPBIN_TEST_SAMPLE_H
#define APPBIN_TEST_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* The contents of a section. Patterns hold neither FF nor anything that looks like an address. */
struct sample {
    const uint8_t *bytes; /* NULL: a pattern made from seed */
    uint32_t size;
    uint32_t literal; /* 0, or the word that fills the first 16 bytes of the pattern */
    uint8_t seed;
};

/* Writes sample->size bytes. */
void sample_write(uint8_t *out, const struct sample *sample);

/* malloc that never fails, so that tests need not check. */
uint8_t *new_bytes(size_t size);

/* A copy of exactly size bytes: a sanitizer sees a read beyond it. */
uint8_t *copy_bytes(const uint8_t *bytes, size_t size);

uint32_t get_le32(const uint8_t *bytes);
void put_le32(uint8_t *bytes, uint32_t value);
void put_le16(uint8_t *bytes, uint16_t value);

/* CRC-32 by zlib. */
uint32_t plain_crc(const uint8_t *bytes, size_t size);

/* abs((int32)~crc), in signed arithmetic as the device computes it. */
uint32_t device_word(uint32_t crc);

/* Changes the 4 bytes at offset such that the CRC-32 of all is target. */
void forge_crc(uint8_t *bytes, size_t size, size_t offset, uint32_t target);

/*
 * What "portable" must do, the slow way: every position from the last to the first, every value
 * from 0 to FF, the whole CRC each time. Returns 0 when nothing works.
 */
int search_portable(uint8_t *bytes, size_t size, size_t first, size_t count);

#endif

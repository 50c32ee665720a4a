/* SPDX-License-Identifier: MIT */
/* Makes application images for tests, from the format's description and without the library. */
#ifndef APPBIN_TEST_IMAGE_MAKER_H
#define APPBIN_TEST_IMAGE_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/flash_map.h"
#include "elf_maker.h"
#include "sample.h"

struct image_spec_segment {
    uint32_t address;
    struct sample contents;
};

struct image_spec {
    enum appbin_boot boot;
    uint8_t leading_bytes[2]; /* bytes 2 and 3 of the first header */
    uint8_t ram_bytes[2];     /* of the header of the RAM part; boot new only */
    uint32_t entry;
    struct image_spec_segment segments[17];
    size_t segment_count;
    struct sample irom; /* boot none: its size is 0 */
    bool odd_lengths;   /* segments are not rounded up to 4, as no vendor tool does */
};

/* An image, owned by the caller. */
struct made_image {
    uint8_t *bytes;
    size_t size;
    size_t pad_offset; /* first zero byte before the XOR byte */
    size_t xor_offset;
    size_t irom_offset;
};

/* The image of a firmware with slot header, mode qio and 40 MHz. Empty segments are left out. */
struct image_spec firmware_spec(const struct firmware *firmware, enum appbin_boot boot,
                                unsigned map, unsigned slot);

/* The image without CRC word. */
struct made_image make_image(const struct image_spec *spec);

void append_word(struct made_image *image, uint32_t word);
void append_bytes(struct made_image *image, uint8_t value, size_t count);

#endif

/* Sizes and offsets of the image formats, see docs/image-formats.md. */
#ifndef APPBIN_SRC_LAYOUT_H
#define APPBIN_SRC_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#define IMAGE_MAGIC_RAM 0xE9u
#define IMAGE_MAGIC_IROM 0xEAu
#define IMAGE_COUNT_IROM 4u /* a constant of the EA header, whatever the segments */
#define IMAGE_COUNT_RAM 3u  /* what stock devices expect after a leading E9 */
#define IMAGE_HEADER_SIZE 8u
#define SEGMENT_HEADER_SIZE 8u
#define IROM_ALIGNMENT 16u
#define XOR_ALIGNMENT 16u
#define XOR_START 0xEFu
#define OLD_IROM_OFFSET 0x10000u
#define NEW_IROM_OFFSET (IMAGE_HEADER_SIZE + SEGMENT_HEADER_SIZE)
#define CRC_SIZE 4u

static inline uint64_t round_up(uint64_t value, uint32_t alignment)
{
    return (value + alignment - 1) / alignment * alignment;
}

/* The XOR byte is the last of its 16-byte line. */
static inline uint64_t xor_byte_offset(uint64_t segments_end)
{
    return segments_end | (XOR_ALIGNMENT - 1u);
}

/* XOR of all bytes, a word at a time: this runs over every RAM segment of every image. */
uint8_t appbin_xor_bytes(const uint8_t *bytes, size_t size);

#endif

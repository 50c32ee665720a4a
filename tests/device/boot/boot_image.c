/* SPDX-License-Identifier: MIT */
#include "boot_image.h"

#define MAGIC_RAM 0xE9u
#define MAGIC_IROM 0x04EAu
#define HEADER_SIZE 16u
#define XOR_START 0xEFu
#define PIECE_WORDS 64u

static const struct {
    uint32_t start;
    uint32_t end;
} ram[] = {{0x3FFE8000, 0x3FFFC000}, {0x40100000, 0x40108000}};

static int is_ram(uint32_t address, uint32_t length)
{
    for (uint32_t i = 0; i < sizeof ram / sizeof ram[0]; i++) {
        if (address >= ram[i].start && address <= ram[i].end && length <= ram[i].end - address) {
            return 1;
        }
    }
    return 0;
}

static uint8_t xor_bytes(uint8_t sum, const uint8_t *bytes, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++) {
        sum ^= bytes[i];
    }
    return sum;
}

/* Copies to address what is at *offset, which moves on. */
static int load_segment(struct nor_flash *flash, uint32_t *offset, uint8_t *sum)
{
    uint32_t header[2]; /* address, length */
    if (nor_flash_read(flash, *offset, header, sizeof header) != NOR_FLASH_OK ||
        header[0] % 4 != 0 || header[1] % 4 != 0 || !is_ram(header[0], header[1])) {
        return -1;
    }
    *offset += sizeof header;
    uint32_t *to = (uint32_t *)header[0];
    for (uint32_t left = header[1]; left > 0;) {
        uint32_t piece[PIECE_WORDS];
        uint32_t size = left < sizeof piece ? left : sizeof piece;
        if (nor_flash_read(flash, *offset, piece, size) != NOR_FLASH_OK) {
            return -1;
        }
        *sum = xor_bytes(*sum, (const uint8_t *)piece, size);
        for (uint32_t i = 0; i < size / 4; i++) {
            *to++ = piece[i];
        }
        *offset += size;
        left -= size;
    }
    return 0;
}

/* Moves *offset over the header and irom of a boot new image. */
static int skip_irom(struct nor_flash *flash, uint32_t *offset)
{
    uint32_t header[HEADER_SIZE / 4];
    if (nor_flash_read(flash, *offset, header, sizeof header) != NOR_FLASH_OK) {
        return -1;
    }
    if ((header[0] & 0xFF) == MAGIC_RAM) {
        return 0;
    }
    *offset += HEADER_SIZE + header[3];
    return (header[0] & 0xFFFF) == MAGIC_IROM ? 0 : -1;
}

uint32_t boot_image_load(struct nor_flash *flash, uint32_t offset)
{
    uint32_t header[2]; /* magic, segments; entry */
    uint32_t last;      /* its highest byte is the XOR byte */
    uint8_t sum = XOR_START;
    if (skip_irom(flash, &offset) != 0 || offset % 4 != 0 ||
        nor_flash_read(flash, offset, header, sizeof header) != NOR_FLASH_OK ||
        (header[0] & 0xFF) != MAGIC_RAM) {
        return 0;
    }
    uint32_t start = offset;
    offset += sizeof header;
    for (uint32_t left = header[0] >> 8 & 0xFF; left > 0; left--) {
        if (load_segment(flash, &offset, &sum) != 0) {
            return 0;
        }
    }
    uint32_t last_offset = start + ((offset - start) | 15) - 3;
    if (nor_flash_read(flash, last_offset, &last, sizeof last) != NOR_FLASH_OK ||
        last >> 24 != sum) {
        return 0;
    }
    return header[1];
}

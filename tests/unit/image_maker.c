/* SPDX-License-Identifier: MIT */
#include "image_maker.h"
#include "appbin/flash_map.h"

#include <stdlib.h>
#include <string.h>

#define IROM_FILE_OFFSET_OLD 0x10000u

struct image_spec firmware_spec(const struct firmware *firmware, enum appbin_boot boot,
                                unsigned map, unsigned slot)
{
    uint8_t map_byte = (uint8_t)(map << 4);
    struct image_spec spec = {
        .boot = boot,
        .leading_bytes = {0, boot == APPBIN_BOOT_NONE ? map_byte : (uint8_t)slot},
        .ram_bytes = {0, map_byte},
        .entry = FIRMWARE_ENTRY,
    };
    const struct image_spec_segment segments[] = {
        {TEXT_ADDRESS, firmware->text},
        {DATA_ADDRESS, firmware->data},
        {firmware_rodata_address(firmware), firmware->rodata},
    };
    for (size_t i = 0; i < 3; i++) {
        if (segments[i].contents.size > 0) {
            spec.segments[spec.segment_count++] = segments[i];
        }
    }
    if (boot != APPBIN_BOOT_NONE) {
        spec.irom = firmware->irom;
    }
    return spec;
}

static void write_header(uint8_t *out, uint8_t magic, size_t count, const uint8_t bytes[2],
                         uint32_t entry)
{
    out[0] = magic;
    out[1] = (uint8_t)count;
    out[2] = bytes[0];
    out[3] = bytes[1];
    put_le32(out + 4, entry);
}

static void write_ram_part(struct made_image *image, const struct image_spec *spec, size_t start)
{
    const uint8_t *bytes = spec->boot == APPBIN_BOOT_NEW ? spec->ram_bytes : spec->leading_bytes;
    uint8_t checksum = 0xEF;
    write_header(image->bytes + start, 0xE9, spec->segment_count, bytes, spec->entry);
    size_t offset = start + 8;
    for (size_t i = 0; i < spec->segment_count; i++) {
        const struct image_spec_segment *segment = &spec->segments[i];
        uint32_t length = segment->contents.size;
        while (!spec->odd_lengths && length % 4 != 0) {
            length++;
        }
        put_le32(image->bytes + offset, segment->address);
        put_le32(image->bytes + offset + 4, length);
        offset += 8;
        sample_write(image->bytes + offset, &segment->contents);
        for (uint32_t k = 0; k < length; k++) {
            checksum ^= image->bytes[offset + k];
        }
        offset += length;
    }
    image->pad_offset = offset;
    while (offset % 16 != 15) {
        offset++;
    }
    image->xor_offset = offset;
    image->bytes[offset] = checksum;
}

struct made_image make_image(const struct image_spec *spec)
{
    size_t most = 64 + IROM_FILE_OFFSET_OLD + spec->irom.size;
    for (size_t i = 0; i < spec->segment_count; i++) {
        most += 12 + spec->segments[i].contents.size;
    }
    struct made_image image = {.bytes = new_bytes(most)};
    if (spec->boot == APPBIN_BOOT_NEW) {
        uint32_t padded = (spec->irom.size + 15u) / 16u * 16u;
        write_header(image.bytes, 0xEA, 4, spec->leading_bytes, spec->entry);
        put_le32(image.bytes + 12, padded);
        image.irom_offset = 16;
        sample_write(image.bytes + 16, &spec->irom);
        write_ram_part(&image, spec, 16 + padded);
        image.size = image.xor_offset + 1;
    } else {
        write_ram_part(&image, spec, 0);
        image.size = image.xor_offset + 1;
    }
    if (spec->boot == APPBIN_BOOT_OLD) {
        image.irom_offset = IROM_FILE_OFFSET_OLD;
        memset(image.bytes + image.size, 0xFF, IROM_FILE_OFFSET_OLD - image.size);
        sample_write(image.bytes + IROM_FILE_OFFSET_OLD, &spec->irom);
        image.size = IROM_FILE_OFFSET_OLD + spec->irom.size;
    }
    uint8_t *exact = copy_bytes(image.bytes, image.size);
    free(image.bytes);
    image.bytes = exact;
    return image;
}

void append_bytes(struct made_image *image, uint8_t value, size_t count)
{
    uint8_t *larger = realloc(image->bytes, image->size + count);
    if (larger == NULL) {
        abort();
    }
    memset(larger + image->size, value, count);
    image->bytes = larger;
    image->size += count;
}

void append_word(struct made_image *image, uint32_t word)
{
    append_bytes(image, 0, 4);
    put_le32(image->bytes + image->size - 4, word);
}

/* SPDX-License-Identifier: MIT */
#include "appbin/image.h"

#include <inttypes.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "image/image_kind.h"
#include "image/image_parts.h"
#include "image/image_tail.h"
#include "image/xor.h"

struct reader {
    const uint8_t *bytes;
    size_t size;
    struct appbin_diagnostic *diagnostic;
};

static enum appbin_error malformed(const struct reader *reader, const char *what, uint64_t offset)
{
    return appbin_fail(reader->diagnostic, APPBIN_ERR_IMAGE_MALFORMED,
                       "malformed image: %s at offset 0x%" PRIx64, what, offset);
}

static enum appbin_error read_header(const struct reader *reader, uint64_t offset,
                                     struct appbin_image_header *header)
{
    if (reader->size < APPVERIFY_IMAGE_HEADER_SIZE ||
        offset > reader->size - APPVERIFY_IMAGE_HEADER_SIZE) {
        return malformed(reader, "truncated header", offset);
    }
    const uint8_t *bytes = reader->bytes + offset;
    *header = (struct appbin_image_header){
        .offset = (uint32_t)offset,
        .magic = bytes[0],
        .count = bytes[1],
        .byte2 = bytes[2],
        .byte3 = bytes[3],
        .entry = load_le32(bytes + 4),
    };
    return APPBIN_OK;
}

/* Reads the segment header at *offset and moves *offset past the payload. */
static enum appbin_error read_segment(const struct reader *reader, uint64_t *offset,
                                      struct appbin_image_segment *segment)
{
    if (*offset > reader->size || reader->size - *offset < APPVERIFY_SEGMENT_HEADER_SIZE) {
        return malformed(reader, "truncated segment header", *offset);
    }
    const uint8_t *bytes = reader->bytes + *offset;
    uint32_t size = load_le32(bytes + 4);
    uint64_t payload = *offset + APPVERIFY_SEGMENT_HEADER_SIZE;
    if (size > reader->size - payload) {
        return malformed(reader, "segment reaches beyond the end of the file", *offset);
    }
    *segment = (struct appbin_image_segment){
        .offset = (uint32_t)payload,
        .address = load_le32(bytes),
        .size = size,
    };
    *offset = payload + size;
    return APPBIN_OK;
}

static enum appbin_error read_irom(struct appbin_image *image, const struct reader *reader,
                                   uint64_t *offset)
{
    struct appbin_image_segment irom = {0};
    *offset = APPVERIFY_IMAGE_HEADER_SIZE;
    enum appbin_error error = read_segment(reader, offset, &irom);
    if (error == APPBIN_OK) {
        image->irom_offset = irom.offset;
        image->irom_size = irom.size;
        error = read_header(reader, *offset, &image->ram);
    }
    if (error == APPBIN_OK && image->ram.magic != APPVERIFY_IMAGE_MAGIC_RAM) {
        error = malformed(reader, "no E9 header after irom,", *offset);
    }
    return error;
}

static enum appbin_error read_ram_part(struct appbin_image *image, const struct reader *reader,
                                       uint64_t offset)
{
    size_t most = sizeof image->segments / sizeof image->segments[0];
    if (image->ram.count > most) {
        return malformed(reader, "more than 16 segments", offset);
    }
    offset += APPVERIFY_IMAGE_HEADER_SIZE;
    uint8_t checksum = APPVERIFY_XOR_SEED;
    image->segment_count = image->ram.count;
    for (size_t i = 0; i < image->segment_count; i++) {
        struct appbin_image_segment *segment = &image->segments[i];
        enum appbin_error error = read_segment(reader, &offset, segment);
        if (error != APPBIN_OK) {
            return error;
        }
        checksum ^= appbin_xor_bytes(reader->bytes + segment->offset, segment->size);
    }
    offset = APPVERIFY_XOR_OFFSET(offset);
    if (offset >= reader->size) {
        return malformed(reader, "truncated before the XOR checksum", offset);
    }
    image->xor_offset = (uint32_t)offset;
    image->xor_stored = reader->bytes[offset];
    image->xor_computed = checksum;
    if (image->xor_stored != checksum && image->irom_offset != 0) {
        checksum ^= appbin_xor_bytes(reader->bytes + image->irom_offset, image->irom_size);
        image->xor_covers_irom = image->xor_stored == checksum;
    }
    image->body_size = (uint32_t)offset + 1;
    return APPBIN_OK;
}

static enum appbin_error not_an_image(const struct reader *reader,
                                      const struct appbin_kind_report *other)
{
    if (other->kind == APPBIN_KIND_EMPTY) {
        return appbin_fail(reader->diagnostic, APPBIN_ERR_NOT_IMAGE, "the file is empty");
    }
    if (other->kind == APPBIN_KIND_UNKNOWN) {
        return appbin_fail(reader->diagnostic, APPBIN_ERR_NOT_IMAGE,
                           "not an image: first byte is %02X, not E9 or EA", reader->bytes[0]);
    }
    return appbin_fail(reader->diagnostic, APPBIN_ERR_NOT_IMAGE, "not an image but %s; %s",
                       other->what, other->advice);
}

enum appbin_error appbin_image_read_parts(struct appbin_image *image, const uint8_t *bytes,
                                          size_t size, struct appbin_diagnostic *diagnostic)
{
    struct reader reader = {bytes, size, diagnostic};
    struct appbin_image found = {.file_size = size};
    struct appbin_kind_report other;
    appbin_kind_find_other(&other, bytes, size);
    if (other.kind != APPBIN_KIND_UNKNOWN ||
        (bytes[0] != APPVERIFY_IMAGE_MAGIC_RAM && bytes[0] != APPVERIFY_IMAGE_MAGIC_IROM)) {
        return not_an_image(&reader, &other);
    }
    if (size > APPBIN_IMAGE_MAX_SIZE) {
        return malformed(&reader, "longer than any flash,", APPBIN_IMAGE_MAX_SIZE);
    }
    uint64_t ram_part = 0;
    enum appbin_error error = read_header(&reader, 0, &found.leading);
    found.ram = found.leading;
    if (error == APPBIN_OK && bytes[0] == APPVERIFY_IMAGE_MAGIC_IROM) {
        found.boot = APPBIN_BOOT_NEW;
        error = read_irom(&found, &reader, &ram_part);
    }
    if (error == APPBIN_OK) {
        error = read_ram_part(&found, &reader, ram_part);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    appbin_image_read_tail(&found, bytes);
    if (found.boot != APPBIN_BOOT_NONE && (found.leading.byte3 == 1 || found.leading.byte3 == 2) &&
        found.leading.byte2 == 0) {
        found.slot = found.leading.byte3;
    }
    *image = found;
    return APPBIN_OK;
}

enum appbin_error appbin_image_read(struct appbin_image *image, const uint8_t *bytes, size_t size,
                                    struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = appbin_image_read_parts(image, bytes, size, diagnostic);
    if (error == APPBIN_OK) {
        appbin_image_find_kind(image, bytes);
    }
    return error;
}

bool appbin_image_has_flash_header(const struct appbin_image *image)
{
    return image->boot == APPBIN_BOOT_NONE ||
           (image->boot == APPBIN_BOOT_NEW ? image->leading.byte2 == image->ram.byte2 &&
                                                 image->leading.byte3 == image->ram.byte3
                                           : image->slot == 0);
}

unsigned appbin_image_linked_slots(const struct appbin_image *image,
                                   const struct appbin_flash_map *map)
{
    unsigned slots = 0;
    for (unsigned slot = 1; slot <= 2; slot++) {
        if (image->irom_origin != 0 &&
            image->irom_origin == appbin_flash_map_irom_origin(map, slot, image->boot)) {
            slots |= slot;
        }
    }
    return slots;
}

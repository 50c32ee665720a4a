#include "appbin/image.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "appverify/manifest.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "image/image_origin.h"
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

static bool all_erased(const uint8_t *bytes, size_t size)
{
    size_t i = 0;
    while (i < size && bytes[i] == 0xFF) {
        i++;
    }
    return i == size;
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

/* Reads a segment header at *offset and moves *offset behind the payload. */
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

/* Takes the word at offset as the CRC word when a rule explains it, or when told to. */
static bool try_crc(struct appbin_image *image, const uint8_t *bytes, size_t offset, uint32_t crc,
                    bool whatever_rule)
{
    uint32_t stored = load_le32(bytes + offset);
    enum appbin_crc_rule rule = appbin_crc_identify(crc, stored);
    if (rule == APPBIN_CRC_NONE && !whatever_rule) {
        return false;
    }
    image->has_crc = true;
    image->crc_offset = (uint32_t)offset;
    image->crc_stored = stored;
    image->crc_computed = crc;
    image->crc_rule = rule;
    return true;
}

/*
 * Looks for the CRC word at the end of what was written: the end of the file, or of the bytes
 * before the erased flash of a dump. The word may itself end in up to four FF. crc is that of the
 * bytes before `from`.
 */
static bool find_crc_at_end(struct appbin_image *image, const struct reader *reader, size_t from,
                            uint32_t crc)
{
    size_t written = reader->size;
    while (written > from && reader->bytes[written - 1] == 0xFF) {
        written--;
    }
    size_t first = written > from + APPVERIFY_CRC_SIZE ? written - APPVERIFY_CRC_SIZE : from;
    crc = appbin_crc32(crc, reader->bytes + from, first - from);
    for (size_t offset = first; offset <= written && reader->size - offset >= APPVERIFY_CRC_SIZE;
         offset++) {
        if (try_crc(image, reader->bytes, offset, crc, false)) {
            return true;
        }
        crc = appbin_crc32(crc, reader->bytes + offset, 1);
    }
    return false;
}

/* In a signed image the manifest tells where the CRC word is, right or wrong. */
static bool find_signed_crc(struct appbin_image *image, const struct reader *reader, size_t from)
{
    struct appverify_manifest manifest;
    size_t size = reader->size;
    if (size - from < APPVERIFY_END_SIZE + APPVERIFY_TRAILER_SIZE) {
        return false;
    }
    size_t end = size - APPVERIFY_TRAILER_SIZE;
    uint32_t manifest_size =
        appverify_manifest_size_from_end(reader->bytes + end - APPVERIFY_END_SIZE);
    return manifest_size != 0 && manifest_size <= end - from &&
           appverify_manifest_parse(&manifest, reader->bytes + end - manifest_size,
                                    manifest_size) == APPVERIFY_OK &&
           try_crc(image, reader->bytes, size - APPVERIFY_CRC_SIZE,
                   appbin_crc32(0, reader->bytes, size - APPVERIFY_CRC_SIZE), true);
}

static void find_crc(struct appbin_image *image, const struct reader *reader)
{
    size_t body = image->body_size;
    size_t rest = reader->size - body;
    image->crc_offset = (uint32_t)body;
    image->crc_rule = APPBIN_CRC_NONE;
    image->crc_computed = appbin_crc32(0, reader->bytes, body);
    if (rest >= APPVERIFY_CRC_SIZE &&
        !try_crc(image, reader->bytes, body, image->crc_computed, false) &&
        !all_erased(reader->bytes + body, rest) &&
        !find_crc_at_end(image, reader, body, image->crc_computed) &&
        !find_signed_crc(image, reader, body) &&
        all_erased(reader->bytes + body + APPVERIFY_CRC_SIZE, rest - APPVERIFY_CRC_SIZE)) {
        (void)try_crc(image, reader->bytes, body, image->crc_computed, true); /* a wrong word */
    }
    image->extra_size = image->crc_offset - image->body_size;
}

/* Without a length in the headers the end of irom is where the CRC word is. */
static void find_old_irom(struct appbin_image *image, const struct reader *reader)
{
    image->boot = APPBIN_BOOT_OLD;
    image->irom_offset = APPVERIFY_IROM_OFFSET_OLD;
    image->crc_rule = APPBIN_CRC_NONE;
    image->crc_offset = (uint32_t)reader->size;
    uint32_t crc = appbin_crc32(0, reader->bytes, APPVERIFY_IROM_OFFSET_OLD);
    if (!find_crc_at_end(image, reader, APPVERIFY_IROM_OFFSET_OLD, crc) &&
        !find_signed_crc(image, reader, APPVERIFY_IROM_OFFSET_OLD)) {
        image->crc_computed = appbin_crc32(crc, reader->bytes + APPVERIFY_IROM_OFFSET_OLD,
                                           reader->size - APPVERIFY_IROM_OFFSET_OLD);
    }
    image->body_size = image->crc_offset;
    image->irom_size = image->body_size - APPVERIFY_IROM_OFFSET_OLD;
}

/* A manifest ends 4 bytes, the pad word, before the CRC word. */
static void find_manifest(struct appbin_image *image, const struct reader *reader)
{
    uint32_t from = image->boot == APPBIN_BOOT_OLD ? APPVERIFY_IROM_OFFSET_OLD : image->body_size;
    struct appverify_manifest manifest;
    if (!image->has_crc || image->crc_offset - from < APPVERIFY_END_SIZE + 4) {
        return;
    }
    uint32_t end = image->crc_offset - 4;
    uint32_t size = appverify_manifest_size_from_end(reader->bytes + end - APPVERIFY_END_SIZE);
    if (size == 0 || size > end - from ||
        appverify_manifest_parse(&manifest, reader->bytes + end - size, size) != APPVERIFY_OK) {
        return;
    }
    image->manifest_offset = end - size;
    image->manifest_size = size;
    if (image->boot == APPBIN_BOOT_OLD) {
        image->body_size = image->manifest_offset;
        image->irom_size = image->body_size - APPVERIFY_IROM_OFFSET_OLD;
    } else {
        image->extra_size = image->manifest_offset - image->body_size;
    }
}

static enum appbin_error not_an_image(const struct reader *reader)
{
    static const char elf_magic[] = {0x7f, 'E', 'L', 'F'};
    if (reader->size == 0) {
        return appbin_fail(reader->diagnostic, APPBIN_ERR_NOT_IMAGE, "the file is empty");
    }
    if (reader->size >= sizeof elf_magic &&
        memcmp(reader->bytes, elf_magic, sizeof elf_magic) == 0) {
        return appbin_fail(reader->diagnostic, APPBIN_ERR_NOT_IMAGE,
                           "not an image but an ELF; imagetool build makes an image of it");
    }
    return appbin_fail(reader->diagnostic, APPBIN_ERR_NOT_IMAGE,
                       "not an image: first byte is %02X, not E9 or EA", reader->bytes[0]);
}

enum appbin_error appbin_image_read(struct appbin_image *image, const uint8_t *bytes, size_t size,
                                    struct appbin_diagnostic *diagnostic)
{
    struct reader reader = {bytes, size, diagnostic};
    struct appbin_image found = {.file_size = size};
    if (size == 0 ||
        (bytes[0] != APPVERIFY_IMAGE_MAGIC_RAM && bytes[0] != APPVERIFY_IMAGE_MAGIC_IROM)) {
        return not_an_image(&reader);
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
    size_t body = found.body_size;
    if (found.boot == APPBIN_BOOT_NONE && body <= APPVERIFY_IROM_OFFSET_OLD &&
        size > APPVERIFY_IROM_OFFSET_OLD &&
        all_erased(bytes + body, APPVERIFY_IROM_OFFSET_OLD - body)) {
        find_old_irom(&found, &reader);
    } else {
        find_crc(&found, &reader);
    }
    find_manifest(&found, &reader);
    size_t end = found.has_crc ? found.crc_offset + APPVERIFY_CRC_SIZE : found.crc_offset;
    found.trailing_size = (uint32_t)(size - end);
    found.trailing_erased = found.trailing_size > 0 && all_erased(bytes + end, size - end);
    if (found.boot != APPBIN_BOOT_NONE && (found.leading.byte3 == 1 || found.leading.byte3 == 2) &&
        found.leading.byte2 == 0) {
        found.slot = found.leading.byte3;
    }
    appbin_image_find_origin(&found, bytes);
    *image = found;
    return APPBIN_OK;
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

/* SPDX-License-Identifier: MIT */
#include "image/image_tail.h"

#include "appverify/image_format.h"
#include "appverify/manifest.h"
#include "base/bytes.h"
#include "base/erased.h"

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
static bool find_crc_at_end(struct appbin_image *image, const uint8_t *bytes, size_t from,
                            uint32_t crc)
{
    size_t written = image->file_size;
    while (written > from && bytes[written - 1] == 0xFF) {
        written--;
    }
    size_t first = written > from + APPVERIFY_CRC_SIZE ? written - APPVERIFY_CRC_SIZE : from;
    crc = appbin_crc32(crc, bytes + from, first - from);
    for (size_t offset = first;
         offset <= written && image->file_size - offset >= APPVERIFY_CRC_SIZE; offset++) {
        if (try_crc(image, bytes, offset, crc, false)) {
            return true;
        }
        crc = appbin_crc32(crc, bytes + offset, 1);
    }
    return false;
}

uint32_t appbin_image_manifest_before(const uint8_t *bytes, size_t from, size_t end)
{
    if (end < from || end - from < APPVERIFY_END_SIZE) {
        return 0;
    }
    uint32_t size = appverify_manifest_size_from_end(bytes + end - APPVERIFY_END_SIZE);
    return size != 0 && size <= end - from && load_le32(bytes + end - size) == APPVERIFY_MAGIC
               ? size
               : 0;
}

/* In a signed image the manifest tells where the CRC word is, right or wrong. */
static bool find_signed_crc(struct appbin_image *image, const uint8_t *bytes, size_t from)
{
    size_t size = image->file_size;
    return size >= APPVERIFY_TRAILER_SIZE &&
           appbin_image_manifest_before(bytes, from, size - APPVERIFY_TRAILER_SIZE) != 0 &&
           try_crc(image, bytes, size - APPVERIFY_CRC_SIZE,
                   appbin_crc32(0, bytes, size - APPVERIFY_CRC_SIZE), true);
}

static void find_crc(struct appbin_image *image, const uint8_t *bytes)
{
    size_t body = image->body_size;
    size_t rest = image->file_size - body;
    image->crc_offset = (uint32_t)body;
    image->crc_rule = APPBIN_CRC_NONE;
    image->crc_computed = appbin_crc32(0, bytes, body);
    if (rest >= APPVERIFY_CRC_SIZE && !try_crc(image, bytes, body, image->crc_computed, false) &&
        !all_erased(bytes + body, rest) &&
        !find_crc_at_end(image, bytes, body, image->crc_computed) &&
        !find_signed_crc(image, bytes, body) &&
        all_erased(bytes + body + APPVERIFY_CRC_SIZE, rest - APPVERIFY_CRC_SIZE)) {
        (void)try_crc(image, bytes, body, image->crc_computed, true); /* a wrong word */
    }
    image->extra_size = image->crc_offset - image->body_size;
}

/* Without a length in the headers the end of irom is where the CRC word is. */
static void find_old_irom(struct appbin_image *image, const uint8_t *bytes)
{
    image->boot = APPBIN_BOOT_OLD;
    image->irom_offset = APPVERIFY_IROM_OFFSET_OLD;
    image->crc_rule = APPBIN_CRC_NONE;
    image->crc_offset = (uint32_t)image->file_size;
    uint32_t crc = appbin_crc32(0, bytes, APPVERIFY_IROM_OFFSET_OLD);
    if (!find_crc_at_end(image, bytes, APPVERIFY_IROM_OFFSET_OLD, crc) &&
        !find_signed_crc(image, bytes, APPVERIFY_IROM_OFFSET_OLD)) {
        image->crc_computed = appbin_crc32(crc, bytes + APPVERIFY_IROM_OFFSET_OLD,
                                           image->file_size - APPVERIFY_IROM_OFFSET_OLD);
    }
    image->body_size = image->crc_offset;
    image->irom_size = image->body_size - APPVERIFY_IROM_OFFSET_OLD;
}

/* A manifest ends 4 bytes, the pad word, before the CRC word. */
static void find_manifest(struct appbin_image *image, const uint8_t *bytes)
{
    uint32_t from = image->boot == APPBIN_BOOT_OLD ? APPVERIFY_IROM_OFFSET_OLD : image->body_size;
    uint32_t end = image->has_crc && image->crc_offset >= 4 ? image->crc_offset - 4 : 0;
    uint32_t size = appbin_image_manifest_before(bytes, from, end);
    if (size == 0) {
        image->manifest_begins = image->boot == APPBIN_BOOT_NEW && image->file_size - from >= 4 &&
                                 load_le32(bytes + from) == APPVERIFY_MAGIC;
        return;
    }
    image->manifest_map = bytes[end - size + APPVERIFY_OFFSET_FLASH_MAP];
    image->manifest_offset = end - size;
    image->manifest_size = size;
    if (image->boot == APPBIN_BOOT_OLD) {
        image->body_size = image->manifest_offset;
        image->irom_size = image->body_size - APPVERIFY_IROM_OFFSET_OLD;
    } else {
        image->extra_size = image->manifest_offset - image->body_size;
    }
}

void appbin_image_read_tail(struct appbin_image *image, const uint8_t *bytes)
{
    size_t body = image->body_size;
    size_t size = image->file_size;
    if (image->boot == APPBIN_BOOT_NONE && body <= APPVERIFY_IROM_OFFSET_OLD &&
        size > APPVERIFY_IROM_OFFSET_OLD &&
        all_erased(bytes + body, APPVERIFY_IROM_OFFSET_OLD - body)) {
        find_old_irom(image, bytes);
    } else {
        find_crc(image, bytes);
    }
    find_manifest(image, bytes);
    size_t end = image->has_crc ? image->crc_offset + APPVERIFY_CRC_SIZE : image->crc_offset;
    image->trailing_size = (uint32_t)(size - end);
    image->trailing_erased = image->trailing_size > 0 && all_erased(bytes + end, size - end);
}

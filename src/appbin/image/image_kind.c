/* SPDX-License-Identifier: MIT */
/* The kind of an image, by where its parts load, where irom is linked and what follows. */
#include "image/image_kind.h"

#include <string.h>

#include "appbin/memory_region.h"
#include "appverify/image_format.h"
#include "base/bytes.h"
#include "image/boot_loader_name.h"
#include "image/image_origin.h"
#include "image/origin_name.h"

/* eboot takes the first sector of flash, the firmware follows. */
#define EBOOT_ADDRESS 0x4010F000u
#define EBOOT_FIRMWARE_OFFSET 0x1000u

/* Irom is joined where a sector begins, and not beyond. */
#define JOINED_OFFSET_MAX 0x40000u
#define MD5_SIZE 16u

static bool has_segment_in_irom(const struct appbin_image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        if (strcmp(appbin_memory_region_name(image->segments[i].address, 0), "irom") == 0 &&
            image->segments[i].size > 0) {
            return true;
        }
    }
    return false;
}

/* The half of iram that becomes the flash cache once the firmware runs. */
static bool has_segment_in_cache(const struct appbin_image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        uint32_t address = image->segments[i].address;
        if (address >= APPVERIFY_CACHE_ADDRESS &&
            address - APPVERIFY_CACHE_ADDRESS < APPVERIFY_CACHE_SIZE) {
            return true;
        }
    }
    return false;
}

static bool all_equal(const uint8_t *bytes, size_t size, uint8_t value)
{
    size_t i = 0;
    while (i < size && bytes[i] == value) {
        i++;
    }
    return i == size;
}

/* The length of all but the MD5, in the last word before irom. */
static bool has_micropython_length(const struct appbin_image *image, const uint8_t *bytes,
                                   uint32_t irom)
{
    return image->file_size >= irom + MD5_SIZE && irom >= image->body_size + 4 &&
           load_le32(bytes + irom - 4) == image->file_size - MD5_SIZE &&
           all_equal(bytes + image->body_size, irom - 4 - image->body_size, 0xFF);
}

static bool is_fill(const uint8_t *bytes, size_t size)
{
    return all_equal(bytes, size, 0xFF) || all_equal(bytes, size, 0);
}

/* The first sector after the RAM part that is not empty; 0 when there is none. */
static uint32_t find_joined_offset(const struct appbin_image *image, const uint8_t *bytes)
{
    size_t ram_part = (size_t)image->xor_offset + 1;
    size_t offset = (size_t)round_up(ram_part, APPVERIFY_SECTOR_SIZE);
    if (offset >= image->file_size || !is_fill(bytes + ram_part, offset - ram_part)) {
        return 0;
    }
    while (image->file_size - offset > APPVERIFY_SECTOR_SIZE && offset < JOINED_OFFSET_MAX &&
           is_fill(bytes + offset, APPVERIFY_SECTOR_SIZE)) {
        offset += APPVERIFY_SECTOR_SIZE;
    }
    return (uint32_t)offset;
}

/* Takes what lies at the offset for irom, when its code says that this is where it is linked. */
static bool join_irom(struct appbin_image *image, const uint8_t *bytes, uint32_t offset,
                      uint32_t end)
{
    struct appbin_image joined = *image;
    joined.irom_offset = offset;
    joined.irom_size = end - offset;
    appbin_image_find_origin(&joined, bytes);
    if (joined.origin_witness != APPBIN_WITNESS_FUNCTIONS ||
        joined.irom_origin != APPVERIFY_IROM_ADDRESS + offset) {
        return false;
    }
    *image = joined;
    return true;
}

static enum appbin_kind find_joined(struct appbin_image *image, const uint8_t *bytes)
{
    for (uint32_t irom = APPVERIFY_SECTOR_SIZE; irom <= JOINED_OFFSET_MAX;
         irom += APPVERIFY_SECTOR_SIZE) {
        if (has_micropython_length(image, bytes, irom)) {
            uint32_t end = (uint32_t)image->file_size - MD5_SIZE;
            if (!join_irom(image, bytes, irom, end)) {
                image->irom_offset = irom;
                image->irom_size = end - irom;
            }
            return APPBIN_KIND_MICROPYTHON;
        }
    }
    uint32_t offset = find_joined_offset(image, bytes);
    return offset != 0 && join_irom(image, bytes, offset, (uint32_t)image->file_size)
               ? APPBIN_KIND_JOINED
               : APPBIN_KIND_RAM_PART;
}

/* In the first sector, as boot loaders are, and it says that it is one. */
static bool is_named_loader(const struct appbin_image *image, const uint8_t *bytes)
{
    struct appbin_boot_loader loader = {.kind = APPBIN_BOOT_LOADER_UNKNOWN};
    if (image->body_size > APPVERIFY_SECTOR_SIZE) {
        return false;
    }
    appbin_boot_loader_identify(&loader, bytes, image->body_size);
    return loader.kind != APPBIN_BOOT_LOADER_UNKNOWN;
}

static enum appbin_kind kind_without_boot_loader(struct appbin_image *image, const uint8_t *bytes)
{
    if (image->segment_count > 0 && image->segments[0].address == EBOOT_ADDRESS &&
        image->file_size > EBOOT_FIRMWARE_OFFSET &&
        bytes[EBOOT_FIRMWARE_OFFSET] == APPVERIFY_IMAGE_MAGIC_RAM) {
        return APPBIN_KIND_EBOOT;
    }
    if (has_segment_in_irom(image)) {
        return APPBIN_KIND_RTOS_SDK_3;
    }
    if (has_segment_in_cache(image) || is_named_loader(image, bytes)) {
        return APPBIN_KIND_LOADER;
    }
    return find_joined(image, bytes);
}

static bool is_for_rboot(const struct appbin_image *image)
{
    return image->xor_covers_irom || (image->origin_witness == APPBIN_WITNESS_FUNCTIONS &&
                                      appbin_origin_is_rboot(image->irom_origin));
}

/*
 * Boot none with irom at 0x10000 or behind looks like boot old that has lost its CRC word. Irom
 * begins where the fill ends.
 */
static bool is_joined_not_old(struct appbin_image *image, const uint8_t *bytes)
{
    if (image->has_crc || image->origin_witness != APPBIN_WITNESS_FUNCTIONS ||
        image->irom_origin != APPVERIFY_IROM_ADDRESS + image->irom_offset) {
        return false;
    }
    uint32_t offset = find_joined_offset(image, bytes);
    return offset == image->irom_offset ||
           join_irom(image, bytes, offset, (uint32_t)image->file_size);
}

void appbin_image_find_kind(struct appbin_image *image, const uint8_t *bytes)
{
    appbin_image_find_origin(image, bytes);
    switch (image->boot) {
    case APPBIN_BOOT_NEW:
        image->kind = is_for_rboot(image) ? APPBIN_KIND_RBOOT : APPBIN_KIND_OTA_NEW;
        break;
    case APPBIN_BOOT_OLD:
        image->kind = is_joined_not_old(image, bytes) ? APPBIN_KIND_JOINED : APPBIN_KIND_OTA_OLD;
        break;
    default:
        image->kind = kind_without_boot_loader(image, bytes);
        break;
    }
}

/* SPDX-License-Identifier: MIT */
#include "appbin/flash_dump.h"

#include "appbin/init_data.h"
#include "appverify/image_format.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "base/erased.h"
#include "image/boot_choice.h"
#include "image/image_pair.h"
#include "image/image_tail.h"
#include "image/store_record.h"

#define SECTOR APPVERIFY_SECTOR_SIZE
#define IRAM_END (APPVERIFY_IRAM_ADDRESS + APPVERIFY_IRAM_SIZE)

struct flash {
    const uint8_t *bytes;
    size_t size;
};

/* How many of the bytes from offset on the file has, at most size. */
static size_t available(const struct flash *flash, uint32_t offset, uint32_t size)
{
    size_t rest = offset < flash->size ? flash->size - offset : 0;
    return rest < size ? rest : size;
}

/*
 * Reads what lies in a slot. After a boot new image its length is known, up to a manifest, and an
 * update erases whole sectors: what follows in later sectors was there before.
 */
static enum appbin_error read_slot_image(struct appbin_image *image, const uint8_t *bytes,
                                         size_t size, struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = appbin_image_read(image, bytes, size, diagnostic);
    if (error != APPBIN_OK || image->boot != APPBIN_BOOT_NEW ||
        image->crc_rule != APPBIN_CRC_NONE) {
        return error;
    }
    struct appbin_image whole = *image;
    size_t first = (size_t)round_up(image->body_size + APPVERIFY_CRC_SIZE, SECTOR);
    for (size_t end = first; end <= first + SECTOR && end < size; end += SECTOR) {
        struct appbin_image shorter;
        if (appbin_image_read(&shorter, bytes, end, NULL) != APPBIN_OK) {
            continue;
        }
        if (shorter.crc_rule != APPBIN_CRC_NONE) {
            *image = shorter;
            break;
        }
        if (shorter.has_crc && !whole.has_crc) {
            whole = shorter; /* a wrong word, unless a right one follows */
            *image = shorter;
        }
    }
    return APPBIN_OK;
}

static bool image_at(const struct flash *flash, uint32_t offset)
{
    struct appbin_image image;
    size_t size = available(flash, offset, APPBIN_IMAGE_MAX_SIZE);
    return size > 0 && appbin_image_read(&image, flash->bytes + offset, size, NULL) == APPBIN_OK;
}

/* The map of the header, or the first whose slot 2 holds an image, of the file's length if any. */
static const struct appbin_flash_map *find_map(const struct flash *flash, unsigned header_map)
{
    const struct appbin_flash_map *best = NULL;
    const struct appbin_flash_map *named = appbin_flash_map_find(header_map);
    if (named != NULL && named->ota) {
        return named;
    }
    unsigned best_points = 0;
    for (unsigned number = 0; number <= APPVERIFY_MAP_MAX; number++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(number);
        if (map == NULL || !map->ota) {
            continue;
        }
        unsigned points = 1u + (image_at(flash, map->slot_offset[1]) ? 2u : 0u) +
                          (map->flash_size == flash->size ? 1u : 0u);
        if (points > best_points) {
            best = map;
            best_points = points;
        }
    }
    return best;
}

/* Not a loader of other projects that loads itself where the flash cache will be. */
static bool loads_in_ram(const struct appbin_image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        if (image->segments[i].address >= IRAM_END) {
            return false;
        }
    }
    return true;
}

/* Reads the boot loader and finds the map; false when this is no whole flash. */
static bool read_loader(struct appbin_flash_dump *dump, const struct flash *flash)
{
    if (flash->size < 2 * (size_t)SECTOR || flash->size > APPBIN_IMAGE_MAX_SIZE ||
        appbin_boot_loader_read(&dump->loader, flash->bytes, SECTOR, NULL) != APPBIN_OK ||
        !loads_in_ram(&dump->loader.image)) {
        return false;
    }
    dump->header_map = dump->loader.image.leading.byte3 >> 4;
    dump->map = find_map(flash, dump->header_map);
    return dump->map != NULL && (dump->loader.kind != APPBIN_BOOT_LOADER_UNKNOWN ||
                                 image_at(flash, dump->map->slot_offset[0]) ||
                                 image_at(flash, dump->map->slot_offset[1]));
}

static void read_slot(struct appbin_flash_dump *dump, unsigned number, const struct flash *flash)
{
    struct appbin_flash_slot *slot = &dump->slots[number - 1];
    uint32_t offset = dump->map->slot_offset[number - 1];
    size_t size = available(flash, offset, dump->map->slot_limit);
    if (dump->loader.kind == APPBIN_BOOT_LOADER_RBOOT || size == 0) {
        return;
    }
    const uint8_t *bytes = flash->bytes + offset;
    if (all_erased(bytes, size)) {
        slot->content = APPBIN_FLASH_ERASED;
    } else if (read_slot_image(&slot->image, bytes, size, &slot->reason) != APPBIN_OK) {
        slot->content = APPBIN_FLASH_OTHER;
    } else {
        struct appbin_image image = slot->image;
        slot->content = APPBIN_FLASH_VALID;
        if (image.boot == APPBIN_BOOT_NEW && image.trailing_size > 0) {
            image.trailing_erased = true; /* whatever it is, it was there before */
        }
        const struct appbin_check_target target = {.slot = number, .map = (int)dump->map->number};
        slot->sound = appbin_image_require_sound(&image, &target, &slot->reason) == APPBIN_OK;
        if (slot->sound && image.manifest_begins) {
            slot->sound = false;
            (void)appbin_fail(&slot->reason, APPBIN_ERR_UNSOUND, MANIFEST_BROKEN_TEXT);
        }
    }
}

static enum appbin_flash_releases compare_releases(const struct appbin_flash_dump *dump,
                                                   const struct flash *flash)
{
    const struct appbin_flash_slot *slots = dump->slots;
    bool valid[2] = {slots[0].content == APPBIN_FLASH_VALID,
                     slots[1].content == APPBIN_FLASH_VALID};
    if (!valid[0] || !valid[1]) {
        return (valid[0] && slots[0].image.manifest_size != 0) ||
                       (valid[1] && slots[1].image.manifest_size != 0)
                   ? APPBIN_RELEASES_ONE
                   : APPBIN_RELEASES_UNSIGNED;
    }
    switch (appbin_images_bond(&slots[0].image, flash->bytes + dump->map->slot_offset[0],
                               &slots[1].image, flash->bytes + dump->map->slot_offset[1])) {
    case MANIFEST_BOND_ONE:
        return APPBIN_RELEASES_ONE;
    case MANIFEST_BOND_TWO:
        return APPBIN_RELEASES_TWO;
    case MANIFEST_BOND_FIRST:
        return APPBIN_RELEASES_SLOT_1;
    case MANIFEST_BOND_SECOND:
        return APPBIN_RELEASES_SLOT_2;
    default:
        return APPBIN_RELEASES_UNSIGNED;
    }
}

static enum appbin_flash_content content_of(const struct flash *flash, uint32_t offset,
                                            uint32_t size)
{
    if (available(flash, offset, size) < size) {
        return APPBIN_FLASH_ABSENT;
    }
    return all_erased(flash->bytes + offset, size) ? APPBIN_FLASH_ERASED : APPBIN_FLASH_OTHER;
}

static void read_system(struct appbin_flash_dump *dump, const struct flash *flash)
{
    uint32_t end = dump->map->flash_size;
    uint32_t init_data = end - APPVERIFY_INIT_DATA_FROM_END;
    uint32_t parameters = end - APPVERIFY_PARAMETERS_FROM_END;
    dump->rf_calibration = content_of(flash, end - APPVERIFY_RF_CALIBRATION_FROM_END, SECTOR);
    dump->init_data = content_of(flash, init_data, SECTOR);
    if (dump->init_data == APPBIN_FLASH_OTHER &&
        flash->bytes[init_data] == APPBIN_INIT_DATA_FIRST) {
        dump->init_data = APPBIN_FLASH_VALID;
    }
    dump->parameters = content_of(flash, parameters, APPVERIFY_PARAMETERS_FROM_END);
    if (dump->parameters != APPBIN_FLASH_ABSENT) {
        dump->next = appbin_boot_choice(&dump->loader, dump->map, flash->bytes + parameters,
                                        &dump->next_address);
    }
}

/* Where the store is only the firmware knows, but its records are at the start of sectors. */
static void read_store(struct appbin_flash_dump *dump, const struct flash *flash)
{
    for (size_t offset = 0; flash->size - offset >= SECTOR; offset += SECTOR) {
        struct appbin_store_record record = {.offset = (uint32_t)offset};
        if (!appbin_store_record_begins(flash->bytes + offset)) {
            continue;
        }
        if (!appbin_store_record_read(&record, flash->bytes + offset)) {
            dump->store_damaged++;
            continue;
        }
        if (dump->store_count == 0 || record.sequence > dump->store[0].sequence) {
            dump->store[1] = dump->store[0];
            dump->store[0] = record;
        } else if (dump->store_count == 1 || record.sequence > dump->store[1].sequence) {
            dump->store[1] = record;
        }
        dump->store_count++;
    }
}

static void measure(struct appbin_flash_dump *dump, const struct flash *flash)
{
    dump->area_count = appbin_flash_map_areas(dump->areas, dump->map);
    for (size_t i = 0; i < dump->area_count; i++) {
        const struct appbin_flash_area *area = &dump->areas[i];
        for (uint32_t at = 0; at < area->size; at += SECTOR) {
            size_t size = available(flash, area->offset + at, SECTOR);
            dump->used[i] += all_erased(flash->bytes + area->offset + at, size) ? 0 : SECTOR;
        }
    }
}

bool appbin_is_whole_flash(const uint8_t *bytes, size_t size)
{
    const struct flash flash = {bytes, size};
    struct appbin_flash_dump found = {.size = size};
    return read_loader(&found, &flash);
}

enum appbin_error appbin_flash_dump_read(struct appbin_flash_dump *dump, const uint8_t *bytes,
                                         size_t size, struct appbin_diagnostic *diagnostic)
{
    const struct flash flash = {bytes, size};
    struct appbin_flash_dump found = {.size = size};
    if (!read_loader(&found, &flash)) {
        return appbin_fail(diagnostic, APPBIN_ERR_NOT_IMAGE,
                           "not a whole flash: no boot loader at its start, or no image in a slot");
    }
    read_slot(&found, 1, &flash);
    read_slot(&found, 2, &flash);
    found.releases = compare_releases(&found, &flash);
    read_system(&found, &flash);
    read_store(&found, &flash);
    measure(&found, &flash);
    *dump = found;
    return APPBIN_OK;
}

const char *appbin_flash_content_str(enum appbin_flash_content content)
{
    static const char *const names[] = {"absent", "erased", "valid", "other"};
    return (unsigned)content < sizeof names / sizeof names[0] ? names[content] : "unknown";
}

const char *appbin_next_boot_str(enum appbin_next_boot next)
{
    static const char *const names[] = {"unknown", "slot-1", "slot-2", "address", "nothing"};
    return (unsigned)next < sizeof names / sizeof names[0] ? names[next] : "unknown";
}

/* SPDX-License-Identifier: MIT */
#include "appbin/flash_image.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "base/diagnostic.h"

struct placed {
    const char *name;
    const struct appbin_flash_part *part;
    uint32_t offset;
};

static enum appbin_error check_placement(const struct placed *placed, size_t count,
                                         const struct appbin_flash_map *map,
                                         struct appbin_diagnostic *diagnostic)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t next = map->flash_size;
        const char *next_name = "the end of flash";
        for (size_t k = 0; k < count; k++) {
            if (placed[k].offset > placed[i].offset && placed[k].offset < next) {
                next = placed[k].offset;
                next_name = placed[k].name;
            }
        }
        if (placed[i].part->size > next - placed[i].offset) {
            return appbin_fail(diagnostic, APPBIN_ERR_OVERLAP,
                               "%s at 0x%06" PRIx32 ", %zu bytes, runs into %s at 0x%06" PRIx32,
                               placed[i].name, placed[i].offset, placed[i].part->size, next_name,
                               next);
        }
    }
    return APPBIN_OK;
}

enum appbin_error appbin_flash_image_merge(uint8_t **image, size_t *image_size,
                                           const struct appbin_flash_map *map,
                                           const struct appbin_flash_parts *parts,
                                           struct appbin_diagnostic *diagnostic)
{
    if (!map->ota) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "flash map %u has no OTA slots",
                           map->number);
    }
    for (unsigned slot = 1; slot <= 2; slot++) {
        if (parts->slot[slot - 1].size > map->slot_limit) {
            return appbin_fail(diagnostic, APPBIN_ERR_TOO_LARGE,
                               "user%u, %zu bytes, exceeds the slot of map %u (%" PRIu32
                               " bytes) by %zu bytes",
                               slot, parts->slot[slot - 1].size, map->number, map->slot_limit,
                               parts->slot[slot - 1].size - map->slot_limit);
        }
    }
    static const struct appbin_flash_part nothing = {NULL, 0};
    const struct placed placed[] = {
        {"the boot loader", &parts->boot, 0},
        {"user1", &parts->slot[0], map->slot_offset[0]},
        {"user2", &parts->slot[1], map->slot_offset[1]},
        {"the RF calibration sector", &nothing,
         map->flash_size - APPVERIFY_RF_CALIBRATION_FROM_END},
        {"the init data", &parts->init_data, map->flash_size - APPVERIFY_INIT_DATA_FROM_END},
        {"the parameter sectors", &nothing, map->flash_size - APPVERIFY_PARAMETERS_FROM_END},
    };
    size_t count = sizeof placed / sizeof placed[0];
    enum appbin_error error = check_placement(placed, count, map, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    uint8_t *flash = malloc(map->flash_size);
    if (flash == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    memset(flash, 0xFF, map->flash_size);
    for (size_t i = 0; i < count; i++) {
        if (placed[i].part->bytes != NULL) {
            memcpy(flash + placed[i].offset, placed[i].part->bytes, placed[i].part->size);
        }
    }
    flash[2] = parts->flash_mode;
    flash[3] = (uint8_t)(map->number << 4 | parts->flash_clock);
    *image = flash;
    *image_size = map->flash_size;
    return APPBIN_OK;
}

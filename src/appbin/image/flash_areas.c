/* SPDX-License-Identifier: MIT */
#include "appbin/flash_map.h"

#define RAM_PART_SIZE APPVERIFY_IROM_OFFSET_OLD

/* Takes the area, and what is free between the last one and it. */
static size_t add(struct appbin_flash_area *areas, size_t count, enum appbin_flash_area_kind kind,
                  uint32_t offset, uint32_t size)
{
    uint32_t end = count > 0 ? areas[count - 1].offset + areas[count - 1].size : 0;
    if (offset > end) {
        areas[count++] = (struct appbin_flash_area){APPBIN_FLASH_AREA_FREE, end, offset - end};
    }
    areas[count++] = (struct appbin_flash_area){kind, offset, size};
    return count;
}

size_t appbin_flash_map_areas(struct appbin_flash_area areas[APPBIN_FLASH_AREAS_MAX],
                              const struct appbin_flash_map *map)
{
    uint32_t system = map->flash_size - APPVERIFY_RF_CALIBRATION_FROM_END;
    size_t count = 0;
    if (map->ota) {
        count = add(areas, count, APPBIN_FLASH_AREA_BOOT_LOADER, 0, map->slot_offset[0]);
        count = add(areas, count, APPBIN_FLASH_AREA_SLOT_1, map->slot_offset[0], map->slot_limit);
        count = add(areas, count, APPBIN_FLASH_AREA_SLOT_2, map->slot_offset[1], map->slot_limit);
    } else {
        count = add(areas, count, APPBIN_FLASH_AREA_RAM_PART, 0, RAM_PART_SIZE);
        count = add(areas, count, APPBIN_FLASH_AREA_IROM, RAM_PART_SIZE, system - RAM_PART_SIZE);
    }
    count = add(areas, count, APPBIN_FLASH_AREA_RF_CALIBRATION, system,
                APPVERIFY_RF_CALIBRATION_FROM_END - APPVERIFY_INIT_DATA_FROM_END);
    count = add(areas, count, APPBIN_FLASH_AREA_INIT_DATA,
                map->flash_size - APPVERIFY_INIT_DATA_FROM_END,
                APPVERIFY_INIT_DATA_FROM_END - APPVERIFY_PARAMETERS_FROM_END);
    return add(areas, count, APPBIN_FLASH_AREA_PARAMETERS,
               map->flash_size - APPVERIFY_PARAMETERS_FROM_END, APPVERIFY_PARAMETERS_FROM_END);
}

const char *appbin_flash_area_str(enum appbin_flash_area_kind kind)
{
    static const char *const names[] = {
        "free", "boot-loader",    "slot-1",    "slot-2",     "ram-part",
        "irom", "rf-calibration", "init-data", "parameters",
    };
    return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}

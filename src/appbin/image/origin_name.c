/* SPDX-License-Identifier: MIT */
#include "image/origin_name.h"

#include <stddef.h>

#include "appbin/flash_map.h"

/* rBoot's first sectors are its own and its configuration's. */
#define RBOOT_ROM_0 0x40202010u
#define RBOOT_ROM_1 0x40282010u

/* Where Sming and MicroPython put irom that is joined to the RAM part. */
#define JOINED_FIRST 0x40209000u
#define JOINED_LAST 0x4020F000u

struct slot_name {
    unsigned map;
    unsigned slot;
    enum appbin_boot boot;
    const char *name;
};

/* Other maps have the same addresses. */
static const struct slot_name slots[] = {
    {2, 1, APPBIN_BOOT_NEW, "slot 1"},
    {0, 2, APPBIN_BOOT_NEW, "slot 2 of map 0"},
    {2, 2, APPBIN_BOOT_NEW, "slot 2 of maps 2 to 4"},
    {2, 1, APPBIN_BOOT_OLD, "boot old, slot 1"},
    {0, 2, APPBIN_BOOT_OLD, "boot old, slot 2 of map 0"},
    {2, 2, APPBIN_BOOT_OLD, "boot old, slot 2 of maps 2 to 4"},
};

const char *appbin_origin_name(uint32_t origin)
{
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(slots[i].map);
        if (appbin_flash_map_irom_origin(map, slots[i].slot, slots[i].boot) == origin) {
            return slots[i].name;
        }
    }
    switch (origin) {
    case APPVERIFY_IROM_ADDRESS + 0x10000:
        return "boot none, irom at 0x10000";
    case APPVERIFY_IROM_ADDRESS + 0x20000:
        return "boot none of RTOS SDK, irom at 0x20000";
    case APPVERIFY_IROM_ADDRESS + 0x40000:
        return "boot none of SDK 1.4 and before";
    case RBOOT_ROM_0:
    case RBOOT_ROM_1:
        return "a ROM of rBoot";
    default:
        break;
    }
    bool joined =
        origin >= JOINED_FIRST && origin <= JOINED_LAST && origin % APPVERIFY_SECTOR_SIZE == 0;
    return joined ? "boot none, as of Sming and MicroPython" : NULL;
}

bool appbin_origin_is_rboot(uint32_t origin)
{
    return origin == RBOOT_ROM_0 || origin == RBOOT_ROM_1;
}

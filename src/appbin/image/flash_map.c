/* SPDX-License-Identifier: MIT */
#include "appbin/flash_map.h"

#include <inttypes.h>

#include "appverify/image_format.h"
#include "base/diagnostic.h"

#define KIB 1024u

#define V1_2 "1.2+ (old: 1.1)"
#define V1_4 "1.4+"
#define V1_7 "1.7+"

#define SLOTS(number)                                                                              \
    {APPVERIFY_SLOT_1_OFFSET, APPVERIFY_SLOT_2_OFFSET(number)}, APPVERIFY_IROM_LIMIT(number),      \
        APPVERIFY_SLOT_LIMIT(number)
#define BOOT(number) APPVERIFY_MAP_HAS_SLOTS(number), APPVERIFY_MAP_HAS_BOOT_OLD(number), false

static const struct appbin_flash_map maps[] = {
    {0, 512 * KIB, SLOTS(0), "256+256", V1_2, BOOT(0), false},
    {1, 256 * KIB, {0, 0}, 0, 0, "256", "none", BOOT(1), false},
    {2, 1024 * KIB, SLOTS(2), "512+512", V1_2, BOOT(2), false},
    {3, 2048 * KIB, SLOTS(3), "512+512", V1_2, BOOT(3), false},
    {4, 4096 * KIB, SLOTS(4), "512+512", V1_2, BOOT(4), false},
    {5, 2048 * KIB, SLOTS(5), "1024+1024", V1_4, BOOT(5), false},
    {6, 4096 * KIB, SLOTS(6), "1024+1024", V1_4, BOOT(6), false},
    {8, 8192 * KIB, SLOTS(8), "1024+1024", V1_7, BOOT(8), true},
    {9, 16384 * KIB, SLOTS(9), "1024+1024", V1_7, BOOT(9), true},
};

const struct appbin_flash_map *appbin_flash_map_find(unsigned number)
{
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        if (maps[i].number == number) {
            return &maps[i];
        }
    }
    return NULL;
}

const struct appbin_flash_map *appbin_flash_map_choose(const struct appbin_flash_map *layout,
                                                       int number)
{
    if (layout != NULL) {
        return layout;
    }
    return number >= 0 ? appbin_flash_map_find((unsigned)number) : NULL;
}

enum appbin_error appbin_flash_map_limit(struct appbin_flash_map *layout, unsigned map,
                                         uint32_t limit, struct appbin_diagnostic *diagnostic)
{
    const struct appbin_flash_map *row = appbin_flash_map_find(map);
    if (row == NULL || !row->ota) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "flash map %u has no OTA slots", map);
    }
    if (limit == 0 || limit % APPVERIFY_SECTOR_SIZE != 0 || limit > row->slot_limit) {
        return appbin_fail(
            diagnostic, APPBIN_ERR_OPTIONS,
            "%" PRIu32 " is no multiple of %u from %u to %" PRIu32 ", the slot of map %u", limit,
            APPVERIFY_SECTOR_SIZE, APPVERIFY_SECTOR_SIZE, row->slot_limit, map);
    }
    *layout = *row;
    layout->slot_limit = limit;
    return APPBIN_OK;
}

uint32_t appbin_flash_map_irom_origin(const struct appbin_flash_map *map, unsigned slot,
                                      enum appbin_boot boot)
{
    uint32_t mapped = map->slot_offset[slot - 1] % APPVERIFY_IROM_SIZE;
    return APPVERIFY_IROM_ADDRESS + mapped +
           (boot == APPBIN_BOOT_OLD ? APPVERIFY_IROM_OFFSET_OLD : APPVERIFY_IROM_OFFSET_NEW);
}

const char *appbin_flash_mode_str(unsigned mode)
{
    static const char *const names[] = {"qio", "qout", "dio", "dout"};
    return mode < sizeof names / sizeof names[0] ? names[mode] : "unknown";
}

unsigned appbin_flash_clock_mhz(unsigned divider)
{
    switch (divider) {
    case 0:
        return 40;
    case 1:
        return 26;
    case 2:
        return 20;
    case 15:
        return 80;
    default:
        return 0;
    }
}

const char *appbin_boot_str(enum appbin_boot boot)
{
    static const char *const names[] = {"none", "old", "new"};
    return (unsigned)boot < sizeof names / sizeof names[0] ? names[boot] : "none";
}

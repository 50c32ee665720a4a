/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "base/diagnostic.h"

/* Sectors 0 and 1 are the boot loader and its configuration. */
#define FIRST_ROM 0x2000u

/* RF calibration, init data and parameters of the SDK. */
#define SYSTEM_SIZE (5u * APPVERIFY_SECTOR_SIZE)

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Where a ROM must end: at the other one, at the system's sectors or where its window does. */
static uint32_t find_end(const struct appbin_flash_map *layout, uint32_t rom, uint32_t other)
{
    uint32_t window_end = rom - rom % APPVERIFY_IROM_SIZE + APPVERIFY_IROM_SIZE;
    uint32_t end = smaller(window_end, layout->flash_size - SYSTEM_SIZE);
    return other > rom ? smaller(end, other) : end;
}

static enum appbin_error check_rom(const struct appbin_flash_map *layout, uint32_t rom,
                                   struct appbin_diagnostic *diagnostic)
{
    if (rom % APPVERIFY_SECTOR_SIZE != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "ROM at 0x%" PRIx32 "; it must be at the start of a sector, a multiple "
                           "of 0x%x",
                           rom, APPVERIFY_SECTOR_SIZE);
    }
    if (rom < FIRST_ROM || rom >= layout->flash_size - SYSTEM_SIZE) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "ROM at 0x%" PRIx32 "; flash map %u leaves 0x%x to 0x%" PRIx32
                           " for ROMs",
                           rom, layout->number, FIRST_ROM, layout->flash_size - SYSTEM_SIZE);
    }
    return APPBIN_OK;
}

enum appbin_error appbin_rboot_layout(struct appbin_flash_map *layout, unsigned map,
                                      const uint32_t *roms, struct appbin_diagnostic *diagnostic)
{
    const struct appbin_flash_map *row = appbin_flash_map_find(map);
    if (row == NULL || !row->ota) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "flash map %u is none with room for two images", map);
    }
    struct appbin_flash_map made = {
        .number = map,
        .flash_size = row->flash_size,
        .ota = true,
        .own_layout = true,
        .layout = "rboot",
        .boot_loader = "rBoot",
        .slot_offset = {roms != NULL ? roms[0] : FIRST_ROM,
                        roms != NULL ? roms[1] : row->flash_size / 2 + FIRST_ROM},
    };
    uint32_t first = made.slot_offset[0];
    uint32_t second = made.slot_offset[1];
    enum appbin_error error = check_rom(&made, first, diagnostic);
    if (error == APPBIN_OK) {
        error = check_rom(&made, second, diagnostic);
    }
    if (error == APPBIN_OK && first == second) {
        error = appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                            "both ROMs at 0x%" PRIx32 "; the first is of slot 1, the other of "
                            "slot 2",
                            first);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    made.slot_limit =
        smaller(find_end(&made, first, second) - first, find_end(&made, second, first) - second);
    made.irom_limit = made.slot_limit;
    *layout = made;
    return APPBIN_OK;
}

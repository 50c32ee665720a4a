#include "appbin/flash_map.h"

#include "appverify/image_format.h"
#include "image/layout.h"

#define KIB 1024u

#define V1_2 "1.2+ (old: 1.1)"
#define V1_4 "1.4+"
#define V1_7 "1.7+"

static const struct appbin_flash_map maps[] = {
    {0, 512 * KIB, {0x1000, 0x41000}, 0x2B000, 0x3A000, "256+256", V1_2, true, true, false},
    {1, 256 * KIB, {0, 0}, 0, 0, "256", "none", false, false, false},
    {2, 1024 * KIB, {0x1000, 0x81000}, 0x6B000, 0x7A000, "512+512", V1_2, true, true, false},
    {3, 2048 * KIB, {0x1000, 0x81000}, 0x6B000, 0x7A000, "512+512", V1_2, true, true, false},
    {4, 4096 * KIB, {0x1000, 0x81000}, 0x6B000, 0x7A000, "512+512", V1_2, true, true, false},
    {5, 2048 * KIB, {0x1000, 0x101000}, 0xE0000, 0xFA000, "1024+1024", V1_4, true, false, false},
    {6, 4096 * KIB, {0x1000, 0x101000}, 0xE0000, 0xFA000, "1024+1024", V1_4, true, false, false},
    {8, 8192 * KIB, {0x1000, 0x101000}, 0xE0000, 0xFA000, "1024+1024", V1_7, true, false, true},
    {9, 16384 * KIB, {0x1000, 0x101000}, 0xE0000, 0xFA000, "1024+1024", V1_7, true, false, true},
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

uint32_t appbin_flash_map_irom_origin(const struct appbin_flash_map *map, unsigned slot,
                                      enum appbin_boot boot)
{
    uint32_t mapped = map->slot_offset[slot - 1] % APPVERIFY_IROM_SIZE;
    return APPVERIFY_IROM_ADDRESS + mapped +
           (boot == APPBIN_BOOT_OLD ? OLD_IROM_OFFSET : NEW_IROM_OFFSET);
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

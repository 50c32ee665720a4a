/* SPDX-License-Identifier: MIT */
#include "image/boot_choice.h"

#include "appverify/image_format.h"
#include "base/erased.h"

#define SECTOR ((size_t)APPVERIFY_SECTOR_SIZE)
#define VERSION 7u

/* Byte 0 of the copy that holds. */
#define SLOT_MASK 0x03u
#define FRESH 0x04u

/* Byte 1. */
#define VERSION_MASK 0x1Fu
#define TEST_MASK 0x60u
#define TEST 0x20u
#define BY_SLOT 0x80u

static enum appbin_next_boot at_address(const uint8_t *bytes, const struct appbin_flash_map *map,
                                        uint32_t *address)
{
    uint32_t found = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
    if (found == map->slot_offset[0]) {
        return APPBIN_NEXT_SLOT_1;
    }
    if (found == map->slot_offset[1]) {
        return APPBIN_NEXT_SLOT_2;
    }
    *address = found;
    return APPBIN_NEXT_ADDRESS;
}

/* tests/device/boot/README.md has the rules. */
static enum appbin_next_boot choice_of_1_7(const struct appbin_flash_map *map,
                                           const uint8_t *parameters, uint32_t *address)
{
    static const enum appbin_next_boot choices[] = {
        APPBIN_NEXT_SLOT_2, APPBIN_NEXT_SLOT_1, APPBIN_NEXT_NOTHING, APPBIN_NEXT_SLOT_1,
        APPBIN_NEXT_SLOT_1, APPBIN_NEXT_SLOT_2, APPBIN_NEXT_NOTHING, APPBIN_NEXT_SLOT_1,
    };
    const uint8_t *copy = parameters + (parameters[2 * SECTOR] == 0 ? 0 : SECTOR);
    if ((copy[1] & VERSION_MASK) != VERSION || (copy[0] & SLOT_MASK) == SLOT_MASK) {
        return APPBIN_NEXT_SLOT_1; /* it writes new parameters first */
    }
    if ((copy[1] & TEST_MASK) == TEST) {
        return at_address(copy + 2, map, address);
    }
    if ((copy[1] & BY_SLOT) == 0) {
        return at_address(copy + ((copy[0] & FRESH) != 0 ? 5 : 2), map, address);
    }
    return choices[copy[0] & (FRESH | SLOT_MASK)];
}

enum appbin_next_boot appbin_boot_choice(const struct appbin_boot_loader *loader,
                                         const struct appbin_flash_map *map,
                                         const uint8_t *parameters, uint32_t *address)
{
    if (loader->kind != APPBIN_BOOT_LOADER_VENDOR) {
        return APPBIN_NEXT_UNKNOWN;
    }
    if (appbin_boot_loader_user2(loader, map) == APPBIN_USER2_NEVER ||
        all_erased(parameters, 3 * SECTOR)) {
        return APPBIN_NEXT_SLOT_1;
    }
    return loader->version_major == 1 && loader->version_minor == VERSION
               ? choice_of_1_7(map, parameters, address)
               : APPBIN_NEXT_UNKNOWN;
}

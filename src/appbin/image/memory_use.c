/* SPDX-License-Identifier: MIT */
#include "appbin/memory_use.h"

#include <inttypes.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "base/diagnostic.h"
#include "image/layout.h"
#include "image/memory_limits.h"

static struct appbin_layout image_layout(const struct appbin_elf *elf,
                                         const struct appbin_elf_section *irom,
                                         enum appbin_boot boot)
{
    struct appbin_layout layout;
    appbin_layout_begin(&layout, boot, irom->size);
    for (size_t i = 0; i < appbin_elf_section_count(elf); i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        if (section->loadable && section->size > 0 && section != irom) {
            appbin_layout_add_segment(&layout, section->size);
        }
    }
    appbin_layout_end(&layout);
    return layout;
}

/* The boot mode that links irom at this address; NONE when the address fits no such slot. */
static enum appbin_boot linked_boot(const struct appbin_elf_section *irom,
                                    const struct appbin_flash_map *map, unsigned slot)
{
    if (map == NULL || !map->ota) {
        /* Every slot starts 0x1000 into a multiple of 64 KiB, boot none at the multiple. */
        uint32_t low = irom->address % APPVERIFY_IROM_OFFSET_OLD;
        return low == APPVERIFY_SLOT_1_OFFSET + APPVERIFY_IROM_OFFSET_NEW ? APPBIN_BOOT_NEW
               : low == APPVERIFY_SLOT_1_OFFSET                           ? APPBIN_BOOT_OLD
                                                                          : APPBIN_BOOT_NONE;
    }
    for (unsigned s = 1; s <= 2; s++) {
        if (slot != 0 && slot != s) {
            continue;
        }
        if (irom->address == appbin_flash_map_irom_origin(map, s, APPBIN_BOOT_NEW)) {
            return APPBIN_BOOT_NEW;
        }
        if (map->old_boot &&
            irom->address == appbin_flash_map_irom_origin(map, s, APPBIN_BOOT_OLD)) {
            return APPBIN_BOOT_OLD;
        }
    }
    return APPBIN_BOOT_NONE;
}

/* A multiple of a sector is for boot none, but for the addresses that boot old has on some map. */
static bool is_boot_none(uint32_t address)
{
    return address % APPVERIFY_SECTOR_SIZE == 0 &&
           address >= APPVERIFY_IROM_ADDRESS + APPVERIFY_SECTOR_SIZE &&
           address % APPVERIFY_IROM_OFFSET_OLD != APPVERIFY_SLOT_1_OFFSET;
}

static enum appbin_error check_slot(const struct appbin_elf_section *irom,
                                    const struct appbin_flash_map *map, unsigned slot,
                                    struct appbin_diagnostic *diagnostic)
{
    if (slot == 0 && is_boot_none(irom->address)) {
        return APPBIN_OK;
    }
    unsigned wanted = slot == 0 ? 1 : slot;
    return appbin_fail(diagnostic, APPBIN_ERR_WRONG_SLOT,
                       "irom is linked at 0x%08" PRIx32 ", slot %u of map %u needs 0x%08" PRIx32,
                       irom->address, wanted, map->number,
                       appbin_flash_map_irom_origin(map, wanted, APPBIN_BOOT_NEW));
}

static enum appbin_error measure_irom(struct appbin_memory_use *use, const struct appbin_elf *elf,
                                      const struct appbin_elf_section *irom,
                                      const struct appbin_flash_map *map, unsigned slot,
                                      struct appbin_diagnostic *diagnostic)
{
    enum appbin_boot boot = linked_boot(irom, map, slot);
    struct appbin_layout layout = image_layout(elf, irom, boot);
    enum appbin_error error = APPBIN_OK;
    use->irom.used = irom->size;
    if (boot == APPBIN_BOOT_NONE && map != NULL && map->ota) {
        error = check_slot(irom, map, slot, diagnostic);
    }
    if (boot != APPBIN_BOOT_NONE) {
        use->irom.limit = map != NULL ? map->irom_limit : 0;
        use->slot.limit = map != NULL ? map->slot_limit : 0;
        use->slot.used = layout.size;
    }
    bool decided = boot != APPBIN_BOOT_NONE || is_boot_none(irom->address);
    return error == APPBIN_OK && decided
               ? appbin_layout_check_ram_part(&layout, irom->address, diagnostic)
               : error;
}

enum appbin_error appbin_memory_measure(struct appbin_memory_use *use, const struct appbin_elf *elf,
                                        const struct appbin_flash_map *map, unsigned slot,
                                        struct appbin_diagnostic *diagnostic)
{
    struct appbin_memory_use found = {.iram = {0}};
    const struct appbin_elf_section *irom = appbin_elf_section_find(elf, ".irom0.text");
    bool has_irom = irom != NULL && irom->size > 0;
    enum appbin_error error = APPBIN_OK;
    appbin_ram_measure(&found, elf);
    if (has_irom) {
        error = measure_irom(&found, elf, irom, map, slot, diagnostic);
    } else if (slot != 0) {
        error = appbin_fail(diagnostic, APPBIN_ERR_NO_SECTION, "section .irom0.text is %s",
                            irom == NULL ? "missing" : "empty");
    }
    if (error == APPBIN_OK) {
        *use = found;
    }
    return error;
}

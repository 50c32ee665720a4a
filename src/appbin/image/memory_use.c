/* SPDX-License-Identifier: MIT */
#include "appbin/memory_use.h"

#include <inttypes.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "base/diagnostic.h"
#include "image/layout.h"

/*
 * A section counts from the start of its memory, even past the end, so that the size of an
 * overflow shows.
 */
static void count_section(struct appbin_memory_use *use, const struct appbin_elf_section *section)
{
    uint32_t address = section->address;
    struct appbin_use *memory = NULL;
    uint32_t start = 0;
    if (address >= APPVERIFY_DRAM_ADDRESS &&
        address < APPVERIFY_DRAM_ADDRESS + 2 * APPVERIFY_DRAM_SIZE) {
        memory = &use->dram;
        start = APPVERIFY_DRAM_ADDRESS;
    } else if (address >= APPVERIFY_IRAM_ADDRESS && address < APPVERIFY_IROM_ADDRESS) {
        memory = &use->iram;
        start = APPVERIFY_IRAM_ADDRESS;
    }
    uint64_t end = (uint64_t)address - start + section->size;
    if (memory != NULL && end > memory->used) {
        memory->used = end;
    }
}

static uint64_t image_size(const struct appbin_elf *elf, const struct appbin_elf_section *irom,
                           enum appbin_boot boot)
{
    struct appbin_layout layout;
    appbin_layout_begin(&layout, boot, irom->size);
    for (size_t i = 0; i < appbin_elf_section_count(elf); i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        if (section->allocated && section->bytes != NULL && section->size > 0 && section != irom) {
            appbin_layout_add_segment(&layout, section->size);
        }
    }
    appbin_layout_end(&layout);
    return layout.size;
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

enum appbin_error appbin_memory_measure(struct appbin_memory_use *use, const struct appbin_elf *elf,
                                        const struct appbin_flash_map *map, unsigned slot,
                                        struct appbin_diagnostic *diagnostic)
{
    struct appbin_memory_use found = {
        .iram = {0, APPVERIFY_IRAM_SIZE},
        .dram = {0, APPVERIFY_DRAM_SIZE},
    };
    const struct appbin_elf_section *irom = appbin_elf_section_find(elf, ".irom0.text");
    if (irom == NULL || irom->size == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_SECTION, "section .irom0.text is %s",
                           irom == NULL ? "missing" : "empty");
    }
    for (size_t i = 0; i < appbin_elf_section_count(elf); i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        if (section->allocated && section->size > 0) {
            count_section(&found, section);
        }
    }
    found.irom.used = irom->size;
    enum appbin_boot boot = linked_boot(irom, map, slot);
    if (map != NULL && map->ota) {
        /* Boot none links irom at a multiple of 64 KiB, no slot does. */
        if (boot == APPBIN_BOOT_NONE &&
            (slot != 0 || irom->address % APPVERIFY_IROM_OFFSET_OLD != 0)) {
            unsigned wanted = slot == 0 ? 1 : slot;
            return appbin_fail(diagnostic, APPBIN_ERR_WRONG_SLOT,
                               "irom is linked at 0x%08" PRIx32
                               ", slot %u of map %u needs 0x%08" PRIx32,
                               irom->address, wanted, map->number,
                               appbin_flash_map_irom_origin(map, wanted, APPBIN_BOOT_NEW));
        }
    }
    if (boot != APPBIN_BOOT_NONE) {
        found.irom.limit = map != NULL ? map->irom_limit : 0;
        found.slot.limit = map != NULL ? map->slot_limit : 0;
        found.slot.used = image_size(elf, irom, boot);
    }
    *use = found;
    return APPBIN_OK;
}

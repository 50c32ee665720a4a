/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "appbin/flash_dump.h"
#include "image/finding.h"

static void check_loader(struct appbin_findings *findings, const struct appbin_flash_dump *dump)
{
    const struct appbin_flash_slot *slot =
        &dump->slots[dump->slots[0].content != APPBIN_FLASH_VALID &&
                     dump->slots[1].content == APPBIN_FLASH_VALID];
    enum appbin_boot boot =
        slot->content == APPBIN_FLASH_VALID ? slot->image.boot : APPBIN_BOOT_NEW;
    struct appbin_diagnostic reason;
    enum appbin_boot_loader_verdict verdict =
        appbin_boot_loader_judge(&dump->loader, boot, dump->map, &reason);
    if (verdict != APPBIN_BOOT_LOADER_FITS) {
        appbin_finding_add(findings, APPBIN_FINDING_BOOT_LOADER,
                           verdict == APPBIN_BOOT_LOADER_REFUSED, "%s", reason.message);
    }
    if (dump->map->number != dump->header_map) {
        appbin_finding_add(findings, APPBIN_FINDING_MAP, true,
                           "the boot loader's header names flash map %u, which has no OTA slots; "
                           "the images lie as on map %u",
                           dump->header_map, dump->map->number);
    }
}

/* Why a slot would not run. */
static const char *fault(const struct appbin_flash_slot *slot)
{
    switch (slot->content) {
    case APPBIN_FLASH_ERASED:
        return "erased";
    case APPBIN_FLASH_ABSENT:
        return "after the end of the file";
    default:
        return slot->reason.message;
    }
}

static void check_slots(struct appbin_findings *findings, const struct appbin_flash_dump *dump)
{
    bool next_known = dump->next == APPBIN_NEXT_SLOT_1 || dump->next == APPBIN_NEXT_SLOT_2;
    if (dump->next == APPBIN_NEXT_NOTHING) {
        appbin_finding_add(findings, APPBIN_FINDING_NEXT_SLOT, true,
                           "the parameters make the boot loader stop: error user bin flag");
    } else if (dump->next == APPBIN_NEXT_ADDRESS) {
        appbin_finding_add(findings, APPBIN_FINDING_NEXT_SLOT, false,
                           "the parameters start 0x%06" PRIx32 ", which is no slot: not judged",
                           dump->next_address);
    } else if (!next_known) {
        bool any = dump->slots[0].sound || dump->slots[1].sound;
        appbin_finding_add(findings, APPBIN_FINDING_NEXT_SLOT, !any, "%s",
                           any ? "which slot starts next is not known"
                               : "which slot starts next is not known, and neither would run");
    }
    for (unsigned number = 1; number <= 2; number++) {
        const struct appbin_flash_slot *slot = &dump->slots[number - 1];
        bool next = next_known && dump->next == (enum appbin_next_boot)number;
        if (next && !slot->sound) {
            appbin_finding_add(findings, APPBIN_FINDING_NEXT_SLOT, true,
                               "slot %u, which starts next: %s", number, fault(slot));
        } else if (!next && !slot->sound && slot->content != APPBIN_FLASH_ERASED) {
            appbin_finding_add(findings, APPBIN_FINDING_OTHER_SLOT, false, "slot %u%s: %s", number,
                               next_known ? ", which does not start next" : "", fault(slot));
        }
    }
}

static void check_init_data(struct appbin_findings *findings, const struct appbin_flash_dump *dump)
{
    if (dump->init_data == APPBIN_FLASH_ERASED || dump->init_data == APPBIN_FLASH_OTHER) {
        appbin_finding_add(findings, APPBIN_FINDING_INIT_DATA, true,
                           "no RF init data at 0x%06" PRIx32 ", but %s: the SDK resets for ever "
                           "(rf_cal[0] !=0x05)",
                           dump->map->flash_size - APPVERIFY_INIT_DATA_FROM_END,
                           dump->init_data == APPBIN_FLASH_ERASED ? "FF" : "something else");
    }
}

static void check_releases(struct appbin_findings *findings, const struct appbin_flash_dump *dump)
{
    if (dump->releases == APPBIN_RELEASES_TWO) {
        appbin_finding_add(findings, APPBIN_FINDING_RELEASES, false,
                           "each slot has another manifest, as after an update");
    } else if (dump->releases == APPBIN_RELEASES_SLOT_1 ||
               dump->releases == APPBIN_RELEASES_SLOT_2) {
        appbin_finding_add(findings, APPBIN_FINDING_RELEASES, false,
                           "only the image in slot %d is signed",
                           dump->releases == APPBIN_RELEASES_SLOT_1 ? 1 : 2);
    }
}

static const struct appbin_flash_area *area_of(const struct appbin_flash_dump *dump,
                                               uint32_t offset)
{
    for (size_t i = 0; i < dump->area_count; i++) {
        if (offset - dump->areas[i].offset < dump->areas[i].size) {
            return &dump->areas[i];
        }
    }
    return NULL;
}

static void check_store(struct appbin_findings *findings, const struct appbin_flash_dump *dump)
{
    for (size_t i = 0; i < dump->store_count && i < 2; i++) {
        const struct appbin_flash_area *area = area_of(dump, dump->store[i].offset);
        if (area != NULL && area->kind != APPBIN_FLASH_AREA_FREE) {
            appbin_finding_add(findings, APPBIN_FINDING_UPDATE_STORE, false,
                               "the update store at 0x%06" PRIx32 " is not in a free area: an "
                               "update or the SDK may overwrite it",
                               dump->store[i].offset);
        }
    }
    if (dump->store_damaged > 0) {
        appbin_finding_add(findings, APPBIN_FINDING_UPDATE_STORE, false,
                           "%zu damaged %s of an update store", dump->store_damaged,
                           dump->store_damaged == 1 ? "record" : "records");
    }
}

void appbin_flash_dump_check(struct appbin_findings *findings, const struct appbin_flash_dump *dump,
                             int map)
{
    check_loader(findings, dump);
    if (map >= 0 && dump->header_map != (unsigned)map) {
        appbin_finding_add(findings, APPBIN_FINDING_MAP, true,
                           "the boot loader's header names flash map %u, not %d", dump->header_map,
                           map);
    }
    if (dump->loader.kind == APPBIN_BOOT_LOADER_RBOOT) {
        return; /* there are no slots to judge */
    }
    check_slots(findings, dump);
    check_releases(findings, dump);
    check_init_data(findings, dump);
    check_store(findings, dump);
    if (dump->size < dump->map->flash_size) {
        appbin_finding_add(findings, APPBIN_FINDING_SHORT, false,
                           "%zu bytes of %" PRIu32 ": what is after them was not judged",
                           dump->size, dump->map->flash_size);
    } else if (dump->size > dump->map->flash_size) {
        appbin_finding_add(findings, APPBIN_FINDING_LONG, false,
                           "%zu bytes, the flash of map %u has %" PRIu32
                           ": what is after them was not judged",
                           dump->size, dump->map->number, dump->map->flash_size);
    }
}

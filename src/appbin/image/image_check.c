/* SPDX-License-Identifier: MIT */
#include "appbin/image_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/memory_region.h"
#include "appverify/image_format.h"
#include "image/finding.h"
#include "image/image_kind.h"
#include "image/image_tail.h"
#include "image/memory_limits.h"
#include "image/origin_name.h"

#define FLASH_MODE_MAX 3u /* dout */

static void add(struct appbin_findings *findings, enum appbin_finding_code code, const char *format,
                ...) __attribute__((format(printf, 3, 4)));

static void note(struct appbin_findings *findings, enum appbin_finding_code code,
                 const char *format, ...) __attribute__((format(printf, 3, 4)));

static void add(struct appbin_findings *findings, enum appbin_finding_code code, const char *format,
                ...)
{
    va_list arguments;
    va_start(arguments, format);
    appbin_finding_vadd(findings, code, true, format, arguments);
    va_end(arguments);
}

static void note(struct appbin_findings *findings, enum appbin_finding_code code,
                 const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    appbin_finding_vadd(findings, code, false, format, arguments);
    va_end(arguments);
}

bool appbin_findings_refuse(const struct appbin_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].refuses) {
            return true;
        }
    }
    return false;
}

int appbin_image_map(const struct appbin_image *image)
{
    if (image->kind == APPBIN_KIND_RTOS_SDK_3) {
        return -1; /* these bits are a flash size */
    }
    if (image->boot != APPBIN_BOOT_OLD) {
        return image->ram.byte3 >> 4;
    }
    if (image->slot == 0) {
        return image->leading.byte3 >> 4;
    }
    const struct appbin_flash_map *small = appbin_flash_map_find(0);
    const struct appbin_flash_map *large = appbin_flash_map_find(2);
    if (image->slot == 2 && appbin_image_linked_slots(image, small) == 2) {
        return 0;
    }
    return image->slot == 2 && appbin_image_linked_slots(image, large) == 2 ? 2 : -1;
}

/* RTOS SDK 1.x and 2.x, and NONOS SDK 1.3, describe the flash where others have the slot. */
static void check_flash_header(struct appbin_findings *findings, const struct appbin_image *image,
                               const struct appbin_check_target *target)
{
    if (target->flash_header) {
        return;
    }
    if (target->slot_header) {
        add(findings, APPBIN_FINDING_SLOT_BYTE,
            "header byte 3 is %u; stock OTA code wants the slot, 1 or 2 (a flash-style header: "
            "RTOS SDK 1.x and 2.x, NONOS SDK 1.3)",
            image->leading.byte3);
        return;
    }
    note(findings, APPBIN_FINDING_SLOT_BYTE,
         "the header describes the flash (%s, map %u) and names no slot, as those of RTOS SDK 1.x "
         "and 2.x and NONOS SDK 1.3; OTA code of NONOS SDK 1.5 and later refuses it",
         appbin_flash_mode_str(image->leading.byte2), image->leading.byte3 >> 4u);
}

/*
 * Whether bytes 2 and 3 are flash settings, for this device. Settings of map 0 may look like a slot
 * number: then only a device that takes no slot numbers takes them for settings.
 */
static bool describes_flash(const struct appbin_image *image,
                            const struct appbin_check_target *target)
{
    return appbin_image_has_flash_header(image) &&
           (target->flash_header || (image->slot == 0 && image->leading.byte2 <= FLASH_MODE_MAX &&
                                     appbin_flash_clock_mhz(image->leading.byte3 & 15u) != 0));
}

static void check_header(struct appbin_findings *findings, const struct appbin_image *image,
                         const struct appbin_check_target *target)
{
    const struct appbin_image_header *leading = &image->leading;
    unsigned expected =
        image->boot == APPBIN_BOOT_NEW ? APPVERIFY_IMAGE_COUNT_IROM : APPVERIFY_IMAGE_COUNT_RAM;
    if (leading->count != expected) {
        add(findings, APPBIN_FINDING_MAGIC,
            "starts with %02X %02X; stock OTA code takes only E9 03 and EA 04", leading->magic,
            leading->count);
    }
    if (describes_flash(image, target)) {
        check_flash_header(findings, image, target);
    } else if (target->slot != 0 && leading->byte3 != target->slot) {
        add(findings, APPBIN_FINDING_SLOT_BYTE,
            "header byte 3 is %u; a device that updates slot %u wants %u", leading->byte3,
            target->slot, target->slot);
    } else if (leading->byte3 != 1 && leading->byte3 != 2) {
        add(findings, APPBIN_FINDING_SLOT_BYTE,
            "header byte 3 is %u; stock OTA code wants the slot, 1 or 2", leading->byte3);
    }
}

static void check_crc(struct appbin_findings *findings, const struct appbin_image *image)
{
    if (!image->has_crc) {
        add(findings, APPBIN_FINDING_NO_CRC, "no CRC word%s",
            image->boot == APPBIN_BOOT_OLD ? ": no rule explains the last 4 bytes"
                                           : " at the end of the image");
    } else if (image->crc_rule == APPBIN_CRC_NONE) {
        add(findings, APPBIN_FINDING_CRC_REFUSED,
            "CRC word is %08" PRIx32 ", the data give %08" PRIx32 ": damaged, or changed after the "
            "word was made",
            image->crc_stored, ~image->crc_computed);
    } else {
        if (!appbin_crc_device_accepts(image->crc_computed, image->crc_stored)) {
            add(findings, APPBIN_FINDING_CRC_REFUSED,
                "CRC word %08" PRIx32 " is refused by stock devices, which compare %08" PRIx32
                "; the data are intact, fix-crc repairs the word",
                image->crc_stored, appbin_crc_word(APPBIN_CRC_SDK, image->crc_computed));
        }
        if (image->crc_stored != ~image->crc_computed) {
            /* Stock devices compare by the abs rule; this one matters to home-made OTA code. */
            note(findings, APPBIN_FINDING_CRC_PLAIN,
                 "CRC word %08" PRIx32 " is refused by devices that compare ~CRC32, %08" PRIx32
                 "; fix-crc makes a word that every device takes",
                 image->crc_stored, ~image->crc_computed);
        }
    }
    if (image->manifest_begins) {
        add(findings, APPBIN_FINDING_TRAILING, "%s", MANIFEST_BROKEN_TEXT);
    } else if (image->trailing_size > 0) {
        add(findings, APPBIN_FINDING_TRAILING,
            "%" PRIu32 " %sbytes follow the image; a device takes the last 4 bytes of the file as "
            "the CRC word",
            image->trailing_size, image->trailing_erased ? "erased (FF) " : "");
    }
}

/* Its header, its CRC word and its size are for another boot loader to judge. */
static bool is_linked_for_rboot(const struct appbin_image *image)
{
    return image->kind == APPBIN_KIND_RBOOT && image->origin_witness == APPBIN_WITNESS_FUNCTIONS &&
           appbin_origin_is_rboot(image->irom_origin);
}

static bool loads_at(const struct appbin_image *image, uint32_t address)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct appbin_image_segment *segment = &image->segments[i];
        if (address >= segment->address && address - segment->address < segment->size) {
            return true;
        }
    }
    return strcmp(appbin_memory_region_name(address, 1), "irom") == 0;
}

/* Before the firmware runs, the flash cache is RAM; RTOS SDK 3.x maps its flash code itself. */
static bool may_load(const struct appbin_image *image, const struct appbin_image_segment *segment)
{
    bool loader = image->kind == APPBIN_KIND_LOADER || image->kind == APPBIN_KIND_EBOOT;
    uint32_t size = segment->size;
    if (loader && segment->address >= APPVERIFY_IRAM_ADDRESS &&
        segment->address < APPVERIFY_CACHE_ADDRESS + APPVERIFY_CACHE_SIZE) {
        return size <= APPVERIFY_CACHE_ADDRESS + APPVERIFY_CACHE_SIZE - segment->address;
    }
    return size == 0 || appbin_memory_region_is_ram(segment->address, size) ||
           (image->kind == APPBIN_KIND_RTOS_SDK_3 &&
            strcmp(appbin_memory_region_name(segment->address, size), "irom") == 0);
}

static void check_segment(struct appbin_findings *findings, size_t number,
                          const struct appbin_image_segment *segment)
{
    char misfit[64] = "cannot be loaded";
    (void)appbin_ram_misfit(misfit, sizeof misfit, segment->address, segment->size);
    add(findings, APPBIN_FINDING_SEGMENT, "segment %zu, %" PRIu32 " bytes at 0x%08" PRIx32 ", %s",
        number, segment->size, segment->address, misfit);
}

static void check_ram_part(struct appbin_findings *findings, const struct appbin_image *image)
{
    if (image->xor_stored != image->xor_computed && !image->xor_covers_irom) {
        add(findings, APPBIN_FINDING_XOR,
            "XOR checksum is %02X, the segments give %02X: the boot loader refuses the image",
            image->xor_stored, image->xor_computed);
    } else if (image->xor_stored != image->xor_computed && !is_linked_for_rboot(image)) {
        add(findings, APPBIN_FINDING_XOR,
            "XOR checksum %02X covers irom too (esptool2 -iromchksum): the vendor's boot loader "
            "wants %02X",
            image->xor_stored, image->xor_computed);
    }
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct appbin_image_segment *segment = &image->segments[i];
        if (!may_load(image, segment)) {
            check_segment(findings, i + 1, segment);
            break;
        }
    }
    if (!loads_at(image, image->ram.entry)) {
        add(findings, APPBIN_FINDING_ENTRY,
            "entry 0x%08" PRIx32 " is in no segment and not in irom", image->ram.entry);
    }
}

#define PLACE_SIZE 64

/* place: where irom had to be. */
static void refuse_origin(struct appbin_findings *findings, const struct appbin_image *image,
                          const char *place)
{
    const char *name = appbin_origin_name(image->irom_origin);
    add(findings, APPBIN_FINDING_IROM_ADDRESS,
        "irom is linked at 0x%08" PRIx32 ", %s: the device would not boot%s%s", image->irom_origin,
        place, name != NULL ? "; that is " : "", name != NULL ? name : "");
}

/* No map is known, but no slot of any map may have irom there. */
static void check_origin_of_no_map(struct appbin_findings *findings,
                                   const struct appbin_image *image,
                                   const struct appbin_check_target *target)
{
    unsigned wanted = target->slot != 0 ? target->slot : image->slot != 0 ? image->slot : 3;
    for (unsigned number = 0; number <= APPVERIFY_MAP_MAX; number++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(number);
        if (map != NULL && map->ota && (image->boot != APPBIN_BOOT_OLD || map->old_boot) &&
            (appbin_image_linked_slots(image, map) & wanted) != 0) {
            return;
        }
    }
    if (image->irom_origin != 0) {
        char place[PLACE_SIZE];
        snprintf(place, sizeof place, "slot %u is there in no map", wanted == 3 ? 1 : wanted);
        refuse_origin(findings, image, place);
    }
}

static void check_limits(struct appbin_findings *findings, const struct appbin_image *image,
                         const struct appbin_flash_map *map)
{
    const struct appbin_use slot = {image->file_size - image->trailing_size, map->slot_limit};
    const struct appbin_use irom = {image->irom_size, map->irom_limit};
    if (appbin_use_exceeded(&slot)) {
        add(findings, APPBIN_FINDING_TOO_LARGE,
            "%" PRIu64 " bytes exceed the slot of map %u (%" PRIu64 ") by %" PRIu64 " bytes",
            slot.used, map->number, slot.limit, slot.used - slot.limit);
    } else if (appbin_use_exceeded(&irom)) {
        note(findings, APPBIN_FINDING_IROM_LIMIT,
             "irom, %" PRIu64 " bytes, exceeds what the SDK's linker scripts allow for map %u by "
             "%" PRIu64 " bytes; a device does not mind",
             irom.used, map->number, irom.used - irom.limit);
    }
}

/* Where irom had to be; slot 0: in either one. */
static void describe_place(char place[PLACE_SIZE], const struct appbin_flash_map *map,
                           unsigned slot, enum appbin_boot boot)
{
    if (slot == 0 && map->own_layout) {
        (void)snprintf(place, PLACE_SIZE, "the layout's ROMs are at 0x%08" PRIx32 ", 0x%08" PRIx32,
                       appbin_flash_map_irom_origin(map, 1, boot),
                       appbin_flash_map_irom_origin(map, 2, boot));
        return;
    }
    slot = slot == 0 ? 1 : slot;
    (void)snprintf(place, PLACE_SIZE, "slot %u of %s %u is at 0x%08" PRIx32, slot,
                   map->own_layout ? "the layout on map" : "map", map->number,
                   appbin_flash_map_irom_origin(map, slot, boot));
}

static void check_map(struct appbin_findings *findings, const struct appbin_image *image,
                      const struct appbin_check_target *target)
{
    const struct appbin_flash_map *layout = target->layout;
    int number = layout != NULL     ? (int)layout->number
                 : target->map >= 0 ? target->map
                                    : appbin_image_map(image);
    if (number < 0) {
        check_origin_of_no_map(findings, image, target);
        return;
    }
    const struct appbin_flash_map *map = appbin_flash_map_choose(layout, number);
    if (map == NULL || !map->ota || (image->boot == APPBIN_BOOT_OLD && !map->old_boot)) {
        add(findings, APPBIN_FINDING_MAP, "flash map %d %s", number,
            map == NULL ? "is not defined"
            : !map->ota ? "has no OTA slots"
                        : "does not go with boot old");
        return;
    }
    if (!appbin_flash_map_is_own(layout) && (image->manifest_map & APPVERIFY_MAP_OWN_LAYOUT) != 0) {
        add(findings, APPBIN_FINDING_MAP,
            "signed for slots of a layout of its own, as rBoot's, not for those of map %d", number);
    }
    if (!appbin_flash_map_is_own(layout) && target->map >= 0 && image->boot == APPBIN_BOOT_NEW &&
        image->ram.byte3 >> 4 != target->map) {
        add(findings, APPBIN_FINDING_MAP, "header says flash map %u, not %d",
            image->ram.byte3 >> 4u, target->map);
    }
    bool header_names_slot = !appbin_flash_map_is_own(layout) &&
                             (!target->flash_header || !appbin_image_has_flash_header(image));
    unsigned slot = target->slot != 0 || !header_names_slot ? target->slot : image->slot;
    unsigned linked = appbin_image_linked_slots(image, map);
    if (image->irom_origin != 0 && (slot == 0 ? linked == 0 : (linked & slot) == 0)) {
        char place[PLACE_SIZE];
        describe_place(place, map, slot, image->boot);
        refuse_origin(findings, image, place);
    }
    check_limits(findings, image, map);
}

void appbin_image_check(struct appbin_findings *findings, const struct appbin_image *image,
                        const struct appbin_check_target *target)
{
    const char *missing = appbin_kind_missing(image->kind);
    if (missing != NULL) {
        add(findings, APPBIN_FINDING_NOT_OTA, "%s", missing);
    } else if (appbin_flash_map_is_own(target->layout)) {
        if (image->has_crc && image->crc_rule == APPBIN_CRC_NONE) {
            check_crc(findings, image);
        }
        check_map(findings, image, target);
    } else if (is_linked_for_rboot(image)) {
        add(findings, APPBIN_FINDING_IROM_ADDRESS,
            "irom is linked at 0x%08" PRIx32 ", for the ROM of rBoot at 0x%" PRIx32
            ": rBoot's update code takes it, a slot of a flash map begins elsewhere",
            image->irom_origin, image->irom_origin % APPVERIFY_IROM_SIZE - image->irom_offset);
    } else {
        check_header(findings, image, target);
        check_crc(findings, image);
        check_map(findings, image, target);
    }
    check_ram_part(findings, image);
}

bool appbin_image_diagnose(char *text, size_t size, const struct appbin_image *image)
{
    struct appbin_findings findings = {0};
    const struct appbin_check_target target = {.map = -1, .flash_header = true};
    const struct appbin_finding *worst = NULL;
    if (appbin_kind_missing(image->kind) != NULL || is_linked_for_rboot(image)) {
        check_ram_part(&findings, image);
    } else {
        appbin_image_check(&findings, image, &target);
    }
    for (size_t i = 0; i < findings.count && (worst == NULL || !worst->refuses); i++) {
        worst = worst == NULL || findings.items[i].refuses ? &findings.items[i] : worst;
    }
    (void)snprintf(text, size, "%s", worst != NULL ? worst->text : "");
    return worst != NULL;
}

const char *appbin_finding_str(enum appbin_finding_code code)
{
    static const char *const names[] = {
        [APPBIN_FINDING_MAGIC] = "magic",
        [APPBIN_FINDING_SLOT_BYTE] = "slot-byte",
        [APPBIN_FINDING_NO_CRC] = "no-crc",
        [APPBIN_FINDING_CRC_REFUSED] = "crc-refused",
        [APPBIN_FINDING_CRC_PLAIN] = "crc-plain-refused",
        [APPBIN_FINDING_TRAILING] = "trailing-bytes",
        [APPBIN_FINDING_XOR] = "xor",
        [APPBIN_FINDING_IROM_ADDRESS] = "irom-address",
        [APPBIN_FINDING_TOO_LARGE] = "too-large",
        [APPBIN_FINDING_MAP] = "map",
        [APPBIN_FINDING_SEGMENT] = "segment",
        [APPBIN_FINDING_ENTRY] = "entry",
        [APPBIN_FINDING_PAIR_SAME] = "pair-same",
        [APPBIN_FINDING_PAIR_SLOT] = "pair-slot",
        [APPBIN_FINDING_PAIR_MAP] = "pair-map",
        [APPBIN_FINDING_NOT_OTA] = "not-ota",
        [APPBIN_FINDING_PAIR_BOOT] = "pair-boot",
        [APPBIN_FINDING_PAIR_MANIFEST] = "pair-manifest",
        [APPBIN_FINDING_PAIR_PROGRAMS] = "pair-programs",
        [APPBIN_FINDING_BOOT_LOADER] = "boot-loader",
        [APPBIN_FINDING_NEXT_SLOT] = "next-slot",
        [APPBIN_FINDING_OTHER_SLOT] = "other-slot",
        [APPBIN_FINDING_INIT_DATA] = "init-data",
        [APPBIN_FINDING_UPDATE_STORE] = "update-store",
        [APPBIN_FINDING_SHORT] = "short",
        [APPBIN_FINDING_LONG] = "long",
        [APPBIN_FINDING_RELEASES] = "releases",
        [APPBIN_FINDING_IROM_LIMIT] = "irom-limit",
    };
    const char *name = (unsigned)code < sizeof names / sizeof names[0] ? names[code] : NULL;
    return name != NULL ? name : "unknown";
}

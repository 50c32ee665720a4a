/* SPDX-License-Identifier: MIT */
#include "info_text.h"

#include <inttypes.h>
#include <stdio.h>

#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "appbin/memory_region.h"
#include "manifest_text.h"
#include "plain_text.h"

static const char *boot_text(enum appbin_boot boot)
{
    switch (boot) {
    case APPBIN_BOOT_NEW:
        return "boot new (v1.2 and later)";
    case APPBIN_BOOT_OLD:
        return "boot old (v1.1)";
    default:
        return "boot none";
    }
}

/* An image of the vendor's boot modes; what is said of others comes from their kind. */
static bool is_vendor_kind(enum appbin_kind kind)
{
    return kind == APPBIN_KIND_OTA_NEW || kind == APPBIN_KIND_OTA_OLD ||
           kind == APPBIN_KIND_RAM_PART;
}

/* An image whose CRC word, size and place in a slot are of interest. */
static bool may_go_into_slot(enum appbin_kind kind)
{
    return is_vendor_kind(kind) || kind == APPBIN_KIND_RBOOT;
}

static void print_flash_fields(const struct appbin_image_header *header, enum appbin_kind kind)
{
    const struct appbin_flash_map *map = appbin_flash_map_find(header->byte3 >> 4u);
    unsigned clock = appbin_flash_clock_mhz(header->byte3 & 15u);
    (void)printf("%s, ", appbin_flash_mode_str(header->byte2));
    if (clock != 0) {
        (void)printf("%u MHz, ", clock);
    } else {
        (void)printf("unknown clock, ");
    }
    if (kind == APPBIN_KIND_RTOS_SDK_3) {
        (void)printf("not a map but a flash size, %d", header->byte3 >> 4);
        return;
    }
    (void)printf("map %d", header->byte3 >> 4);
    if (map != NULL) {
        (void)printf(" (%" PRIu32 " KB, %s)", map->flash_size / 1024, map->layout);
    }
}

static void print_header(const char *name, const struct appbin_image *image,
                         const struct appbin_image_header *header, bool flash_style)
{
    (void)printf("  %-11s %02X %02X %02X %02X  ", name, header->magic, header->count, header->byte2,
                 header->byte3);
    if (flash_style) {
        print_flash_fields(header, image->kind);
    } else {
        (void)printf("slot %u", image->slot);
    }
    (void)printf(", entry 0x%08" PRIx32 "\n", header->entry);
}

static void print_hits(const struct appbin_image *image)
{
    if (image->origin_hits > 0) {
        (void)printf(" (functions: %u at 0x%08" PRIx32, image->origin_hits, image->origin_best);
        if (image->origin_next_hits > 0) {
            (void)printf(", %u at 0x%08" PRIx32, image->origin_next_hits, image->origin_next);
        }
        (void)printf(")");
    }
    (void)printf("\n");
}

static void print_irom(const struct appbin_image *image)
{
    if (image->irom_size == 0) {
        return;
    }
    (void)printf("  %-11s offset 0x%05" PRIx32 ", %" PRIu32 " bytes, ", "irom", image->irom_offset,
                 image->irom_size);
    switch (image->origin_witness) {
    case APPBIN_WITNESS_FUNCTIONS:
        (void)printf("linked at 0x%08" PRIx32, image->irom_origin);
        break;
    case APPBIN_WITNESS_ADDRESSES:
        (void)printf("linked at 0x%08" PRIx32 " by %u of %u addresses, too few functions tell",
                     image->irom_origin, image->origin_votes, image->origin_total);
        break;
    default:
        (void)printf("the code does not tell where it is linked");
        break;
    }
    print_hits(image);
}

static void print_segments(const struct appbin_image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct appbin_image_segment *segment = &image->segments[i];
        (void)printf("  segment %-3zu offset 0x%05" PRIx32 ", %" PRIu32 " bytes at 0x%08" PRIx32
                     " %s\n",
                     i + 1, segment->offset, segment->size, segment->address,
                     appbin_memory_region_name(segment->address, segment->size));
    }
}

static void print_crc(const struct appbin_image *image)
{
    if (!image->has_crc) {
        (void)printf("  %-11s no word found; ~CRC32 is %08" PRIx32 "\n", "CRC",
                     ~image->crc_computed);
        return;
    }
    (void)printf("  %-11s stored %08" PRIx32 ", ~CRC32 %08" PRIx32 ": %s", "CRC", image->crc_stored,
                 ~image->crc_computed,
                 image->crc_rule == APPBIN_CRC_NONE ? "follows no rule\n"
                                                    : appbin_crc_rule_str(image->crc_rule));
    if (image->crc_rule != APPBIN_CRC_NONE) {
        (void)printf(", stock devices %s it\n",
                     appbin_crc_device_accepts(image->crc_computed, image->crc_stored) ? "accept"
                                                                                       : "refuse");
    }
}

static bool fits(const struct appbin_image *image, unsigned number, unsigned slot)
{
    const struct appbin_flash_map *map = appbin_flash_map_find(number);
    return map != NULL && map->ota && (image->boot != APPBIN_BOOT_OLD || map->old_boot) &&
           image->file_size - image->trailing_size <= map->slot_limit &&
           (appbin_image_linked_slots(image, map) & slot) != 0;
}

/* The maps and slots for which irom address and size are right. */
static void print_fitting_maps(const struct appbin_image *image)
{
    bool any = false;
    for (unsigned slot = 1; slot <= 2; slot++) {
        bool first = true;
        for (unsigned number = 0; number <= 9; number++) {
            if (!fits(image, number, slot)) {
                continue;
            }
            if (!any) {
                (void)printf("  %-11s", "fits");
            }
            if (first) {
                (void)printf("%s slot %u of map", any ? "," : "", slot);
            }
            (void)printf(" %u", number);
            any = true;
            first = false;
        }
    }
    if (any) {
        (void)printf(", by the irom address\n");
    }
}

static void print_rest(const struct appbin_image *image)
{
    if (image->extra_size > 0) {
        (void)printf("  %-11s %" PRIu32 " bytes between the image and the CRC word\n", "extra",
                     image->extra_size);
    }
    if (image->trailing_size > 0) {
        (void)printf("  %-11s %" PRIu32 " bytes%s\n", "trailing", image->trailing_size,
                     image->trailing_erased ? " of erased flash (FF)" : "");
    }
}

static void print_first_line(const struct input *input, const struct appbin_image *image,
                             const struct appbin_kind_report *kind)
{
    plain_text_print(stdout, input->path);
    (void)printf(": %s, %zu bytes\n",
                 is_vendor_kind(kind->kind) ? boot_text(image->boot) : kind->what,
                 image->file_size);
    if (!is_vendor_kind(kind->kind)) {
        (void)printf("  %-11s %s\n", "for a slot", kind->advice);
    }
}

void info_text_print(const struct input *input, const struct appbin_image *image,
                     const struct appverify_manifest *manifest, const char *remark)
{
    char diagnosis[256];
    bool flash_style = appbin_image_has_flash_header(image);
    struct appbin_kind_report kind;
    appbin_kind_find(&kind, input->bytes, input->size);
    print_first_line(input, image, &kind);
    print_header("header", image, &image->leading, flash_style);
    if (image->boot == APPBIN_BOOT_NEW) {
        print_header("RAM header", image, &image->ram, true);
    }
    print_irom(image);
    print_segments(image);
    (void)printf("  %-11s stored %02X, computed %02X%s\n", "XOR", image->xor_stored,
                 image->xor_computed, image->xor_covers_irom ? "; stored covers irom too" : "");
    if (may_go_into_slot(kind.kind)) {
        print_crc(image);
        print_fitting_maps(image);
        print_rest(image);
    }
    if (image->manifest_size > 0) {
        (void)printf("  %-11s offset 0x%05" PRIx32 ", %" PRIu32 " bytes, %s\n", "manifest",
                     image->manifest_offset, image->manifest_size, remark);
    }
    if (manifest != NULL) {
        manifest_text_print(manifest, NULL, NULL);
        manifest_text_print_claims(manifest);
    }
    if (appbin_image_diagnose(diagnosis, sizeof diagnosis, image)) {
        (void)printf("  %-11s %s\n", "diagnosis", diagnosis);
    }
}

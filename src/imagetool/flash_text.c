/* SPDX-License-Identifier: MIT */
#include "flash_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "color.h"
#include "origin_text.h"
#include "plain_text.h"

#define BAR_WIDTH 64u

static void print_loader(const struct appbin_flash_dump *dump)
{
    const struct appbin_boot_loader *loader = &dump->loader;
    switch (loader->kind) {
    case APPBIN_BOOT_LOADER_VENDOR:
        (void)printf("boot loader %u.%u", loader->version_major, loader->version_minor);
        break;
    case APPBIN_BOOT_LOADER_RBOOT:
        (void)printf("rBoot");
        break;
    default:
        (void)printf("a boot loader that names no version");
        break;
    }
    unsigned clock = appbin_flash_clock_mhz(loader->image.leading.byte3 & 15);
    (void)printf("; %s, ", appbin_flash_mode_str(loader->image.leading.byte2));
    if (clock != 0) {
        (void)printf("%u MHz, ", clock);
    } else {
        (void)printf("unknown clock, ");
    }
    (void)printf("map %u", dump->header_map);
}

static void print_slot(const struct appbin_flash_dump *dump, unsigned number)
{
    const struct appbin_flash_slot *slot = &dump->slots[number - 1];
    if (dump->loader.kind == APPBIN_BOOT_LOADER_RBOOT) {
        (void)printf("not judged: rBoot has no slots");
        return;
    }
    (void)printf("slot %u: ", number);
    switch (slot->content) {
    case APPBIN_FLASH_ERASED:
        (void)printf("erased");
        break;
    case APPBIN_FLASH_ABSENT:
        (void)printf("after the end of the file");
        break;
    case APPBIN_FLASH_OTHER:
        (void)printf("no image: %s", slot->reason.message);
        break;
    default:
        (void)printf(
            "boot %s, %zu bytes%s%s%s", appbin_boot_str(slot->image.boot),
            slot->image.file_size - slot->image.trailing_size,
            slot->image.manifest_size > 0 ? ", signed, not verified" : "",
            slot->sound ? "" : ", would not run: ", slot->sound ? "" : slot->reason.message);
        break;
    }
    if (dump->next == (enum appbin_next_boot)number) {
        (void)printf("; starts next");
    }
}

static void print_next(const struct appbin_flash_dump *dump)
{
    switch (dump->next) {
    case APPBIN_NEXT_SLOT_1:
    case APPBIN_NEXT_SLOT_2:
        (void)printf(", slot %u starts next", dump->next == APPBIN_NEXT_SLOT_1 ? 1u : 2u);
        break;
    case APPBIN_NEXT_ADDRESS:
        (void)printf(", 0x%06" PRIx32 " starts next", dump->next_address);
        break;
    case APPBIN_NEXT_NOTHING:
        (void)printf(", the boot loader stops: error user bin flag");
        break;
    default:
        (void)printf(", which slot starts next is not known");
        break;
    }
}

static const char *content_text(enum appbin_flash_content content, const char *other)
{
    static const char *const texts[] = {"after the end of the file", "erased", "good"};
    return content == APPBIN_FLASH_OTHER ? other : texts[content];
}

static void print_store_sectors(const struct appbin_flash_dump *dump,
                                const struct appbin_flash_area *area)
{
    bool any = false;
    for (size_t i = 0; i < dump->store_count && i < 2; i++) {
        uint32_t offset = dump->store[i].offset;
        if (offset - area->offset < area->size) {
            (void)printf("%s0x%06" PRIx32, any ? ", " : "; update store at ", offset);
            any = true;
        }
    }
}

static void print_contents(const struct appbin_flash_dump *dump, size_t index)
{
    switch (dump->areas[index].kind) {
    case APPBIN_FLASH_AREA_BOOT_LOADER:
        print_loader(dump);
        break;
    case APPBIN_FLASH_AREA_SLOT_1:
        print_slot(dump, 1);
        break;
    case APPBIN_FLASH_AREA_SLOT_2:
        print_slot(dump, 2);
        break;
    case APPBIN_FLASH_AREA_RF_CALIBRATION:
        (void)printf("RF calibration: %s", content_text(dump->rf_calibration, "written"));
        break;
    case APPBIN_FLASH_AREA_INIT_DATA:
        (void)printf("init data: %s", content_text(dump->init_data, "something else"));
        break;
    case APPBIN_FLASH_AREA_PARAMETERS:
        (void)printf("parameters: %s", content_text(dump->parameters, "written"));
        print_next(dump);
        break;
    default:
        (void)printf("free, %" PRIu32 " bytes of it erased",
                     dump->areas[index].size - dump->used[index]);
        break;
    }
    print_store_sectors(dump, &dump->areas[index]);
}

static void print_store(const struct appbin_flash_dump *dump)
{
    const struct appbin_store_record *newest = &dump->store[0];
    if (dump->store_count > 0) {
        (void)printf("  update store: security counter %" PRIu32, newest->security_counter);
        if (newest->trial_slot != 0) {
            (void)printf(", slot %" PRIu32 " on trial for %" PRIu32 " more boots",
                         newest->trial_slot, newest->boots_left);
        }
        (void)putchar('\n');
    }
    if (dump->store_damaged > 0) {
        (void)printf("  update store: %zu damaged\n", dump->store_damaged);
    }
}

static char letter(enum appbin_flash_area_kind kind)
{
    switch (kind) {
    case APPBIN_FLASH_AREA_BOOT_LOADER:
        return 'b';
    case APPBIN_FLASH_AREA_SLOT_1:
        return '1';
    case APPBIN_FLASH_AREA_SLOT_2:
        return '2';
    case APPBIN_FLASH_AREA_FREE:
        return 'f';
    default:
        return 's';
    }
}

static void print_mark(const struct appbin_flash_dump *dump, char mark)
{
    const struct appbin_flash_slot *slot =
        mark == '1' ? &dump->slots[0] : (mark == '2' ? &dump->slots[1] : NULL);
    if (slot == NULL) {
        (void)putchar(mark);
    } else {
        (void)printf("%s%c%s", color_start(stdout, slot->sound ? COLOR_GREEN : COLOR_RED), mark,
                     color_end(stdout));
    }
}

/* What is used is drawn at the start of its area. */
static void print_bar(const struct appbin_flash_dump *dump)
{
    uint32_t step = dump->map->flash_size / BAR_WIDTH;
    size_t area = 0;
    (void)printf("  [");
    for (uint32_t i = 0; i < BAR_WIDTH; i++) {
        uint32_t offset = i * step;
        while (offset - dump->areas[area].offset >= dump->areas[area].size) {
            area++;
        }
        char mark = '.';
        if (offset - dump->areas[area].offset < dump->used[area]) {
            mark = letter(dump->areas[area].kind);
        }
        print_mark(dump, mark);
    }
    (void)printf("]  b boot loader, 1 and 2 slots, f free, s system\n");
}

void flash_text_print(const char *path, const struct appbin_flash_dump *dump)
{
    plain_text_print(stdout, path);
    (void)printf(": whole flash, %zu bytes, as on map %u (%" PRIu32 " KB, %s)\n", dump->size,
                 dump->map->number, dump->map->flash_size / 1024, dump->map->layout);
    for (size_t i = 0; i < dump->area_count; i++) {
        const struct appbin_flash_area *area = &dump->areas[i];
        (void)printf("  0x%06" PRIx32 " to 0x%06" PRIx32 "  %3" PRIu64 " %%  ", area->offset,
                     area->offset + area->size - 1, (uint64_t)dump->used[i] * 100 / area->size);
        print_contents(dump, i);
        (void)putchar('\n');
    }
    print_store(dump);
    if (isatty(STDOUT_FILENO) != 0) {
        print_bar(dump);
    }
}

/* What was not checked of the image that starts next. */
static void print_reservations(FILE *out, const struct appbin_image *image)
{
    if (!image->has_crc) {
        (void)fputs("; not checked: irom, for there is no CRC word", out);
    }
    if (image->origin_witness != APPBIN_WITNESS_FUNCTIONS) {
        (void)fputs("; ", out);
        origin_text_print(out, image);
    }
    if (image->manifest_size != 0) {
        (void)fputs("; signed, not verified here", out);
    }
}

void flash_text_good(char *text, size_t size, const struct appbin_flash_dump *dump)
{
    memset(text, 0, size);
    FILE *out = fmemopen(text, size, "w");
    if (out == NULL) {
        return;
    }
    if (dump->next == APPBIN_NEXT_SLOT_1 || dump->next == APPBIN_NEXT_SLOT_2) {
        const struct appbin_image *image = &dump->slots[dump->next - 1].image;
        bool checked = image->has_crc &&
                       (image->irom_size == 0 || image->origin_witness != APPBIN_WITNESS_NONE);
        (void)fprintf(out, "%sslot %d starts next%s", checked ? "ok, " : "", (int)dump->next,
                      checked ? " and would run" : "; nothing was found that refuses");
        print_reservations(out, image);
    } else {
        (void)fprintf(out, "nothing was found that refuses; what starts next was not judged%s",
                      dump->releases != APPBIN_RELEASES_UNSIGNED ? ", nor were signatures" : "");
    }
    (void)fclose(out);
}

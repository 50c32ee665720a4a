/* SPDX-License-Identifier: MIT */
#include "appbin/image_build.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/memory_region.h"
#include "appverify/image_format.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "image/build_plan.h"
#include "image/image_crc.h"
#include "image/memory_limits.h"
#include "image/origin_name.h"
#include "image/xor.h"

static enum appbin_error check_options(struct appbin_build_plan *plan,
                                       struct appbin_diagnostic *diagnostic)
{
    const struct appbin_build_options *options = plan->options;
    plan->map = appbin_flash_map_choose(options->layout, (int)options->map);
    if (plan->map == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "flash map %u is not defined",
                           options->map);
    }
    if (plan->map->number != options->map) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "for flash map %u, the layout is of map %u", options->map,
                           plan->map->number);
    }
    if (options->boot == APPBIN_BOOT_NONE) {
        return APPBIN_OK;
    }
    if (!plan->map->ota) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "flash map %u has no OTA slots; only boot none goes with it",
                           options->map);
    }
    if (options->boot == APPBIN_BOOT_OLD && !plan->map->old_boot) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "boot old does not go with flash map %u; maps 5 and above need boot new",
                           options->map);
    }
    if (options->slot > 2 || (options->slot == 0 && options->header == APPBIN_HEADER_SLOT)) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "slot %u; a slot is 1 or 2",
                           options->slot);
    }
    return APPBIN_OK;
}

static enum appbin_error add_segment(struct appbin_build_plan *plan,
                                     const struct appbin_elf_section *section,
                                     struct appbin_diagnostic *diagnostic)
{
    if (section == NULL || section->size == 0) {
        return APPBIN_OK;
    }
    if (section->bytes == NULL || !section->allocated) {
        return appbin_fail(diagnostic, APPBIN_ERR_PLACEMENT, "section %s holds no data to load",
                           section->name);
    }
    char misfit[64];
    if (appbin_ram_misfit(misfit, sizeof misfit, section->address, section->size)) {
        return appbin_fail(diagnostic, APPBIN_ERR_PLACEMENT,
                           "section %s, %" PRIu32 " bytes at 0x%08" PRIx32 ", %s", section->name,
                           section->size, section->address, misfit);
    }
    if (section->address % 4 != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_PLACEMENT,
                           "section %s at 0x%08" PRIx32 " is not aligned to 4", section->name,
                           section->address);
    }
    for (unsigned i = 0; i < plan->segment_count; i++) {
        const struct appbin_elf_section *other = plan->segments[i];
        if (section->address < other->address + other->size &&
            other->address < section->address + section->size) {
            return appbin_fail(diagnostic, APPBIN_ERR_PLACEMENT, "sections %s and %s overlap",
                               other->name, section->name);
        }
    }
    if (plan->segment_count == APPVERIFY_SEGMENTS_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "more than %u RAM segments",
                           APPVERIFY_SEGMENTS_MAX);
    }
    plan->segments[plan->segment_count++] = section;
    return APPBIN_OK;
}

bool appbin_build_has_place(const struct appbin_build_plan *plan,
                            const struct appbin_elf_section *section)
{
    for (unsigned i = 0; i < plan->segment_count; i++) {
        if (plan->segments[i] == section) {
            return true;
        }
    }
    return plan->irom == section;
}

/* A second section of one name would be dropped too: only the first is found by name. */
static enum appbin_error check_dropped(const struct appbin_build_plan *plan,
                                       const struct appbin_elf *elf,
                                       struct appbin_diagnostic *diagnostic)
{
    for (size_t i = 0; i < appbin_elf_section_count(elf); i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        if (!section->loadable || section->size == 0 || appbin_build_has_place(plan, section)) {
            continue;
        }
        if (appbin_elf_section_find(elf, section->name) != section) {
            return appbin_fail(diagnostic, APPBIN_ERR_PLACEMENT,
                               "two sections are named %s; the second would be dropped",
                               section->name);
        }
        bool ram = appbin_memory_region_is_ram(section->address, section->size);
        return appbin_fail(diagnostic, ram ? APPBIN_ERR_SECTION_DROPPED : APPBIN_ERR_PLACEMENT,
                           "section %s, %" PRIu32 " bytes at 0x%08" PRIx32 " would be dropped%s",
                           section->name, section->size, section->address,
                           ram ? "" : ", and it does not lie in iram or dram");
    }
    return APPBIN_OK;
}

static enum appbin_error collect_sections(struct appbin_build_plan *plan,
                                          const struct appbin_elf *elf,
                                          struct appbin_diagnostic *diagnostic)
{
    static const char *const names[] = {".text", ".data", ".rodata"};
    const struct appbin_elf_section *text = appbin_elf_section_find(elf, ".text");
    if (text == NULL || text->size == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_SECTION, "section .text is %s",
                           text == NULL ? "missing" : "empty");
    }
    const struct appbin_elf_section *irom = appbin_elf_section_find(elf, ".irom0.text");
    bool has_irom = irom != NULL && irom->size > 0 && irom->bytes != NULL;
    if (!has_irom && plan->options->boot != APPBIN_BOOT_NONE) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_SECTION, "section .irom0.text is %s",
                           irom == NULL ? "missing" : "empty");
    }
    plan->irom = has_irom ? irom : NULL;
    enum appbin_error error = APPBIN_OK;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && error == APPBIN_OK; i++) {
        error = add_segment(plan, appbin_elf_section_find(elf, names[i]), diagnostic);
    }
    for (size_t i = 0; i < plan->options->section_count && error == APPBIN_OK; i++) {
        const char *name = plan->options->sections[i];
        const struct appbin_elf_section *section = appbin_elf_section_find(elf, name);
        if (section == NULL) {
            return appbin_fail(diagnostic, APPBIN_ERR_NO_SECTION, "section %s is missing", name);
        }
        error = appbin_build_has_place(plan, section)
                    ? appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                                  "section %s is in the image already", name)
                    : add_segment(plan, section, diagnostic);
    }
    return error == APPBIN_OK ? check_dropped(plan, elf, diagnostic) : error;
}

static const char *describe_origin(uint32_t address)
{
    const char *name = appbin_origin_name(address);
    return name != NULL ? name : "no slot of any map";
}

static enum appbin_error wrong_slot(const struct appbin_build_plan *plan,
                                    struct appbin_diagnostic *diagnostic)
{
    const struct appbin_build_options *options = plan->options;
    unsigned slot = options->slot != 0 ? options->slot : 1;
    return appbin_fail(diagnostic, APPBIN_ERR_WRONG_SLOT,
                       "irom is linked at 0x%08" PRIx32
                       " (%s), slot %u of map %u with boot %s needs "
                       "0x%08" PRIx32,
                       plan->irom->address, describe_origin(plan->irom->address), slot,
                       options->map, appbin_boot_str(options->boot),
                       appbin_flash_map_irom_origin(plan->map, slot, options->boot));
}

/* It is flashed as a file of its own. That the RAM part ends before it, check_size sees to. */
static enum appbin_error check_irom_of_boot_none(const struct appbin_build_plan *plan,
                                                 struct appbin_diagnostic *diagnostic)
{
    const struct appbin_elf_section *irom = plan->irom;
    if (strcmp(appbin_memory_region_name(irom->address, irom->size), "irom") != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_PLACEMENT,
                           ".irom0.text, %" PRIu32 " bytes at 0x%08" PRIx32
                           ", does not lie in mapped flash",
                           irom->size, irom->address);
    }
    if (irom->address % APPVERIFY_SECTOR_SIZE != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_WRONG_SLOT,
                           "irom is linked at 0x%08" PRIx32 " (%s), boot none needs it at the "
                           "start of a sector, a multiple of 0x%x",
                           irom->address, describe_origin(irom->address), APPVERIFY_SECTOR_SIZE);
    }
    return APPBIN_OK;
}

static enum appbin_error place_irom(struct appbin_build_plan *plan,
                                    struct appbin_diagnostic *diagnostic)
{
    const struct appbin_build_options *options = plan->options;
    if (options->boot == APPBIN_BOOT_NONE) {
        return plan->irom != NULL ? check_irom_of_boot_none(plan, diagnostic) : APPBIN_OK;
    }
    assert(plan->irom != NULL); /* collect_sections wants it with a boot loader */
    for (unsigned slot = 1; slot <= 2; slot++) {
        if ((options->slot == 0 || options->slot == slot) &&
            appbin_flash_map_irom_origin(plan->map, slot, options->boot) == plan->irom->address) {
            plan->slot = slot;
            return APPBIN_OK;
        }
    }
    return wrong_slot(plan, diagnostic);
}

static enum appbin_error check_ram(const struct appbin_elf *elf,
                                   struct appbin_diagnostic *diagnostic)
{
    struct appbin_memory_use use;
    appbin_ram_measure(&use, elf);
    const struct appbin_use *worst = appbin_use_exceeded(&use.iram)   ? &use.iram
                                     : appbin_use_exceeded(&use.dram) ? &use.dram
                                                                      : NULL;
    if (worst == NULL) {
        return APPBIN_OK;
    }
    return appbin_fail(diagnostic, APPBIN_ERR_PLACEMENT,
                       "%s is exceeded by %" PRIu64 " bytes, .bss and its like included",
                       worst == &use.iram ? "iram" : "dram", worst->used - worst->limit);
}

static enum appbin_error check_size(const struct appbin_build_plan *plan,
                                    struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = appbin_layout_check_ram_part(
        &plan->layout, plan->irom != NULL ? plan->irom->address : 0, diagnostic);
    const struct appbin_use use = {plan->layout.size, plan->map->slot_limit};
    if (error == APPBIN_OK && plan->options->boot != APPBIN_BOOT_NONE &&
        appbin_use_exceeded(&use)) {
        error = appbin_fail(diagnostic, APPBIN_ERR_TOO_LARGE,
                            "the image, %" PRIu64 " bytes, exceeds the slot of map %u (%" PRIu64
                            " bytes) by %" PRIu64 " bytes",
                            use.used, plan->options->map, use.limit, use.used - use.limit);
    }
    return error;
}

static void plan_layout(struct appbin_build_plan *plan)
{
    appbin_layout_begin(&plan->layout, plan->options->boot,
                        plan->irom != NULL ? plan->irom->size : 0);
    for (unsigned i = 0; i < plan->segment_count; i++) {
        appbin_layout_add_segment(&plan->layout, plan->segments[i]->size);
    }
    appbin_layout_end(&plan->layout);
}

static void write_header(uint8_t *out, uint8_t magic, unsigned count,
                         const struct appbin_build_plan *plan, bool leading)
{
    const struct appbin_build_options *options = plan->options;
    bool slot_style =
        leading && options->header == APPBIN_HEADER_SLOT && options->boot != APPBIN_BOOT_NONE;
    out[0] = magic;
    out[1] = (uint8_t)count;
    out[2] = slot_style ? 0 : options->flash_mode;
    out[3] = slot_style ? (uint8_t)plan->slot : (uint8_t)(options->map << 4 | options->flash_clock);
    store_le32(out + 4, plan->entry);
}

static void write_segment_header(uint8_t *out, uint32_t address, uint32_t size)
{
    store_le32(out, address);
    store_le32(out + 4, size);
}

/* The buffer is zeroed: alignment and pad bytes need no writing. */
static void write_image(uint8_t *image, const struct appbin_build_plan *plan)
{
    enum appbin_boot boot = plan->options->boot;
    if (boot == APPBIN_BOOT_NEW) {
        write_header(image, APPVERIFY_IMAGE_MAGIC_IROM, APPVERIFY_IMAGE_COUNT_IROM, plan, true);
        write_segment_header(image + APPVERIFY_IMAGE_HEADER_SIZE, 0,
                             (uint32_t)round_up(plan->irom->size, APPVERIFY_IROM_ALIGNMENT));
        memcpy(image + APPVERIFY_IROM_OFFSET_NEW, plan->irom->bytes, plan->irom->size);
    }
    uint8_t *out = image + plan->layout.ram_part_offset;
    write_header(out, APPVERIFY_IMAGE_MAGIC_RAM, plan->segment_count, plan,
                 boot != APPBIN_BOOT_NEW);
    out += APPVERIFY_IMAGE_HEADER_SIZE;
    uint8_t checksum = APPVERIFY_XOR_SEED;
    for (unsigned i = 0; i < plan->segment_count; i++) {
        const struct appbin_elf_section *segment = plan->segments[i];
        uint32_t length = (uint32_t)round_up(segment->size, 4);
        write_segment_header(out, segment->address, length);
        memcpy(out + APPVERIFY_SEGMENT_HEADER_SIZE, segment->bytes, segment->size);
        checksum ^= appbin_xor_bytes(segment->bytes, segment->size);
        out += APPVERIFY_SEGMENT_HEADER_SIZE + length;
    }
    size_t xor_offset = (size_t)plan->layout.xor_offset;
    image[xor_offset] = checksum;
    if (boot == APPBIN_BOOT_OLD) {
        memset(image + xor_offset + 1, 0xFF, APPVERIFY_IROM_OFFSET_OLD - (xor_offset + 1));
        memcpy(image + APPVERIFY_IROM_OFFSET_OLD, plan->irom->bytes, plan->irom->size);
    }
}

enum appbin_error appbin_image_build(const struct appbin_elf *elf,
                                     const struct appbin_build_options *options,
                                     struct appbin_build_result *result,
                                     struct appbin_diagnostic *diagnostic)
{
    struct appbin_build_plan plan = {.options = options};
    enum appbin_error error = check_options(&plan, diagnostic);
    if (error == APPBIN_OK) {
        error = collect_sections(&plan, elf, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    error = place_irom(&plan, diagnostic);
    if (error == APPBIN_OK) {
        error = check_ram(elf, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_build_find_entry(&plan, elf, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    plan_layout(&plan);
    error = check_size(&plan, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    uint8_t *image = calloc(1, (size_t)plan.layout.size);
    if (image == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    write_image(image, &plan);
    if (options->boot != APPBIN_BOOT_NONE) {
        error = appbin_image_store_crc(image, (size_t)plan.layout.crc_offset,
                                       (size_t)plan.layout.segments_end, options->crc, diagnostic);
    }
    if (error != APPBIN_OK) {
        free(image);
        return error;
    }
    *result = (struct appbin_build_result){
        .image = image,
        .image_size = (size_t)plan.layout.size,
        .irom = plan.irom != NULL ? plan.irom->bytes : NULL,
        .irom_size = plan.irom != NULL ? plan.irom->size : 0,
        .segments = plan.segment_count,
    };
    appbin_build_remark(result, &plan, elf);
    return APPBIN_OK;
}

void appbin_build_result_free(struct appbin_build_result *result)
{
    free(result->image);
    *result = (struct appbin_build_result){0};
}

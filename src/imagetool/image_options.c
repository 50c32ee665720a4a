/* SPDX-License-Identifier: MIT */
#include "image_options.h"

#include "appbin/flash_map.h"
#include "layout_options.h"

static bool read_flash_options(const struct arguments *arguments,
                               struct appbin_build_options *build)
{
    static const uint8_t dividers[] = {0, 1, 2, 15, 1}; /* in the order of the choices */
    unsigned mode = 0;
    unsigned clock = 0;
    if (!arguments_get_choice(arguments, "mode", &mode) ||
        !arguments_get_choice(arguments, "freq", &clock)) {
        return false;
    }
    build->flash_mode = (uint8_t)mode;
    build->flash_clock = dividers[clock];
    return true;
}

/* A symbol does not begin with a digit. */
static bool read_entry(const struct arguments *arguments, struct appbin_build_options *build)
{
    const char *text = arguments_get(arguments, "entry");
    if (text == NULL || text[0] < '0' || text[0] > '9') {
        build->entry = text;
        return true;
    }
    unsigned address = 0;
    if (!arguments_parse_number(text, "--entry", UINT32_MAX, &address)) {
        return false;
    }
    if (address == 0) {
        (void)message_usage("--entry is '%s'; no code is there", text);
    }
    build->entry_address = address;
    return address != 0;
}

static bool read_options(const struct arguments *arguments, struct appbin_build_options *build)
{
    unsigned boot = APPBIN_BOOT_NEW;
    unsigned header = APPBIN_HEADER_SLOT;
    unsigned crc = APPBIN_CRC_PORTABLE;
    if (!arguments_get_map(arguments, &build->map) ||
        !arguments_get_choice(arguments, "boot", &boot) ||
        !arguments_get_choice(arguments, "header", &header) ||
        !arguments_get_choice(arguments, "crc", &crc) || !read_flash_options(arguments, build) ||
        !read_entry(arguments, build)) {
        return false;
    }
    build->boot = (enum appbin_boot)boot;
    build->header = (enum appbin_header)header;
    build->crc = (enum appbin_crc_rule)crc;
    return true;
}

enum exit_code image_options_read(struct image_options *options, const struct arguments *arguments)
{
    struct appbin_build_options *build = &options->build;
    *options = (struct image_options){.build = {.sections = options->sections}};
    if (!read_options(arguments, build)) {
        return EXIT_USAGE;
    }
    enum exit_code result = layout_options_read(arguments, &options->layout, &build->layout);
    if (result != EXIT_DONE) {
        return result;
    }
    build->section_count =
        arguments_get_all(arguments, "section", options->sections, APPVERIFY_SEGMENTS_MAX);
    return build->section_count <= APPVERIFY_SEGMENTS_MAX
               ? EXIT_DONE
               : message_usage("more than %u --section", APPVERIFY_SEGMENTS_MAX);
}

enum exit_code image_options_check(const struct appbin_build_options *build)
{
    const struct appbin_flash_map *map = appbin_flash_map_find(build->map);
    if (appbin_flash_map_is_own(build->layout) && build->boot != APPBIN_BOOT_NEW) {
        return message_usage("--layout rboot goes with --boot new only");
    }
    if (build->layout == NULL && build->slot != 0 && (map == NULL || !map->ota)) {
        return message_usage("flash map %u has no OTA slots", build->map);
    }
    return EXIT_DONE;
}

/* SPDX-License-Identifier: MIT */
#include "layout_options.h"

#include "message.h"

#define ROMS 2

static enum exit_code read_roms(const struct arguments *arguments, uint32_t roms[ROMS],
                                size_t *count)
{
    const char *texts[ROMS];
    *count = arguments_get_all(arguments, "rom", texts, ROMS);
    if (*count != 0 && *count != ROMS) {
        return message_usage("%zu --rom; give it twice, for ROM 0 and for ROM 1", *count);
    }
    for (size_t i = 0; i < *count; i++) {
        unsigned offset = 0;
        if (!arguments_parse_number(texts[i], "--rom", UINT32_MAX, &offset)) {
            return EXIT_USAGE;
        }
        roms[i] = offset;
    }
    return EXIT_DONE;
}

bool layout_options_known(const struct arguments *arguments)
{
    unsigned choice = 0;
    return arguments_get_choice(arguments, "layout", &choice);
}

enum exit_code layout_options_limit(const struct arguments *arguments,
                                    struct appbin_flash_map *made,
                                    const struct appbin_flash_map **layout)
{
    unsigned map = 0;
    unsigned limit = 0;
    struct appbin_diagnostic diagnostic;
    *layout = NULL;
    if (arguments_get(arguments, "slot-limit") == NULL) {
        return EXIT_DONE;
    }
    if (arguments_get(arguments, "map") == NULL) {
        return message_usage("--slot-limit needs --map, for the places of the slots");
    }
    if (!arguments_get_number(arguments, "slot-limit", UINT32_MAX, &limit) ||
        !arguments_get_map(arguments, &map)) {
        return EXIT_USAGE;
    }
    if (appbin_flash_map_limit(made, map, limit, &diagnostic) != APPBIN_OK) {
        return message_usage("--slot-limit: %s", diagnostic.message);
    }
    *layout = made;
    return EXIT_DONE;
}

enum exit_code layout_options_read(const struct arguments *arguments, struct appbin_flash_map *made,
                                   const struct appbin_flash_map **layout)
{
    enum { VENDOR, RBOOT };
    unsigned choice = VENDOR;
    unsigned map = 0;
    uint32_t roms[ROMS];
    size_t count = 0;
    *layout = NULL;
    if (!arguments_get_choice(arguments, "layout", &choice)) {
        return EXIT_USAGE;
    }
    enum exit_code result = read_roms(arguments, roms, &count);
    if (result != EXIT_DONE) {
        return result;
    }
    if (choice != RBOOT && count != 0) {
        return message_usage("--rom needs --layout rboot");
    }
    if (choice != RBOOT) {
        return layout_options_limit(arguments, made, layout);
    }
    if (arguments_get(arguments, "slot-limit") != NULL) {
        return message_usage("--slot-limit is for the slots of a flash map; a ROM ends where --rom "
                             "has the other one");
    }
    if (arguments_get(arguments, "map") == NULL) {
        return message_usage("--layout rboot needs --map, for the size of the flash");
    }
    if (!arguments_get_map(arguments, &map)) {
        return EXIT_USAGE;
    }
    struct appbin_diagnostic diagnostic;
    if (appbin_rboot_layout(made, map, count != 0 ? roms : NULL, &diagnostic) != APPBIN_OK) {
        return message_usage("--layout rboot: %s", diagnostic.message);
    }
    *layout = made;
    return EXIT_DONE;
}

/* SPDX-License-Identifier: MIT */
#include "appbin/flash_map.h"
#include "appverify/image_format.h"
#include "arguments.h"
#include "build_run.h"
#include "command.h"
#include "layout_options.h"
#include "message.h"

static const struct command_option options[] = {
    {"map", 0, "N", false, "flash map, see imagetool maps (required)", NULL},
    {"slot", 0, "1|2", false, "slot the ELF is linked for (required with boot new and old)",
     SLOT_CHOICES},
    {"boot", 0, "MODE", false,
     "new (default): boot v1.2 and later; old: boot v1.1;\n"
     "none: no boot loader, no OTA",
     "none old new"},
    {"mode", 0, "MODE", false, "flash mode qio (default), qout, dio or dout", "qio qout dio dout"},
    {"freq", 0, "MHZ", false, "flash clock 40 (default), 26 or 26.7, 20 or 80", "40 26 20 80 26.7"},
    {"header", 0, "STYLE", false,
     "slot (default): NONOS SDK 1.5.1 and later;\n"
     "flash: RTOS SDK 1.x and 2.x, NONOS SDK 1.3",
     HEADER_CHOICES},
    {"entry", 0, "SYMBOL", false,
     "entry, a symbol or an address; default call_user_start1,\n"
     "else call_user_start, else the entry of the ELF",
     NULL},
    {"crc", 0, "RULE", false, "portable (default), inverted or sdk", CRC_CHOICES},
    {"section", 0, "NAME", true, "load this section to RAM too, after .rodata", NULL},
    {"irom-out", 0, "FILE", false,
     "also write the raw irom (required with boot none,\n"
     "unless the ELF has no irom)",
     NULL},
    LAYOUT_OPTIONS,
    {"output", 'o', "FILE", false, "the image (required)", NULL},
};

static const struct message_hint hints[] = {
    {APPBIN_ERR_SECTION_DROPPED, "--section adds it as a RAM segment"},
    {APPBIN_ERR_NO_SYMBOLS, "--entry takes an address"},
    {APPBIN_ERR_NO_ENTRY, "--entry takes another symbol, or an address"},
    {APPBIN_ERR_NO_PORTABLE_CRC, "--crc sdk makes a word that stock devices take"},
    {APPBIN_OK, NULL},
};

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
        !arguments_get_slot(arguments, &build->slot) ||
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

static enum exit_code check_required(const struct arguments *arguments,
                                     const struct appbin_build_options *build)
{
    if (arguments_get(arguments, "map") == NULL) {
        return message_usage("--map is missing");
    }
    if (arguments_get(arguments, "output") == NULL) {
        return message_usage("-o is missing");
    }
    if (build->boot != APPBIN_BOOT_NONE && build->slot == 0) {
        return message_usage("--slot is missing");
    }
    const struct appbin_flash_map *map = appbin_flash_map_find(build->map);
    if (build->layout != NULL && build->boot != APPBIN_BOOT_NEW) {
        return message_usage("--layout rboot goes with --boot new only");
    }
    if (build->layout == NULL && build->slot != 0 && (map == NULL || !map->ota)) {
        return message_usage("flash map %u has no OTA slots", build->map);
    }
    return EXIT_DONE;
}

static enum exit_code run_build(const struct arguments *arguments)
{
    const char *sections[APPVERIFY_SEGMENTS_MAX];
    struct appbin_build_options build = {.sections = sections};
    struct appbin_flash_map made;
    if (!read_options(arguments, &build)) {
        return EXIT_USAGE;
    }
    enum exit_code result = layout_options_read(arguments, &made, &build.layout);
    if (result != EXIT_DONE) {
        return result;
    }
    build.section_count = arguments_get_all(arguments, "section", sections, APPVERIFY_SEGMENTS_MAX);
    if (build.section_count > APPVERIFY_SEGMENTS_MAX) {
        return message_usage("more than %u --section", APPVERIFY_SEGMENTS_MAX);
    }
    result = check_required(arguments, &build);
    if (result != EXIT_DONE) {
        return result;
    }
    return build_run(arguments->operands[0], &build, arguments_get(arguments, "output"),
                     arguments_get(arguments, "irom-out"));
}

const struct command command_build = {
    .name = "build",
    .summary = "Build an application image from a linked ELF",
    .synopsis = "--map N --slot 1|2 [--boot new|old|none] [--mode qio|qout|dio|dout]\n"
                "[--freq 40|26|20|80] [--header slot|flash] [--entry SYMBOL]\n"
                "[--crc portable|inverted|sdk] [--section NAME]... [--irom-out FILE]\n"
                "[--layout rboot [--rom OFFSET --rom OFFSET]] -o FILE ELF",
    .details =
        "The image holds .text, .data and .rodata (and every --section) as RAM segments and\n"
        ".irom0.text. Except for the CRC word the bytes are those of gen_appbin.py; with\n"
        "--crc sdk the word is too. (Scripts before SDK 3.0.6 take the entry call_user_start; "
        "where\n"
        "an ELF has both symbols, --entry chooses. Without either, the ELF's own entry is taken "
        "when\n"
        "a function is there.) A portable CRC word is the true ~CRC32 and "
        "below\n"
        "0x80000000, so that stock devices accept it as well: where needed, one pad byte\n"
        "before the XOR checksum is chosen to make it so.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .hints = hints,
    .operands_min = 1,
    .operands_max = 1,
    .run = run_build,
};

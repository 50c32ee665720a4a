/* SPDX-License-Identifier: MIT */
#include "appbin/flash_map.h"
#include "arguments.h"
#include "build_run.h"
#include "command.h"
#include "message.h"

#define IMAGE_NAME "eagle.app.flash.bin"
#define IROM_NAME "eagle.app.v6.irom0text.bin"

static bool read_numbers(const struct arguments *arguments, struct appbin_build_options *build)
{
    unsigned boot = 0;
    unsigned mode = 0;
    unsigned clock = 0;
    char **operands = arguments->operands;
    if (!arguments_parse_number(operands[1], "BOOT_MODE", 2, &boot) ||
        !arguments_parse_number(operands[2], "FLASH_MODE", 3, &mode) ||
        !arguments_parse_number(operands[3], "FLASH_CLK_DIV", 15, &clock) ||
        !arguments_parse_number(operands[4], "FLASH_SIZE_MAP", 9, &build->map) ||
        (arguments->operand_count == 6 &&
         !arguments_parse_number(operands[5], "USER_BIN", 2, &build->slot))) {
        return false;
    }
    if (appbin_flash_clock_mhz(clock) == 0) {
        (void)message_usage("FLASH_CLK_DIV is %u; it must be 0, 1, 2 or 15", clock);
        return false;
    }
    build->boot = (enum appbin_boot)boot;
    build->flash_mode = (uint8_t)mode;
    build->flash_clock = (uint8_t)clock;
    return true;
}

static enum exit_code run_gen_appbin(const struct arguments *arguments)
{
    bool slot_given = arguments->operand_count == 6;
    struct appbin_build_options build = {
        .header = slot_given ? APPBIN_HEADER_SLOT : APPBIN_HEADER_FLASH,
    };
    if (!read_numbers(arguments, &build)) {
        return EXIT_USAGE;
    }
    bool boots_alone = build.boot == APPBIN_BOOT_NONE;
    if (slot_given && build.slot == 0 && !boots_alone) {
        return message_usage(
            "USER_BIN is 0; it must be 1 for user1 and 2 for user2 with BOOT_MODE 1 "
            "and 2");
    }
    return build_run(arguments->operands[0], &build, IMAGE_NAME, boots_alone ? IROM_NAME : NULL);
}

static const struct command_example examples[] = {
    {"Boot new, qio, 40 MHz, map 2, slot 1, as the SDK's makefile has it",
     "imagetool gen_appbin firmware.slot1.elf 2 0 0 2 1"},
};

const struct command command_gen_appbin = {
    .name = "gen_appbin",
    .summary = "Replace the vendor's gen_appbin.py in an SDK makefile",
    .synopsis = "ELF BOOT_MODE FLASH_MODE FLASH_CLK_DIV FLASH_SIZE_MAP [USER_BIN]",
    .details =
        "Takes the script's arguments and writes " IMAGE_NAME " to the working folder, with\n"
        "BOOT_MODE 0 also " IROM_NAME ". A file of that name is replaced.\n"
        "\n"
        "BOOT_MODE       0 none, 1 old (boot v1.1), 2 new (boot v1.2 and later)\n"
        "FLASH_MODE      0 qio, 1 qout, 2 dio, 3 dout\n"
        "FLASH_CLK_DIV   0 40 MHz, 1 26.7 MHz, 2 20 MHz, 15 80 MHz\n"
        "FLASH_SIZE_MAP  see imagetool maps\n"
        "USER_BIN        slot, 1 or 2; 0 with BOOT_MODE 0. Without it the leading header is\n"
        "                the flash-style one of RTOS SDK 1.x and 2.x and NONOS SDK 1.3.\n"
        "\n"
        "Only the ELF is read: objcopy, nm and the COMPILE variable are not needed.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .operands_min = 5,
    .operands_max = 6,
    .run = run_gen_appbin,
};

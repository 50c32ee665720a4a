/* SPDX-License-Identifier: MIT */
#include "arguments.h"
#include "build_run.h"
#include "command.h"
#include "image_options.h"
#include "layout_options.h"
#include "message.h"

static const struct command_option options[] = {
    {"map", 0, "N", false, "flash map, see imagetool maps (required)", NULL},
    {"slot", 0, "1|2", false, "slot the ELF is linked for (required with boot new and old)",
     SLOT_CHOICES},
    IMAGE_OPTIONS,
    {"irom-out", 0, "FILE", false,
     "also write the raw irom (required with boot none,\n"
     "unless the ELF has no irom)",
     NULL},
    LAYOUT_OPTIONS,
    {"output", 'o', "FILE", false, "the image (required)", NULL},
};

static const struct message_hint hints[] = {
    IMAGE_HINTS,
    {APPBIN_OK, NULL},
};

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
    return image_options_check(build);
}

static enum exit_code run_build(const struct arguments *arguments)
{
    struct image_options image;
    enum exit_code result = image_options_read(&image, arguments);
    if (result == EXIT_DONE && !arguments_get_slot(arguments, &image.build.slot)) {
        result = EXIT_USAGE;
    }
    if (result == EXIT_DONE) {
        result = check_required(arguments, &image.build);
    }
    return result == EXIT_DONE
               ? build_run(arguments->operands[0], &image.build, arguments_get(arguments, "output"),
                           arguments_get(arguments, "irom-out"))
               : result;
}

static const struct command_example examples[] = {
    {"Build the images of both slots, for a flash of 1 MB",
     "imagetool build --map 2 --slot 1 -o user1.bin firmware.slot1.elf\n"
     "imagetool build --map 2 --slot 2 -o user2.bin firmware.slot2.elf"},
    {"Look at an image that is not written to a file",
     "imagetool build --map 2 --slot 1 -o - firmware.slot1.elf |\n"
     "    imagetool info -"},
};

const struct command command_build = {
    .name = "build",
    .summary = "Build an application image from a linked ELF",
    .synopsis = "--map N --slot 1|2 [--boot new|old|none] [--mode qio|qout|dio|dout]\n"
                "[--freq 40|26|20|80] [--header slot|flash] [--entry SYMBOL]\n"
                "[--crc portable|inverted|sdk] [--section NAME]... [--irom-out FILE]\n"
                "[--layout rboot [--rom OFFSET --rom OFFSET]] [--slot-limit BYTES]\n"
                "-o FILE ELF",
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
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .hints = hints,
    .required = "map slot|boot output",
    .operands_min = 1,
    .operands_max = 1,
    .run = run_build,
};

/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "appbin/flash_map.h"
#include "appbin/memory_use.h"
#include "arguments.h"
#include "color.h"
#include "command.h"
#include "input.h"
#include "json_output.h"
#include "layout_options.h"
#include "memory_json.h"
#include "message.h"

#define BAR_WIDTH 30u

static const struct command_option options[] = {
    {"map", 0, "N", false, "flash map, for the limits of irom and slot", NULL},
    {"slot", 0, "1|2", false, "slot for which irom must be linked; needs --map", SLOT_CHOICES},
    SLOT_LIMIT_OPTION,
    {"json", 0, NULL, false, "print JSON", NULL},
};

static void print_bar(const struct appbin_use *use)
{
    uint64_t filled = appbin_use_exceeded(use) ? BAR_WIDTH : use->used * BAR_WIDTH / use->limit;
    enum color color = appbin_use_exceeded(use)          ? COLOR_RED
                       : use->used * 10 > use->limit * 9 ? COLOR_YELLOW
                                                         : COLOR_GREEN;
    (void)printf("  [%s", color_start(stdout, color));
    for (uint64_t i = 0; i < BAR_WIDTH; i++) {
        (void)putchar(i < filled ? '#' : '.');
    }
    (void)printf("%s]", color_end(stdout));
}

static void print_use(const char *name, const struct appbin_use *use, const char *whose)
{
    (void)printf("%-5s %8" PRIu64, name, use->used);
    if (use->limit != 0) {
        (void)printf(" of %8" PRIu64 " bytes  %3" PRIu64 " %%", use->limit,
                     use->used * 100 / use->limit);
        if (isatty(STDOUT_FILENO) != 0) {
            print_bar(use);
        }
        if (appbin_use_exceeded(use)) {
            (void)printf("  exceeded by %" PRIu64 " bytes%s", use->used - use->limit, whose);
        }
    } else {
        (void)printf(" bytes");
    }
    (void)putchar('\n');
}

static void print_all(const struct appbin_memory_use *use, bool as_json)
{
    if (as_json) {
        json_output_print(memory_json(use));
        return;
    }
    print_use("iram", &use->iram, "");
    print_use("dram", &use->dram, "");
    print_use("irom", &use->irom, ": a limit of the SDK's linker scripts, not of devices");
    if (use->slot.used != 0) {
        print_use("slot", &use->slot, "");
    }
}

static enum exit_code run_size(const struct arguments *arguments)
{
    unsigned number = 0;
    unsigned slot = 0;
    if (!arguments_get_map(arguments, &number) || !arguments_get_slot(arguments, &slot)) {
        return EXIT_USAGE;
    }
    struct appbin_flash_map made;
    const struct appbin_flash_map *layout = NULL;
    if (layout_options_limit(arguments, &made, &layout) != EXIT_DONE) {
        return EXIT_USAGE;
    }
    const struct appbin_flash_map *map =
        appbin_flash_map_choose(layout, arguments_get(arguments, "map") != NULL ? (int)number : -1);
    if (slot != 0 && (map == NULL || !map->ota)) {
        return message_usage("--slot needs --map with OTA slots");
    }
    struct appbin_elf *elf = NULL;
    enum exit_code result = input_open_elf(&elf, arguments->operands[0]);
    if (result != EXIT_DONE) {
        return result;
    }
    struct appbin_memory_use use;
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_memory_measure(&use, elf, map, slot, &diagnostic);
    if (error != APPBIN_OK) {
        result = message_failure(arguments->operands[0], error, &diagnostic);
    } else {
        print_all(&use, arguments_get(arguments, "json") != NULL);
        result = appbin_use_exceeded(&use.iram) || appbin_use_exceeded(&use.dram) ||
                         appbin_use_exceeded(&use.slot)
                     ? EXIT_REFUSED
                     : EXIT_DONE;
    }
    appbin_elf_close(elf);
    return result;
}

static const struct command_example examples[] = {
    {"See what is left of the slot, and fail when it is exceeded",
     "imagetool size --map 2 --slot 1 firmware.slot1.elf"},
    {"Keep the figures of a build",
     "imagetool size --map 2 --slot 1 --json firmware.slot1.elf >size.json"},
};

const struct command command_size = {
    .name = "size",
    .summary = "Show how much of iram, dram, irom and the slot a firmware takes",
    .synopsis = "[--map N [--slot-limit BYTES]] [--slot N] [--json] ELF",
    .details =
        "Bars on a terminal, coloured by how full they are. Exit status 1 when iram, dram or\n"
        "the slot is exceeded. The limit of irom is that of the SDK's linker scripts: devices "
        "have\n"
        "none beside the slot. Without --map only iram and dram have a limit.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = 1,
    .run = run_size,
};

/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "appbin/flash_image.h"
#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "arguments.h"
#include "command.h"
#include "input.h"
#include "message.h"
#include "output.h"

static const struct command_option options[] = {
    {"map", 0, "N", false, "flash map (required)", NULL},
    {"boot-bin", 0, "FILE", false, "the vendor's boot loader (required)", NULL},
    {"slot1", 0, "FILE", false, "user1 (required)", NULL},
    {"slot2", 0, "FILE", false, "user2", NULL},
    {"init-data", 0, "FILE", false, "esp_init_data_default.bin", NULL},
    {"output", 'o', "FILE", false, "the flash image (required)", NULL},
};

enum { BOOT, SLOT1, SLOT2, INIT_DATA, PARTS };
static const char *const part_options[PARTS] = {"boot-bin", "slot1", "slot2", "init-data"};

/* A file as it was read, once. */
struct part {
    struct input input; /* bytes NULL: absent */
    struct appbin_image image;
};

static enum exit_code check_slot(const struct part *part, unsigned slot,
                                 const struct appbin_flash_map *map)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error =
        appbin_image_require_sound(&part->image, slot, map->number, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(part->input.path, error, &diagnostic);
}

static enum exit_code check_pair(const struct part *first, const struct part *second)
{
    struct appbin_findings findings = {0};
    appbin_image_check_pair(&findings, &first->image, first->input.bytes, &second->image,
                            second->input.bytes);
    if (findings.count > 0) {
        message_error(second->input.path, "%s", findings.items[0].text);
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static enum exit_code check_boot_loader(const struct part *part)
{
    const struct appbin_image *image = &part->image;
    if (image->boot != APPBIN_BOOT_NONE || image->xor_stored != image->xor_computed) {
        message_error(part->input.path, "not a boot loader: %s",
                      image->boot != APPBIN_BOOT_NONE ? "it is an OTA image"
                                                      : "its XOR checksum is wrong");
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static struct appbin_flash_part flash_part(const struct part *part)
{
    return (struct appbin_flash_part){part->input.bytes, part->input.size};
}

static enum exit_code merge(const struct part *parts, const struct appbin_flash_map *map,
                            const char *output)
{
    /* Flash mode and clock are in the RAM part's header; boot old: in the boot loader's alone. */
    bool boot_new = parts[SLOT1].image.boot == APPBIN_BOOT_NEW;
    const struct appbin_image_header *settings = &parts[boot_new ? SLOT1 : BOOT].image.ram;
    const struct appbin_flash_parts flash = {
        .boot = flash_part(&parts[BOOT]),
        .slot = {flash_part(&parts[SLOT1]), flash_part(&parts[SLOT2])},
        .init_data = flash_part(&parts[INIT_DATA]),
        .flash_mode = settings->byte2,
        .flash_clock = settings->byte3 & 15,
    };
    struct appbin_diagnostic diagnostic;
    uint8_t *image = NULL;
    size_t size = 0;
    enum appbin_error error = appbin_flash_image_merge(&image, &size, map, &flash, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(NULL, error, &diagnostic);
    }
    const struct appbin_output file = {output, image, size};
    enum exit_code result = output_write(&file, 1);
    free(image);
    return result;
}

static enum exit_code read_part(struct part *part, size_t which, const char *path,
                                const struct appbin_flash_map *map)
{
    enum exit_code result = which == INIT_DATA
                                ? input_read(&part->input, path, APPBIN_IMAGE_MAX_SIZE)
                                : input_read_image(&part->input, path, &part->image);
    if (result != EXIT_DONE) {
        return result;
    }
    if (part->input.size == 0) {
        message_error(path, "the file is empty");
        return EXIT_INPUT;
    }
    if (which == BOOT) {
        return check_boot_loader(part);
    }
    return which == INIT_DATA ? EXIT_DONE : check_slot(part, which == SLOT1 ? 1 : 2, map);
}

static enum exit_code read_parts(const struct arguments *arguments,
                                 const struct appbin_flash_map *map, const char *output,
                                 struct part *parts)
{
    const struct appbin_output file = {.path = output};
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < PARTS && result == EXIT_DONE; i++) {
        const char *path = arguments_get(arguments, part_options[i]);
        if (path == NULL) {
            continue;
        }
        result = output_check_distinct(&file, 1, &path, 1);
        if (result == EXIT_DONE) {
            result = read_part(&parts[i], i, path, map);
        }
    }
    return result;
}

static enum exit_code run_merge(const struct arguments *arguments)
{
    static const char *const required[] = {"map", "boot-bin", "slot1", "output"};
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (arguments_get(arguments, required[i]) == NULL) {
            bool output = required[i][0] == 'o';
            return message_usage("%s%s is missing", output ? "-" : "--",
                                 output ? "o" : required[i]);
        }
    }
    unsigned number = 0;
    if (!arguments_get_map(arguments, &number)) {
        return EXIT_USAGE;
    }
    const struct appbin_flash_map *map = appbin_flash_map_find(number);
    if (map == NULL || !map->ota) {
        return message_usage("flash map %u has no OTA slots", number);
    }
    const char *output = arguments_get(arguments, "output");
    struct part parts[PARTS] = {0};
    enum exit_code result = read_parts(arguments, map, output, parts);
    if (result == EXIT_DONE && parts[SLOT2].input.bytes != NULL) {
        result = check_pair(&parts[SLOT1], &parts[SLOT2]);
    }
    if (result == EXIT_DONE) {
        result = merge(parts, map, output);
    }
    if (result == EXIT_DONE && map->doubtful) {
        message_warning(NULL, "flash map %u: users report that user2 does not boot there", number);
    }
    for (size_t i = 0; i < PARTS; i++) {
        input_free(&parts[i].input);
    }
    return result;
}

const struct command command_merge = {
    .name = "merge",
    .summary = "Lay boot loader, slots and init data out into one flash image for the factory",
    .synopsis = "--map N --boot-bin FILE --slot1 FILE [--slot2 FILE] [--init-data FILE]\n"
                "-o FILE",
    .details =
        "The image is as long as the flash; what no file fills is FF, the parameter and blank\n"
        "sectors included. The boot loader's header gets the map of --map, and flash mode and\n"
        "clock of user1 (boot old: its own). Parts that overlap, are damaged or stand in the\n"
        "wrong slot are refused.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_max = 0,
    .run = run_merge,
};

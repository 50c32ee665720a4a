#include <stdlib.h>

#include "appbin/flash_image.h"
#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "arguments.h"
#include "command.h"
#include "image_content.h"
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

static enum exit_code read_image(const struct input *input, struct appbin_image *image)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_image_read(image, input->bytes, input->size, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(input->path, error, &diagnostic);
}

static enum exit_code check_slot(const struct input *input, unsigned slot,
                                 const struct appbin_flash_map *map)
{
    struct appbin_image image;
    enum exit_code result = read_image(input, &image);
    if (result != EXIT_DONE) {
        return result;
    }
    return image_content_check(input->path, &image, slot, map->number);
}

static enum exit_code check_pair(const struct input *first, const struct input *second)
{
    struct appbin_image images[2];
    struct appbin_findings findings = {0};
    enum exit_code result = read_image(first, &images[0]);
    if (result == EXIT_DONE) {
        result = read_image(second, &images[1]);
    }
    if (result != EXIT_DONE) {
        return result;
    }
    appbin_image_check_pair(&findings, &images[0], first->bytes, &images[1], second->bytes);
    if (findings.count > 0) {
        message_error(second->path, "%s", findings.items[0].text);
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static enum exit_code check_boot_loader(const struct input *input)
{
    struct appbin_image image;
    enum exit_code result = read_image(input, &image);
    if (result == EXIT_DONE &&
        (image.boot != APPBIN_BOOT_NONE || image.xor_stored != image.xor_computed)) {
        message_error(input->path, "not a boot loader: %s",
                      image.boot != APPBIN_BOOT_NONE ? "it is an OTA image"
                                                     : "its XOR checksum is wrong");
        return EXIT_REFUSED;
    }
    return result;
}

/* Flash mode and clock stand in the RAM part's header, or, boot old, only in the boot loader's. */
static void take_flash_settings(struct appbin_flash_parts *parts)
{
    struct appbin_image image;
    const struct appbin_flash_part *source = &parts->slot[0];
    if (appbin_image_read(&image, source->bytes, source->size, NULL) != APPBIN_OK ||
        image.boot != APPBIN_BOOT_NEW) {
        source = &parts->boot;
        (void)appbin_image_read(&image, source->bytes, source->size, NULL);
    }
    parts->flash_mode = image.ram.byte2;
    parts->flash_clock = image.ram.byte3 & 15;
}

static enum exit_code merge(const struct input *inputs, const struct appbin_flash_map *map,
                            const char *output)
{
    struct appbin_flash_parts parts = {
        .boot = {inputs[BOOT].bytes, inputs[BOOT].size},
        .slot = {{inputs[SLOT1].bytes, inputs[SLOT1].size},
                 {inputs[SLOT2].bytes, inputs[SLOT2].size}},
        .init_data = {inputs[INIT_DATA].bytes, inputs[INIT_DATA].size},
    };
    struct appbin_diagnostic diagnostic;
    uint8_t *image = NULL;
    size_t size = 0;
    take_flash_settings(&parts);
    enum appbin_error error = appbin_flash_image_merge(&image, &size, map, &parts, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(NULL, error, &diagnostic);
    }
    const struct appbin_output file = {output, image, size};
    enum exit_code result = output_write(&file, 1);
    free(image);
    return result;
}

static enum exit_code read_parts(const struct arguments *arguments,
                                 const struct appbin_flash_map *map, const char *output,
                                 struct input *inputs)
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
            result = input_read(&inputs[i], path, APPBIN_IMAGE_MAX_SIZE);
        }
        if (result == EXIT_DONE && inputs[i].size == 0) {
            message_error(path, "the file is empty");
            result = EXIT_INPUT;
        }
        if (result == EXIT_DONE && i == BOOT) {
            result = check_boot_loader(&inputs[i]);
        }
        if (result == EXIT_DONE && (i == SLOT1 || i == SLOT2)) {
            result = check_slot(&inputs[i], i == SLOT1 ? 1 : 2, map);
        }
    }
    return result;
}

static enum exit_code run(const struct arguments *arguments)
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
    struct input inputs[PARTS] = {0};
    enum exit_code result = read_parts(arguments, map, output, inputs);
    if (result == EXIT_DONE && inputs[SLOT2].bytes != NULL) {
        result = check_pair(&inputs[SLOT1], &inputs[SLOT2]);
    }
    if (result == EXIT_DONE) {
        result = merge(inputs, map, output);
    }
    if (result == EXIT_DONE && map->doubtful) {
        message_warning(NULL, "flash map %u: users report that user2 does not boot there", number);
    }
    for (size_t i = 0; i < PARTS; i++) {
        input_free(&inputs[i]);
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
    .run = run,
};

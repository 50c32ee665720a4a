#include <stdlib.h>

#include "appbin/flash_image.h"
#include "appbin/image_check.h"
#include "arguments.h"
#include "command.h"
#include "input.h"
#include "message.h"
#include "output.h"

static const struct command_option options[] = {
    {"map", 0, "N", false, "flash map (required)"},
    {"boot-bin", 0, "FILE", false, "the vendor's boot loader (required)"},
    {"slot1", 0, "FILE", false, "user1 (required)"},
    {"slot2", 0, "FILE", false, "user2"},
    {"init-data", 0, "FILE", false, "esp_init_data_default.bin"},
    {"output", 'o', "FILE", false, "the flash image (required)"},
};

enum { BOOT, SLOT1, SLOT2, INIT_DATA, PARTS };
static const char *const part_options[PARTS] = {"boot-bin", "slot1", "slot2", "init-data"};

/* A factory image with user2 in slot 1 boots nowhere; the address is what tells. */
static enum exit_code check_slot(const struct input *input, unsigned slot,
                                 const struct appbin_flash_map *map)
{
    struct appbin_image image;
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_image_read(&image, input->bytes, input->size, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(input->path, error, &diagnostic);
    }
    const struct appbin_check_target target = {.slot = slot, .map = (int)map->number};
    struct appbin_findings findings = {0};
    appbin_image_check(&findings, &image, &target);
    for (size_t i = 0; i < findings.count; i++) {
        enum appbin_finding_code code = findings.items[i].code;
        if (code == APPBIN_FINDING_IROM_ADDRESS || code == APPBIN_FINDING_XOR ||
            code == APPBIN_FINDING_NOT_OTA ||
            (code == APPBIN_FINDING_SLOT_BYTE && image.slot != 0)) {
            message_error(input->path, "%s", findings.items[i].text);
            return EXIT_REFUSED;
        }
    }
    return EXIT_DONE;
}

static enum exit_code merge(const struct input *inputs, const struct appbin_flash_map *map,
                            const char *output)
{
    const struct appbin_flash_parts parts = {
        .boot = {inputs[BOOT].bytes, inputs[BOOT].size},
        .slot = {{inputs[SLOT1].bytes, inputs[SLOT1].size},
                 {inputs[SLOT2].bytes, inputs[SLOT2].size}},
        .init_data = {inputs[INIT_DATA].bytes, inputs[INIT_DATA].size},
    };
    struct appbin_diagnostic diagnostic;
    uint8_t *image = NULL;
    size_t size = 0;
    enum appbin_error error = appbin_flash_image_merge(&image, &size, map, &parts, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(output, error, &diagnostic);
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
            return message_usage("--%s is missing", required[i]);
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
    if (map->doubtful) {
        message_warning(NULL, "flash map %u: users report that user2 does not boot there", number);
    }
    const char *output = arguments_get(arguments, "output");
    struct input inputs[PARTS] = {0};
    enum exit_code result = read_parts(arguments, map, output, inputs);
    if (result == EXIT_DONE) {
        result = merge(inputs, map, output);
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
        "sectors included. Parts that overlap or stand in the wrong slot are refused.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_max = 0,
    .run = run,
};

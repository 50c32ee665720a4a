/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "appbin/image_fix.h"
#include "arguments.h"
#include "command.h"
#include "input.h"
#include "message.h"
#include "output.h"
#include "standard_streams.h"

static const struct command_option options[] = {
    {"crc", 0, "RULE", false, "portable (default), inverted or sdk", CRC_CHOICES},
    {"trailer", 0, "present|absent", false,
     "boot old only, when no rule explains the last 4 bytes:\n"
     "they are a CRC word (replace) or irom (append);\n"
     "detect (default): refuse then",
     "detect present absent"},
    {"output", 'o', "FILE", false,
     "write here; default: replace FILE, or\nstandard output when FILE is -", NULL},
};

static const struct message_hint hints[] = {
    {APPBIN_ERR_TRAILER_UNKNOWN,
     "--trailer present replaces them, --trailer absent appends a CRC word"},
    {APPBIN_ERR_NO_PORTABLE_CRC, "--crc sdk makes a word that stock devices take"},
    {APPBIN_OK, NULL},
};

static enum exit_code fix(const struct input *input, const char *output, unsigned rule,
                          enum appbin_trailer trailer)
{
    struct appbin_diagnostic diagnostic;
    uint8_t *fixed = NULL;
    size_t size = 0;
    enum appbin_error error = appbin_image_fix_crc(
        &fixed, &size, input->bytes, input->size, (enum appbin_crc_rule)rule, trailer, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(input->path, error, &diagnostic);
    }
    const struct appbin_output file = {output, fixed, size};
    enum exit_code result = EXIT_DONE;
    bool unchanged = strcmp(output, input->path) == 0 && size == input->size &&
                     memcmp(fixed, input->bytes, size) == 0;
    if (!unchanged) {
        result = output_write(&file, 1);
    }
    free(fixed);
    return result;
}

/* The word can be made right for damaged data too; say when that may have happened. */
static void warn(const char *path, const struct appbin_image *image, unsigned trailer)
{
    if (image->xor_stored != image->xor_computed && !image->xor_covers_irom) {
        message_warning(path, "the XOR checksum is wrong: the image is damaged, build it again");
    } else if (image->has_crc ? image->crc_rule == APPBIN_CRC_NONE
                              : trailer == APPBIN_TRAILER_PRESENT) {
        message_warning(path, "the old CRC word followed no rule: if the image was not changed on "
                              "purpose, it is damaged");
    }
}

static enum exit_code run_fix_crc(const struct arguments *arguments)
{
    unsigned rule = APPBIN_CRC_PORTABLE;
    unsigned trailer = APPBIN_TRAILER_DETECT;
    if (!arguments_get_choice(arguments, "crc", &rule) ||
        !arguments_get_choice(arguments, "trailer", &trailer)) {
        return EXIT_USAGE;
    }
    const char *path = arguments->operands[0];
    const char *output = arguments_get(arguments, "output");
    if (output == NULL && standard_streams_is_input(path)) {
        output = standard_output_path;
    }
    if (output != NULL) {
        const struct appbin_output file = {.path = output};
        enum exit_code distinct = output_check_distinct(&file, 1, &path, 1);
        if (distinct != EXIT_DONE) {
            return distinct;
        }
    }
    struct input input;
    struct appbin_image image;
    enum exit_code result = input_read_image(&input, path, &image);
    if (result != EXIT_DONE) {
        return result;
    }
    result = fix(&input, output != NULL ? output : path, rule, (enum appbin_trailer)trailer);
    if (result == EXIT_DONE) {
        warn(path, &image, trailer);
    }
    input_free(&input);
    return result;
}

static const struct command_example examples[] = {
    {"Repair an image of an older script", "imagetool fix-crc -o repaired.bin old.bin"},
    {"The same in a pipe", "imagetool fix-crc - <old.bin >repaired.bin"},
};

const struct command command_fix_crc = {
    .name = "fix-crc",
    .summary = "Repair or append the CRC word of an OTA image",
    .synopsis = "[--crc portable|inverted|sdk] [--trailer present|absent] [-o FILE] FILE",
    .details =
        "Replaces a word of any rule, appends one where it is missing, and drops erased bytes\n"
        "of a flash dump after it. An image that is right already stays as it is. For a\n"
        "portable word one pad byte before the XOR checksum may change.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .hints = hints,
    .operands_min = 1,
    .operands_max = 1,
    .run = run_fix_crc,
};

/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/image_fix.h"
#include "arguments.h"
#include "command.h"
#include "input.h"
#include "message.h"
#include "output.h"
#include "report.h"
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

/* The image as it was, and as it is. */
struct repair {
    const struct input *input;
    const struct appbin_image *image;
    const uint8_t *fixed;
    size_t size;
    bool had_word;
};

static bool changes_nothing(const struct repair *repair)
{
    return repair->size == repair->input->size &&
           memcmp(repair->fixed, repair->input->bytes, repair->size) == 0;
}

/* Beside the word itself: what made it portable, and what came behind it. */
static void describe_rest(char *text, size_t text_size, const struct repair *repair)
{
    const uint8_t *before = repair->input->bytes;
    size_t word = repair->size - APPVERIFY_CRC_SIZE;
    size_t pad = 0;
    text[0] = '\0';
    while (pad < word && before[pad] == repair->fixed[pad]) {
        pad++;
    }
    if (pad < word) {
        (void)snprintf(text, text_size, "; pad byte at 0x%06zx was 0x%02x, is 0x%02x", pad,
                       before[pad], repair->fixed[pad]);
    }
    size_t used = strlen(text);
    if (repair->input->size > repair->size) {
        (void)snprintf(text + used, text_size - used, "; %zu erased bytes behind it dropped",
                       repair->input->size - repair->size);
    }
}

static uint32_t load_word(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static bool had_word(const struct appbin_image *image, enum appbin_trailer trailer)
{
    return image->has_crc || (image->boot == APPBIN_BOOT_OLD && trailer == APPBIN_TRAILER_PRESENT);
}

static void report(const struct repair *repair)
{
    struct appbin_image fixed;
    char rest[160];
    const char *path = repair->input->path;
    if (appbin_image_read(&fixed, repair->fixed, repair->size, NULL) != APPBIN_OK) {
        return; /* it was made of one that could be read */
    }
    const char *rule = appbin_crc_rule_str(fixed.crc_rule);
    uint32_t offset = fixed.crc_offset;
    describe_rest(rest, sizeof rest, repair);
    if (changes_nothing(repair)) {
        report_line(path, "nothing to change: CRC word 0x%08" PRIx32 " (%s) at 0x%06" PRIx32,
                    fixed.crc_stored, rule, offset);
    } else if (repair->had_word) {
        uint32_t before = load_word(repair->input->bytes + offset);
        report_line(
            path, "CRC word at 0x%06" PRIx32 " was 0x%08" PRIx32 " (%s), is 0x%08" PRIx32 " (%s)%s",
            offset, before,
            repair->image->crc_rule != APPBIN_CRC_NONE
                ? appbin_crc_rule_str(repair->image->crc_rule)
                : "no rule",
            fixed.crc_stored, rule, rest);
    } else {
        report_line(path, "CRC word 0x%08" PRIx32 " (%s) appended at 0x%06" PRIx32 "%s",
                    fixed.crc_stored, rule, offset, rest);
    }
}

static enum exit_code fix(const struct input *input, const struct appbin_image *image,
                          const char *output, unsigned rule, enum appbin_trailer trailer)
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
    const struct repair repair = {input, image, fixed, size, had_word(image, trailer)};
    if (strcmp(output, input->path) != 0 || !changes_nothing(&repair)) {
        result = output_write(&file, 1);
    }
    if (result == EXIT_DONE) {
        report(&repair);
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
    result =
        fix(&input, &image, output != NULL ? output : path, rule, (enum appbin_trailer)trailer);
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

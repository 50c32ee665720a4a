/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "appbin/bundle.h"
#include "appbin/file.h"
#include "appbin/flash_dump.h"
#include "appbin/image_build.h"
#include "appbin/image_check.h"
#include "appverify/manifest.h"
#include "arguments.h"
#include "check_outcome.h"
#include "command.h"
#include "flash_text.h"
#include "input.h"
#include "json_output.h"
#include "layout_options.h"
#include "message.h"
#include "origin_text.h"
#include "pair_strict.h"
#include "parallel.h"
#include "progress.h"

static const struct command_option options[] = {
    {"slot", 0, "1|2", false, "slot of the target; default: the one in the header", SLOT_CHOICES},
    {"map", 0, "N", false, "flash map of the target; default: the one in the header", NULL},
    {"header", 0, "STYLE", false,
     "header styles that the device takes: slot only (NONOS\nSDK 1.5 and later), or flash too "
     "(RTOS "
     "SDK 1.x and\n2.x, NONOS SDK 1.3); default: what the image has",
     HEADER_CHOICES},
    LAYOUT_OPTIONS,
    PAIR_STRICT_OPTION,
    {"json", 0, NULL, false, "print JSON", NULL},
};

struct checked {
    struct input input; /* bytes NULL when unreadable, or no image */
    bool is_bundle;
    struct appbin_image image;
};

struct job {
    struct appbin_check_target target;
    char *const *paths;
    struct check_outcome *outcomes; /* of each path */
    bool are_two;                   /* then they stay, for a look at both: */
    struct checked pair[2];
};

static const char *manifest_text(const struct checked *checked)
{
    struct appverify_manifest manifest;
    const struct appbin_image *image = &checked->image;
    if (image->manifest_size == 0) {
        return "";
    }
    return appverify_manifest_parse(&manifest, checked->input.bytes + image->manifest_offset,
                                    image->manifest_size) == APPVERIFY_OK
               ? "; signed, not verified here"
               : "; its manifest is malformed";
}

/* By the header, or, where that names none, by the code; 0 when neither tells. */
static unsigned slot_of(const struct appbin_image *image, const struct appbin_check_target *target,
                        int map_number)
{
    unsigned slot =
        target->slot == 0 && !appbin_flash_map_is_own(target->layout) ? image->slot : target->slot;
    const struct appbin_flash_map *map = appbin_flash_map_choose(target->layout, map_number);
    if (slot == 0 && map != NULL && map->ota) {
        unsigned linked = appbin_image_linked_slots(image, map);
        slot = linked == 1 || linked == 2 ? linked : 0;
    }
    return slot;
}

/* What was checked, and what was not. The text is freed by the caller; NULL without memory. */
static char *good_text(const struct checked *checked, const struct appbin_check_target *target)
{
    const struct appbin_image *image = &checked->image;
    int map = target->map >= 0 ? target->map : appbin_image_map(image); /* a layout comes with it */
    unsigned slot = slot_of(image, target, map);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    (void)fputs("ok", out);
    if (slot != 0) {
        (void)fprintf(out, " for slot %u", slot);
    }
    if (map >= 0) {
        (void)fprintf(out, "%s map %d", slot != 0 ? " of" : " for", map);
    }
    if (appbin_flash_map_is_own(target->layout)) {
        (void)fprintf(out, " in rBoot's ROMs: segments, size and XOR are right; ");
    } else {
        (void)fprintf(out, ": header, segments, %sXOR and CRC word are right; ",
                      map >= 0 ? "size, " : "");
    }
    origin_text_print(out, image);
    (void)fprintf(out, "%s%s", map < 0 ? "; not checked whether it fits: give --map" : "",
                  manifest_text(checked));
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static void check_flash(struct check_outcome *outcome, const char *path,
                        const struct appbin_flash_dump *flash,
                        const struct appbin_check_target *target)
{
    struct appbin_findings findings = {0};
    bool header = target->flash_header || target->slot_header;
    char text[256];
    if (target->slot != 0 || target->layout != NULL || header) {
        (void)snprintf(text, sizeof text, "a whole flash; %s is for an image",
                       target->slot != 0                         ? "--slot"
                       : appbin_flash_map_is_own(target->layout) ? "--layout"
                       : target->layout != NULL                  ? "--slot-limit"
                                                                 : "--header");
        check_outcome_failed(outcome, path, EXIT_USAGE, text);
        return;
    }
    appbin_flash_dump_check(&findings, flash, target->map);
    flash_text_good(text, sizeof text, flash);
    check_outcome_judged(outcome, path, &findings, text, NULL);
}

/* Whether it is an image, whose bytes are there. */
static bool check_image(struct check_outcome *outcome, struct checked *checked,
                        const struct appbin_check_target *target)
{
    struct appbin_findings findings = {0};
    struct appbin_diagnostic diagnostic;
    struct input *input = &checked->input;
    enum appbin_error error =
        appbin_image_read(&checked->image, input->bytes, input->size, &diagnostic);
    if (error != APPBIN_OK) {
        check_outcome_failed(outcome, input->path, exit_code_of(error), diagnostic.message);
        return false;
    }
    appbin_image_check(&findings, &checked->image, target);
    char *good = good_text(checked, target);
    check_outcome_judged(outcome, input->path, &findings, good, &checked->image);
    free(good);
    return true;
}

/* Only two good files are worth a word of praise, or a warning. */
static void check_pair(struct check_outcome *outcome, const struct checked pair[2], int map,
                       bool good, bool strict)
{
    struct appbin_findings findings = {0};
    char text[128];
    appbin_image_check_pair(&findings, &pair[0].image, pair[0].input.bytes, &pair[1].image,
                            pair[1].input.bytes);
    if (!good && !appbin_findings_refuse(&findings)) {
        return;
    }
    if (strict) {
        pair_strict_apply(&findings);
    }
    appbin_image_describe_pair(text, sizeof text, map, &pair[0].image, pair[0].input.bytes,
                               &pair[1].image, pair[1].input.bytes);
    char *name = NULL;
    if (asprintf(&name, "%s, %s", pair[0].input.path, pair[1].input.path) < 0) {
        check_outcome_no_memory(outcome);
        return;
    }
    check_outcome_judged(outcome, name, &findings, text, NULL);
    free(name);
}

/* Each image as if it was a file of its own, and both as a pair. */
static void check_parts(struct check_outcome *outcome, const struct input *file,
                        const struct appbin_bundle *bundle,
                        const struct appbin_check_target *target)
{
    struct checked parts[APPVERIFY_PAYLOADS_MAX] = {0};
    for (size_t i = 0; i < bundle->image_count; i++) {
        struct appbin_check_target own = *target;
        own.slot = bundle->images[i].slot;
        if (input_part(&parts[i].input, file, &bundle->images[i])) {
            (void)check_image(outcome, &parts[i], &own);
        } else {
            check_outcome_no_memory(outcome);
        }
    }
    if (bundle->image_count == 2 && outcome->result == EXIT_DONE) {
        check_pair(outcome, parts, target->map, true, false);
    }
    for (size_t i = 0; i < bundle->image_count; i++) {
        input_part_free(&parts[i].input);
    }
}

static void check_bundle(struct check_outcome *outcome, const struct input *file,
                         const struct appbin_check_target *target)
{
    struct appbin_bundle bundle;
    struct appbin_diagnostic diagnostic;
    if (target->slot != 0) {
        check_outcome_failed(outcome, file->path, EXIT_USAGE, "a bundle; --slot is for an image");
        return;
    }
    enum appbin_error error = appbin_bundle_read(&bundle, file->bytes, file->size, &diagnostic);
    if (error != APPBIN_OK) {
        check_outcome_failed(outcome, file->path, exit_code_of(error), diagnostic.message);
        return;
    }
    check_parts(outcome, file, &bundle, target);
}

/* Of an image the bytes stay in *checked. */
static void check_file(struct check_outcome *outcome, struct checked *checked, const char *path,
                       const struct appbin_check_target *target)
{
    struct appbin_flash_dump flash;
    struct appbin_diagnostic diagnostic;
    struct input *input = &checked->input;
    *checked = (struct checked){.input.path = path};
    enum appbin_error error =
        appbin_file_read(&input->bytes, &input->size, path, APPBIN_IMAGE_MAX_SIZE, &diagnostic);
    if (error != APPBIN_OK) {
        check_outcome_failed(outcome, path, exit_code_of(error), diagnostic.message);
        return;
    }
    checked->is_bundle = appbin_is_bundle(input->bytes, input->size);
    if (checked->is_bundle) {
        check_bundle(outcome, input, target);
        input_free(input); /* it is no half of a pair */
    } else if (appbin_flash_dump_read(&flash, input->bytes, input->size, NULL) == APPBIN_OK) {
        check_flash(outcome, path, &flash, target);
        input_free(input);
    } else if (!check_image(outcome, checked, target)) {
        input_free(input);
    }
}

static void check_block(void *context, size_t first, size_t end)
{
    struct job *job = context;
    for (size_t i = first; i < end; i++) {
        struct checked own = {0};
        struct checked *checked = job->are_two ? &job->pair[i] : &own;
        check_file(&job->outcomes[i], checked, job->paths[i], &job->target);
        if (!job->are_two) {
            input_free(&own.input);
        }
        progress_step(1);
    }
}

/* What two files say of each other, or that nothing was asked. result: of each alone. */
static enum exit_code check_together(const struct job *job, const struct arguments *arguments,
                                     enum exit_code result, json_t *array)
{
    bool strict = arguments_get(arguments, "strict") != NULL;
    bool good = result == EXIT_DONE;
    const struct checked *pair = job->pair;
    if (arguments->operand_count > 2 && good) {
        message_note(NULL, "not checked whether any of the %zu files are a pair: give two",
                     arguments->operand_count);
    }
    if (!job->are_two) {
        return result;
    }
    if (pair[0].input.bytes == NULL || pair[1].input.bytes == NULL) {
        if (!good) {
            return result; /* the reason was told */
        }
        if (strict) {
            return message_usage("--strict judges two images as a pair");
        }
        message_note(NULL, "not checked as a pair: a %s is no image",
                     pair[0].is_bundle || pair[1].is_bundle ? "bundle" : "whole flash");
        return result;
    }
    struct check_outcome outcome = {0};
    check_pair(&outcome, pair, job->target.map, good, strict);
    check_outcome_print(&outcome, array);
    result = exit_code_worst(result, outcome.result);
    check_outcome_free(&outcome);
    return result;
}

static enum exit_code check_files(struct job *job, const struct arguments *arguments)
{
    size_t count = arguments->operand_count;
    job->paths = arguments->operands;
    job->are_two = count == 2;
    job->outcomes = calloc(count, sizeof *job->outcomes);
    if (job->outcomes == NULL) {
        message_error(NULL, "out of memory");
        return EXIT_INPUT;
    }
    progress_begin("files", count);
    parallel_run(check_block, job, count);
    progress_end();
    json_t *array = arguments_get(arguments, "json") != NULL ? json_array() : NULL;
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < count; i++) {
        check_outcome_print(&job->outcomes[i], array);
        result = exit_code_worst(result, job->outcomes[i].result);
        check_outcome_free(&job->outcomes[i]);
    }
    result = check_together(job, arguments, result, array);
    json_output_print(array);
    input_free(&job->pair[0].input);
    input_free(&job->pair[1].input);
    free(job->outcomes);
    return result;
}

static enum exit_code run_check(const struct arguments *arguments)
{
    unsigned slot = 0;
    unsigned map = 0;
    unsigned header = APPBIN_HEADER_SLOT;
    if (!arguments_get_slot(arguments, &slot) || !arguments_get_map(arguments, &map) ||
        !arguments_get_choice(arguments, "header", &header)) {
        return EXIT_USAGE;
    }
    struct appbin_flash_map made;
    const struct appbin_flash_map *layout = NULL;
    if (layout_options_read(arguments, &made, &layout) != EXIT_DONE) {
        return EXIT_USAGE;
    }
    if (arguments_get(arguments, "strict") != NULL && arguments->operand_count != 2) {
        return message_usage("--strict judges two images as a pair");
    }
    struct job job = {.target = {
                          .slot = slot,
                          .layout = layout,
                          .map = arguments_get(arguments, "map") != NULL ? (int)map : -1,
                          .flash_header = header == APPBIN_HEADER_FLASH,
                          .slot_header = arguments_get(arguments, "header") != NULL &&
                                         header == APPBIN_HEADER_SLOT,
                      }};
    return check_files(&job, arguments);
}

static const struct command_example examples[] = {
    {"Ask whether a device would take both images", "imagetool check --map 2 user1.bin user2.bin"},
    {"Judge an image as it is built", "imagetool build --map 2 --slot 1 -o - firmware.slot1.elf |\n"
                                      "    imagetool check --slot 1 -"},
};

const struct command command_check = {
    .name = "check",
    .summary = "Tell whether a stock device would accept an image over the air, and run it",
    .synopsis = "[--slot N] [--map N] [--header slot|flash]\n"
                "[--layout rboot [--rom OFFSET --rom OFFSET]] [--slot-limit BYTES]\n"
                "[--strict] [--json] FILE...",
    .details =
        "Judges magic, slot byte, CRC word (by the stock device's rule and by the plain one),\n"
        "XOR checksum, irom address, segments, entry and size. Says what was checked, and what\n"
        "the image does not tell. Images of other kinds, as those of Arduino or RTOS SDK 3.x,\n"
        "are named. Of a bundle each image is judged. Two files, or the two images of a bundle,\n"
        "are also judged as user1 and user2: one map, two slots, one manifest when they are\n"
        "signed. A warning follows when their segments, lengths or strings look like two\n"
        "different programs. Exit status 1 with one line for each reason to refuse.\n"
        "\n"
        "Many files are judged on all cores. The answers are in the order of the files.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = OPERANDS_ANY,
    .run = run_check,
};

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "appbin/bundle.h"
#include "appbin/flash_dump.h"
#include "appbin/image_build.h"
#include "appbin/image_check.h"
#include "appverify/manifest.h"
#include "arguments.h"
#include "command.h"
#include "flash_text.h"
#include "input.h"
#include "json_output.h"
#include "layout_options.h"
#include "message.h"
#include "origin_text.h"
#include "pair_strict.h"
#include "plain_text.h"

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

static json_t *findings_json(const char *file, const struct appbin_findings *findings,
                             const struct appbin_image *image)
{
    json_t *list = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        (void)json_array_append_new(list, json_pack("{s:s, s:b, s:s}", "code",
                                                    appbin_finding_str(findings->items[i].code),
                                                    "refuses", findings->items[i].refuses, "text",
                                                    findings->items[i].text));
    }
    json_t *object = json_pack("{s:o, s:b, s:o}", "file", json_output_text(file), "accepted",
                               !appbin_findings_refuse(findings), "findings", list);
    if (image != NULL) {
        (void)json_object_set_new(object, "kind", json_string(appbin_kind_str(image->kind)));
        (void)json_object_set_new(object, "linked_by",
                                  json_string(appbin_origin_witness_str(image->origin_witness)));
    }
    return object;
}

static const char *word_for(const struct appbin_finding *finding)
{
    bool warning = finding->code == APPBIN_FINDING_PAIR_PROGRAMS;
    return finding->refuses ? "refused" : warning ? "warning" : "note";
}

static void print_findings(const char *file, const struct appbin_findings *findings,
                           const char *good)
{
    for (size_t i = 0; i < findings->count; i++) {
        plain_text_print(stdout, file);
        (void)printf(": %s: %s\n", word_for(&findings->items[i]), findings->items[i].text);
    }
    if (!appbin_findings_refuse(findings)) {
        plain_text_print(stdout, file);
        (void)printf(": %s\n", good);
    }
}

/* image is NULL for a pair. */
static enum exit_code report(const char *file, const struct appbin_findings *findings,
                             const char *good, const struct appbin_image *image, json_t *array)
{
    if (array != NULL) {
        (void)json_array_append_new(array, findings_json(file, findings, image));
    } else {
        print_findings(file, findings, good);
    }
    return appbin_findings_refuse(findings) ? EXIT_REFUSED : EXIT_DONE;
}

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

static enum exit_code check_flash(const char *path, const struct appbin_flash_dump *flash,
                                  const struct appbin_check_target *target, json_t *array)
{
    struct appbin_findings findings = {0};
    bool header = target->flash_header || target->slot_header;
    if (target->slot != 0 || target->layout != NULL || header) {
        message_error(path, "a whole flash; %s is for an image",
                      target->slot != 0                         ? "--slot"
                      : appbin_flash_map_is_own(target->layout) ? "--layout"
                      : target->layout != NULL                  ? "--slot-limit"
                                                                : "--header");
        return EXIT_USAGE;
    }
    appbin_flash_dump_check(&findings, flash, target->map);
    char good[256];
    flash_text_good(good, sizeof good, flash);
    return report(path, &findings, good, NULL, array);
}

static enum exit_code check_image(struct checked *checked, const struct appbin_check_target *target,
                                  json_t *array)
{
    struct appbin_findings findings = {0};
    appbin_image_check(&findings, &checked->image, target);
    char *good = good_text(checked, target);
    if (good == NULL) {
        message_error(NULL, "out of memory");
        return EXIT_INPUT;
    }
    enum exit_code result = report(checked->input.path, &findings, good, &checked->image, array);
    free(good);
    return result;
}

/* Only two good files are worth a word of praise, or a warning. */
static enum exit_code check_pair(const struct checked pair[2], int map, bool good, bool strict,
                                 json_t *array)
{
    struct appbin_findings findings = {0};
    char text[128];
    appbin_image_check_pair(&findings, &pair[0].image, pair[0].input.bytes, &pair[1].image,
                            pair[1].input.bytes);
    if (!good && !appbin_findings_refuse(&findings)) {
        return EXIT_DONE;
    }
    if (strict) {
        pair_strict_apply(&findings);
    }
    appbin_image_describe_pair(text, sizeof text, map, &pair[0].image, pair[0].input.bytes,
                               &pair[1].image, pair[1].input.bytes);
    char *name = NULL;
    if (asprintf(&name, "%s, %s", pair[0].input.path, pair[1].input.path) < 0) {
        message_error(NULL, "out of memory");
        return EXIT_INPUT;
    }
    enum exit_code result = report(name, &findings, text, NULL, array);
    free(name);
    return result;
}

static enum exit_code check_part(struct checked *checked, const struct input *file,
                                 const struct appbin_bundle_image *place,
                                 const struct appbin_check_target *target, json_t *array)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_check_target own = *target;
    own.slot = place->slot;
    enum exit_code result = input_part(&checked->input, file, place);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error =
        appbin_image_read(&checked->image, checked->input.bytes, checked->input.size, &diagnostic);
    return error == APPBIN_OK ? check_image(checked, &own, array)
                              : message_failure(checked->input.path, error, &diagnostic);
}

/* Each image as if it was a file of its own, and both as a pair. */
static enum exit_code check_bundle(const struct input *file,
                                   const struct appbin_check_target *target, json_t *array)
{
    struct appbin_bundle bundle;
    struct appbin_diagnostic diagnostic;
    struct checked parts[APPVERIFY_PAYLOADS_MAX] = {0};
    if (target->slot != 0) {
        message_error(file->path, "a bundle; --slot is for an image");
        return EXIT_USAGE;
    }
    enum appbin_error error = appbin_bundle_read(&bundle, file->bytes, file->size, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(file->path, error, &diagnostic);
    }
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < bundle.image_count; i++) {
        result =
            exit_code_worst(result, check_part(&parts[i], file, &bundle.images[i], target, array));
    }
    if (bundle.image_count == 2 && result == EXIT_DONE) {
        result = check_pair(parts, target->map, true, false, array);
    }
    for (size_t i = 0; i < bundle.image_count; i++) {
        input_part_free(&parts[i].input);
    }
    return result;
}

static enum exit_code check_file(struct checked *checked, const char *path,
                                 const struct appbin_check_target *target, json_t *array)
{
    struct appbin_flash_dump flash;
    struct appbin_diagnostic diagnostic;
    struct input *input = &checked->input;
    enum exit_code result = input_read(input, path, APPBIN_IMAGE_MAX_SIZE);
    if (result != EXIT_DONE) {
        return result;
    }
    checked->is_bundle = appbin_is_bundle(input->bytes, input->size);
    if (checked->is_bundle) {
        result = check_bundle(input, target, array);
        input_free(input); /* it is no half of a pair */
        return result;
    }
    if (appbin_flash_dump_read(&flash, input->bytes, input->size, NULL) == APPBIN_OK) {
        input_free(input);
        return check_flash(path, &flash, target, array);
    }
    enum appbin_error error =
        appbin_image_read(&checked->image, input->bytes, input->size, &diagnostic);
    if (error != APPBIN_OK) {
        input_free(input);
        return message_failure(path, error, &diagnostic);
    }
    return check_image(checked, target, array);
}

/* What two files say of each other, or that nothing was asked. */
static enum exit_code check_together(const struct checked pair[2],
                                     const struct arguments *arguments, int map, bool good,
                                     json_t *array)
{
    bool strict = arguments_get(arguments, "strict") != NULL;
    if (arguments->operand_count > 2 && good) {
        message_note(NULL, "not checked whether any of the %zu files are a pair: give two",
                     arguments->operand_count);
    }
    if (arguments->operand_count != 2) {
        return EXIT_DONE;
    }
    if (pair[0].input.bytes == NULL || pair[1].input.bytes == NULL) {
        if (!good) {
            return EXIT_DONE; /* the reason was told */
        }
        if (strict) {
            return message_usage("--strict judges two images as a pair");
        }
        message_note(NULL, "not checked as a pair: a %s is no image",
                     pair[0].is_bundle || pair[1].is_bundle ? "bundle" : "whole flash");
        return EXIT_DONE;
    }
    return check_pair(pair, map, good, strict, array);
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
    const struct appbin_check_target target = {
        .slot = slot,
        .layout = layout,
        .map = arguments_get(arguments, "map") != NULL ? (int)map : -1,
        .flash_header = header == APPBIN_HEADER_FLASH,
        .slot_header = arguments_get(arguments, "header") != NULL && header == APPBIN_HEADER_SLOT,
    };
    json_t *array = arguments_get(arguments, "json") != NULL ? json_array() : NULL;
    enum exit_code result = EXIT_DONE;
    struct checked pair[2] = {0};
    for (size_t i = 0; i < arguments->operand_count; i++) {
        struct checked *checked = &pair[i % 2];
        input_free(&checked->input);
        result =
            exit_code_worst(result, check_file(checked, arguments->operands[i], &target, array));
    }
    result = exit_code_worst(
        result, check_together(pair, arguments, target.map, result == EXIT_DONE, array));
    input_free(&pair[0].input);
    input_free(&pair[1].input);
    json_output_print(array);
    return result;
}

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
        "different programs. Exit status 1 with one line for each reason to refuse.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = OPERANDS_ANY,
    .run = run_check,
};

/* SPDX-License-Identifier: MIT */
#include "release_outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "output.h"
#include "publish.h"

static enum exit_code plan_path(struct release_outputs *outputs, const struct arguments *arguments,
                                size_t index)
{
    const char *input = arguments->operands[index];
    const char *folder = arguments_get(arguments, "out-dir");
    const char *output = arguments_get(arguments, "output");
    const char *slash = strrchr(input, '/');
    const char *name = slash != NULL ? slash + 1 : input;
    int length = folder != NULL
                     ? asprintf(&outputs->paths[index], "%s/%s", folder, name)
                     : asprintf(&outputs->paths[index], "%s", output != NULL ? output : input);
    if (length < 0) {
        outputs->paths[index] = NULL;
        message_error(NULL, "out of memory");
        return EXIT_INPUT;
    }
    return EXIT_DONE;
}

static void add_file(struct appbin_output *files, size_t *count, const char *path)
{
    if (path != NULL) {
        files[(*count)++] = (struct appbin_output){.path = path};
    }
}

static enum exit_code check_distinct(const struct release_outputs *outputs,
                                     const struct publish *published,
                                     const struct arguments *arguments,
                                     const char *const *further_inputs, size_t further_count)
{
    const char *const others[] = {outputs->manifest, outputs->bundle, published->paths[0],
                                  published->paths[1], published->paths[2]};
    struct appbin_output files[sizeof others / sizeof others[0] + 2];
    size_t count = 0;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        add_file(files, &count, others[i]);
    }
    enum exit_code result = output_check_distinct(
        files, count, (const char *const *)arguments->operands, arguments->operand_count);
    for (size_t i = 0; i < arguments->operand_count; i++) {
        add_file(files, &count, outputs->paths[i]);
    }
    if (result == EXIT_DONE && !outputs->in_place) {
        result = output_check_distinct(files, count, (const char *const *)arguments->operands,
                                       arguments->operand_count);
    }
    return result == EXIT_DONE ? output_check_distinct(files, count, further_inputs, further_count)
                               : result;
}

/* The names of published images that hold the release are not known yet; they replace nothing. */
static enum exit_code check_outputs(const struct release_outputs *outputs,
                                    const struct arguments *arguments,
                                    const char *const *further_inputs, size_t further_count)
{
    struct publish published = {.count = 0};
    enum exit_code result = EXIT_DONE;
    if (outputs->publish != NULL) {
        result = publish_fixed_paths(&published, outputs->publish);
    }
    if (result == EXIT_DONE) {
        result = check_distinct(outputs, &published, arguments, further_inputs, further_count);
    }
    publish_free(&published);
    return result;
}

enum exit_code release_outputs_plan(struct release_outputs *outputs,
                                    const struct arguments *arguments,
                                    const char *const *further_inputs, size_t further_count)
{
    const char *output = arguments_get(arguments, "output");
    bool in_place = arguments_get(arguments, "in-place") != NULL;
    unsigned ways = (output != NULL ? 1u : 0u) + (in_place ? 1u : 0u) +
                    (arguments_get(arguments, "out-dir") != NULL ? 1u : 0u);
    const char *publish = arguments_get(arguments, "publish");
    if (ways > 1 || (ways == 0 && publish == NULL)) {
        return message_usage("give one of -o, --out-dir and --in-place, or --publish");
    }
    if (output != NULL && arguments->operand_count == 2) {
        return message_usage("-o goes with one image; two need --out-dir or --in-place");
    }
    *outputs = (struct release_outputs){.inputs = (const char *const *)arguments->operands,
                                        .manifest = arguments_get(arguments, "manifest-out"),
                                        .bundle = arguments_get(arguments, "bundle"),
                                        .publish = publish,
                                        .in_place = in_place};
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; ways == 1 && i < arguments->operand_count && result == EXIT_DONE; i++) {
        result = plan_path(outputs, arguments, i);
    }
    if (result == EXIT_DONE) {
        result = check_outputs(outputs, arguments, further_inputs, further_count);
    }
    if (result != EXIT_DONE) {
        release_outputs_free(outputs);
    }
    return result;
}

void release_outputs_free(struct release_outputs *outputs)
{
    free(outputs->paths[0]);
    free(outputs->paths[1]);
    *outputs = (struct release_outputs){0};
}

/* Images, bundle and manifest, and what is published. */
#define FILES_MAX (4 + PUBLISH_FILES_MAX)

/* All the bytes of a release once more, in the order of its slots. */
static enum exit_code make_bundle(uint8_t **bytes, size_t *size, struct appbin_bundle *bundle,
                                  const struct release_outputs *outputs,
                                  const struct appbin_release *release)
{
    struct appbin_bundle_part parts[APPVERIFY_PAYLOADS_MAX];
    struct appbin_diagnostic diagnostic;
    size_t count = 0;
    size_t failed = 0;
    while (count < APPVERIFY_PAYLOADS_MAX) {
        parts[count].bytes = appbin_release_image(release, count, &parts[count].size);
        if (parts[count].bytes == NULL) {
            break;
        }
        count++;
    }
    enum appbin_error error = appbin_bundle_make(bytes, size, parts, count, &failed, &diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_bundle_read(bundle, *bytes, *size, &diagnostic);
    }
    return error == APPBIN_OK ? EXIT_DONE
                              : message_failure(outputs->inputs[failed], error, &diagnostic);
}

/* The manifest that is published is the last to take its name: then its images are there. */
static enum exit_code write_files(const struct release_outputs *outputs,
                                  const struct appbin_release *release, const uint8_t *bytes,
                                  size_t size, const struct appbin_bundle *bundle)
{
    struct appbin_output files[FILES_MAX] = {{0}};
    struct publish publish = {.count = 0};
    enum exit_code result = EXIT_DONE;
    size_t count = 0;
    while (count < 2 && outputs->paths[count] != NULL) {
        files[count].path = outputs->paths[count];
        files[count].bytes = appbin_release_image(release, count, &files[count].size);
        count++;
    }
    if (outputs->bundle != NULL) {
        files[count++] = (struct appbin_output){outputs->bundle, bytes, size};
    }
    if (outputs->manifest != NULL) {
        files[count].path = outputs->manifest;
        files[count].bytes = appbin_release_manifest(release, &files[count].size);
        count++;
    }
    if (outputs->publish != NULL) {
        result = publish_add(&publish, outputs->publish, bytes, bundle, files, &count);
    }
    if (result == EXIT_DONE) {
        result = output_write(files, count);
    }
    publish_free(&publish);
    return result;
}

enum exit_code release_outputs_write(const struct release_outputs *outputs,
                                     struct appbin_release *release, const char *whole)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_bundle bundle = {.image_count = 0};
    uint8_t *bytes = NULL;
    size_t size = 0;
    size_t failed = APPBIN_RELEASE_ALL;
    enum appbin_error error = appbin_release_finish(release, &failed, &diagnostic);
    if (error != APPBIN_OK) {
        const char *path = failed != APPBIN_RELEASE_ALL ? outputs->inputs[failed] : whole;
        return message_failure(path, error, &diagnostic);
    }
    enum exit_code result = EXIT_DONE;
    if (outputs->bundle != NULL || outputs->publish != NULL) {
        result = make_bundle(&bytes, &size, &bundle, outputs, release);
    }
    if (result == EXIT_DONE) {
        result = write_files(outputs, release, bytes, size, &bundle);
    }
    free(bytes);
    return result;
}

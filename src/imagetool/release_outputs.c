/* SPDX-License-Identifier: MIT */
#include "release_outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "output.h"
#include "publish.h"
#include "release_files.h"

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
        result = publish_paths(&published, outputs->publish, NULL);
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

/* name: what the names begin with, or NULL */
static enum exit_code plan_in_folder(struct release_outputs *outputs, const char *folder,
                                     const char *name)
{
    for (unsigned i = 0; i < 2; i++) {
        if (asprintf(&outputs->paths[i], "%s/%s%suser%u.bin", folder, name != NULL ? name : "",
                     name != NULL ? "." : "", i + 1) < 0) {
            outputs->paths[i] = NULL;
            message_error(NULL, "out of memory");
            return EXIT_INPUT;
        }
    }
    return EXIT_DONE;
}

/* Every path, so that none is an input. */
static enum exit_code check_all(const struct release_outputs *outputs, const char *const *more,
                                size_t more_count, const char *const *inputs, size_t input_count)
{
    struct release_files files;
    enum exit_code result = release_files_list(&files, outputs, more, more_count, NULL);
    if (result == EXIT_DONE) {
        result = output_check_distinct(files.files, files.count, inputs, input_count);
    }
    release_files_free(&files);
    return result;
}

enum exit_code release_outputs_plan_new(struct release_outputs *outputs,
                                        const struct arguments *arguments, const char *const *elfs,
                                        const char *const *more, size_t more_count,
                                        const char *const *inputs, size_t input_count)
{
    const char *folder = arguments_get(arguments, "out-dir");
    const char *name = arguments_get(arguments, "name");
    *outputs = (struct release_outputs){.inputs = elfs,
                                        .manifest = arguments_get(arguments, "manifest-out"),
                                        .bundle = arguments_get(arguments, "bundle"),
                                        .publish = arguments_get(arguments, "publish")};
    if (folder == NULL && outputs->bundle == NULL && outputs->publish == NULL) {
        return message_usage("give --out-dir, --publish or --bundle");
    }
    if (name != NULL && folder == NULL) {
        return message_usage("--name is of the files in --out-dir");
    }
    if (name != NULL && strchr(name, '/') != NULL) {
        return message_usage("--name is '%s'; it is a name without a folder", name);
    }
    enum exit_code result = folder != NULL ? plan_in_folder(outputs, folder, name) : EXIT_DONE;
    return result == EXIT_DONE ? check_all(outputs, more, more_count, inputs, input_count) : result;
}

void release_outputs_free(struct release_outputs *outputs)
{
    free(outputs->paths[0]);
    free(outputs->paths[1]);
    *outputs = (struct release_outputs){0};
}

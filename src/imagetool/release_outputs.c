/* SPDX-License-Identifier: MIT */
#include "release_outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "output.h"

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

static enum exit_code check_distinct(const struct release_outputs *outputs,
                                     const struct arguments *arguments,
                                     const char *const *further_inputs, size_t further_count)
{
    struct appbin_output files[3];
    size_t count = 0;
    if (outputs->manifest != NULL) {
        files[count++] = (struct appbin_output){.path = outputs->manifest};
    }
    enum exit_code result = output_check_distinct(
        files, count, (const char *const *)arguments->operands, arguments->operand_count);
    for (size_t i = 0; i < arguments->operand_count; i++) {
        files[count++] = (struct appbin_output){.path = outputs->paths[i]};
    }
    if (result == EXIT_DONE && !outputs->in_place) {
        result = output_check_distinct(files, count, (const char *const *)arguments->operands,
                                       arguments->operand_count);
    }
    return result == EXIT_DONE ? output_check_distinct(files, count, further_inputs, further_count)
                               : result;
}

enum exit_code release_outputs_plan(struct release_outputs *outputs,
                                    const struct arguments *arguments,
                                    const char *const *further_inputs, size_t further_count)
{
    const char *output = arguments_get(arguments, "output");
    bool in_place = arguments_get(arguments, "in-place") != NULL;
    unsigned ways = (output != NULL ? 1u : 0u) + (in_place ? 1u : 0u) +
                    (arguments_get(arguments, "out-dir") != NULL ? 1u : 0u);
    if (ways != 1) {
        return message_usage("give one of -o, --out-dir and --in-place");
    }
    if (output != NULL && arguments->operand_count == 2) {
        return message_usage("-o goes with one image; two need --out-dir or --in-place");
    }
    *outputs = (struct release_outputs){.inputs = (const char *const *)arguments->operands,
                                        .manifest = arguments_get(arguments, "manifest-out"),
                                        .in_place = in_place};
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < arguments->operand_count && result == EXIT_DONE; i++) {
        result = plan_path(outputs, arguments, i);
    }
    if (result == EXIT_DONE) {
        result = check_distinct(outputs, arguments, further_inputs, further_count);
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

enum exit_code release_outputs_write(const struct release_outputs *outputs,
                                     struct appbin_release *release, const char *whole)
{
    struct appbin_output files[3] = {{0}};
    struct appbin_diagnostic diagnostic;
    size_t count = 0;
    size_t failed = APPBIN_RELEASE_ALL;
    enum appbin_error error = appbin_release_finish(release, &failed, &diagnostic);
    if (error != APPBIN_OK) {
        const char *path = failed != APPBIN_RELEASE_ALL ? outputs->inputs[failed] : whole;
        return message_failure(path, error, &diagnostic);
    }
    while (count < 2 && outputs->paths[count] != NULL) {
        files[count].path = outputs->paths[count];
        files[count].bytes = appbin_release_image(release, count, &files[count].size);
        count++;
    }
    if (outputs->manifest != NULL) {
        files[count].path = outputs->manifest;
        files[count].bytes = appbin_release_manifest(release, &files[count].size);
        count++;
    }
    return output_write(files, count);
}

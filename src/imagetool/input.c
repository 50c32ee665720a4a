/* SPDX-License-Identifier: MIT */
#include "input.h"

#include <stdio.h>
#include <stdlib.h>

#include "appbin/file.h"
#include "message.h"
#include "missing_inputs.h"

enum exit_code input_read(struct input *input, const char *path, size_t max_size)
{
    struct appbin_diagnostic diagnostic;
    *input = (struct input){.path = path};
    if (missing_inputs_said()) {
        return EXIT_INPUT;
    }
    enum appbin_error error =
        appbin_file_read(&input->bytes, &input->size, path, max_size, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

enum exit_code input_open_elf(struct appbin_elf **elf, const char *path)
{
    struct appbin_diagnostic diagnostic;
    if (missing_inputs_said()) {
        return EXIT_INPUT;
    }
    enum appbin_error error = appbin_elf_open_file(elf, path, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

enum exit_code input_read_image(struct input *input, const char *path, struct appbin_image *image)
{
    struct appbin_diagnostic diagnostic;
    enum exit_code result = input_read(input, path, APPBIN_IMAGE_MAX_SIZE);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error = appbin_image_read(image, input->bytes, input->size, &diagnostic);
    if (error != APPBIN_OK) {
        input_free(input);
        return message_failure(path, error, &diagnostic);
    }
    return EXIT_DONE;
}

void input_free(struct input *input)
{
    free(input->bytes);
    *input = (struct input){0};
}

bool input_part(struct input *part, const struct input *bundle,
                const struct appbin_bundle_image *image)
{
    char *name = NULL;
    if (asprintf(&name, "%s: user%u", bundle->path, image->slot) < 0) {
        return false;
    }
    *part = (struct input){name, bundle->bytes + image->offset, image->size};
    return true;
}

void input_part_free(struct input *part)
{
    free((char *)part->path);
    *part = (struct input){0};
}

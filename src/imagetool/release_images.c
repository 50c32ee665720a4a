/* SPDX-License-Identifier: MIT */
#include "release_images.h"

#include "message.h"

static enum exit_code add_image(struct release_images *images, struct appbin_release *release,
                                const char *path)
{
    struct appbin_diagnostic diagnostic;
    struct input *input = &images->inputs[images->count];
    enum exit_code result = input_read(input, path, APPBIN_IMAGE_MAX_SIZE);
    if (result != EXIT_DONE) {
        return result;
    }
    images->count++;
    enum appbin_error error =
        appbin_release_add_image(release, path, input->bytes, input->size, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

enum exit_code release_images_add(struct release_images *images, struct appbin_release *release,
                                  const struct arguments *arguments)
{
    enum exit_code result = EXIT_DONE;
    *images = (struct release_images){0};
    for (size_t i = 0; i < arguments->operand_count && result == EXIT_DONE; i++) {
        result = add_image(images, release, arguments->operands[i]);
    }
    if (result != EXIT_DONE) {
        release_images_free(images);
    }
    return result;
}

void release_images_free(struct release_images *images)
{
    for (size_t i = 0; i < images->count; i++) {
        input_free(&images->inputs[i]);
    }
    images->count = 0;
}

/* SPDX-License-Identifier: MIT */
#include "release_images.h"

#include "message.h"
#include "pair_strict.h"

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

static enum exit_code describe(struct release_images *images, struct appbin_release *release,
                               const struct appbin_release_info *info,
                               const struct arguments *arguments)
{
    struct appbin_diagnostic diagnostic;
    images->differ = appbin_release_compare(release, &images->difference) != APPBIN_OK;
    if (images->differ &&
        pair_strict_refuse(arguments, images->inputs[0].path, images->inputs[1].path,
                           images->difference.message) != EXIT_DONE) {
        return EXIT_REFUSED;
    }
    enum appbin_error error = appbin_release_describe(release, info, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(NULL, error, &diagnostic);
}

enum exit_code release_images_begin(struct release_images *images, struct appbin_release *release,
                                    const struct appbin_release_info *info,
                                    const struct arguments *arguments)
{
    enum exit_code result = release_images_add(images, release, arguments);
    if (result != EXIT_DONE) {
        return result;
    }
    result = describe(images, release, info, arguments);
    if (result != EXIT_DONE) {
        release_images_free(images);
    }
    return result;
}

void release_images_end(struct release_images *images, enum exit_code result)
{
    if (images->differ && result == EXIT_DONE) {
        pair_strict_warn(images->inputs[0].path, images->inputs[1].path,
                         images->difference.message);
    }
    release_images_free(images);
}

void release_images_free(struct release_images *images)
{
    for (size_t i = 0; i < images->count; i++) {
        input_free(&images->inputs[i]);
    }
    images->count = 0;
}

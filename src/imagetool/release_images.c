/* SPDX-License-Identifier: MIT */
#include "release_images.h"

#include "message.h"
#include "pair_strict.h"

static enum exit_code read_all(struct release_images *images, const struct arguments *arguments)
{
    enum exit_code result = EXIT_DONE;
    *images = (struct release_images){0};
    for (size_t i = 0; i < arguments->operand_count && result == EXIT_DONE; i++) {
        result = input_read(&images->inputs[i], arguments->operands[i], APPBIN_IMAGE_MAX_SIZE);
        images->count += result == EXIT_DONE ? 1 : 0;
    }
    return result;
}

static enum exit_code add_all(const struct release_images *images, struct appbin_release *release)
{
    struct appbin_diagnostic diagnostic;
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < images->count && result == EXIT_DONE; i++) {
        const struct input *input = &images->inputs[i];
        enum appbin_error error =
            appbin_release_add_image(release, input->path, input->bytes, input->size, &diagnostic);
        if (error != APPBIN_OK) {
            result = message_failure(input->path, error, &diagnostic);
        }
    }
    return result;
}

enum exit_code release_images_add(struct release_images *images, struct appbin_release *release,
                                  const struct arguments *arguments)
{
    enum exit_code result = read_all(images, arguments);
    if (result == EXIT_DONE) {
        result = add_all(images, release);
    }
    if (result != EXIT_DONE) {
        release_images_free(images);
    }
    return result;
}

enum exit_code release_images_describe(struct release_images *images,
                                       struct appbin_release *release,
                                       const struct appbin_release_info *info,
                                       const struct arguments *arguments)
{
    struct appbin_diagnostic diagnostic;
    enum exit_code result = add_all(images, release);
    if (result != EXIT_DONE) {
        return result;
    }
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
    enum exit_code result = read_all(images, arguments);
    if (result == EXIT_DONE) {
        result = release_images_describe(images, release, info, arguments);
    }
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

/* SPDX-License-Identifier: MIT */
/* The one or two images of a release, as sign, tbs and attach read them. */
#ifndef IMAGETOOL_RELEASE_IMAGES_H
#define IMAGETOOL_RELEASE_IMAGES_H

#include "appbin/release.h"
#include "arguments.h"
#include "input.h"

struct release_images {
    size_t count;
    struct input inputs[2];
    bool differ; /* they look like different programs: */
    struct appbin_diagnostic difference;
};

/*
 * Reads the operands and adds them to the release. Prints a message on failure; then there is
 * nothing to free. The images must outlive the release.
 */
enum exit_code release_images_add(struct release_images *images, struct appbin_release *release,
                                  const struct arguments *arguments);

/*
 * Adds the inputs, which are there already, and writes the signed part. With --strict it refuses
 * images that look like different programs. Prints a message on failure.
 */
enum exit_code release_images_describe(struct release_images *images,
                                       struct appbin_release *release,
                                       const struct appbin_release_info *info,
                                       const struct arguments *arguments);

/*
 * Reads the operands, adds them and writes the signed part, as release_images_describe does. Prints
 * a message on failure; then there is nothing to free.
 */
enum exit_code release_images_begin(struct release_images *images, struct appbin_release *release,
                                    const struct appbin_release_info *info,
                                    const struct arguments *arguments);

/* Frees them; when all is done it warns of images that look like different programs. */
void release_images_end(struct release_images *images, enum exit_code result);

void release_images_free(struct release_images *images);

#endif

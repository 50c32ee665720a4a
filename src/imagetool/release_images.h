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

/* Writes the signed part. With --strict it refuses images that look like different programs. */
enum exit_code release_images_describe(struct release_images *images,
                                       struct appbin_release *release,
                                       const struct appbin_release_info *info,
                                       const struct arguments *arguments);

/* Without, it warns of them; for the end. */
void release_images_warn(const struct release_images *images);

void release_images_free(struct release_images *images);

#endif

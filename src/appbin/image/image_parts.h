/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_IMAGE_PARTS_H
#define APPBIN_SRC_IMAGE_PARTS_H

#include "appbin/image.h"

/* As appbin_image_read, but for kind and origin, which take a look at every word. */
enum appbin_error appbin_image_read_parts(struct appbin_image *image, const uint8_t *bytes,
                                          size_t size, struct appbin_diagnostic *diagnostic);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_IMAGE_ORIGIN_H
#define APPBIN_SRC_IMAGE_ORIGIN_H

#include "appbin/image.h"

/* Fills irom_origin and the votes of an image whose segments are known. */
void appbin_image_find_origin(struct appbin_image *image, const uint8_t *bytes);

#endif

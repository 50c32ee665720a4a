/* SPDX-License-Identifier: MIT */
/* Are two images one program, linked for two slots? */
#ifndef APPBIN_SRC_IMAGE_COMPARE_H
#define APPBIN_SRC_IMAGE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/image.h"

/*
 * True when they look like two different programs; then text, size bytes, says by what. False also
 * where nothing tells. Takes 33 KB of stack.
 */
bool appbin_images_differ(char *text, size_t size, const struct appbin_image *first,
                          const uint8_t *first_bytes, const struct appbin_image *second,
                          const uint8_t *second_bytes);

#endif

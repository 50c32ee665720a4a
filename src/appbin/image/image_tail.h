/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_IMAGE_TAIL_H
#define APPBIN_SRC_IMAGE_TAIL_H

#include "appbin/image.h"

/* Of an image whose manifest_begins. */
#define MANIFEST_BROKEN_TEXT                                                                       \
    "a manifest begins after the image, but no CRC word ends it: cut, damaged, or followed by "    \
    "other bytes"

/*
 * What follows the RAM part of an image whose headers are read: irom of boot old, manifest, CRC
 * word, the rest.
 */
void appbin_image_read_tail(struct appbin_image *image, const uint8_t *bytes);

/*
 * Length of the manifest that ends at `end` and starts at `from` or later, 0 when there is none.
 * Only its magic and end block are looked at; the parser checks the rest.
 */
uint32_t appbin_image_manifest_before(const uint8_t *bytes, size_t from, size_t end);

#endif

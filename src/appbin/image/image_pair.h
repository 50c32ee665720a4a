/* SPDX-License-Identifier: MIT */
/* What the manifests of two images say of each other. They are compared, not verified. */
#ifndef APPBIN_SRC_IMAGE_PAIR_H
#define APPBIN_SRC_IMAGE_PAIR_H

#include "appbin/image.h"

enum manifest_bond {
    MANIFEST_BOND_NONE,   /* neither carries one */
    MANIFEST_BOND_ONE,    /* both carry the same bytes */
    MANIFEST_BOND_TWO,    /* each carries another */
    MANIFEST_BOND_FIRST,  /* only the first carries one */
    MANIFEST_BOND_SECOND, /* only the second does */
};

enum manifest_bond appbin_images_bond(const struct appbin_image *first, const uint8_t *first_bytes,
                                      const struct appbin_image *second,
                                      const uint8_t *second_bytes);

#endif

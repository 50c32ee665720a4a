/* SPDX-License-Identifier: MIT */
/* Where irom is linked, in words. */
#ifndef IMAGETOOL_ORIGIN_TEXT_H
#define IMAGETOOL_ORIGIN_TEXT_H

#include <stdio.h>

#include "appbin/image.h"

/* What was found, or that it was not checked. */
void origin_text_print(FILE *out, const struct appbin_image *image);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef IMAGETOOL_INFO_TEXT_H
#define IMAGETOOL_INFO_TEXT_H

#include "appbin/image.h"
#include "appverify/manifest.h"
#include "input.h"

/*
 * Prints the description of an image for people. manifest: to be printed too, may be NULL. remark:
 * what to say of the manifest that the image carries.
 */
void info_text_print(const struct input *input, const struct appbin_image *image,
                     const struct appverify_manifest *manifest, const char *remark);

#endif

#ifndef IMAGETOOL_INFO_TEXT_H
#define IMAGETOOL_INFO_TEXT_H

#include "appbin/image.h"

/* Prints the description of an image for people. */
void info_text_print(const char *path, const struct appbin_image *image);

#endif

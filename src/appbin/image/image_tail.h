#ifndef APPBIN_SRC_IMAGE_TAIL_H
#define APPBIN_SRC_IMAGE_TAIL_H

#include "appbin/image.h"

/*
 * What follows the RAM part of an image whose headers are read: irom of boot old, manifest, CRC
 * word, the rest.
 */
void appbin_image_read_tail(struct appbin_image *image, const uint8_t *bytes);

#endif

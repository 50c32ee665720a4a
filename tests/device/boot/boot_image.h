/* SPDX-License-Identifier: MIT */
/* What the vendor's boot loader does with the image that it starts: header, RAM segments, XOR byte.
 * Unlike the original it refuses segments that lie outside the RAM. */
#ifndef DEVICE_BOOT_IMAGE_H
#define DEVICE_BOOT_IMAGE_H

#include "nor_flash.h"

/* Loads the RAM segments of the image at offset. Returns the entry; 0 when it cannot be started. */
uint32_t boot_image_load(struct nor_flash *flash, uint32_t offset);

#endif

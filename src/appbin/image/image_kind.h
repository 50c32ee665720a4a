/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_IMAGE_KIND_H
#define APPBIN_SRC_IMAGE_KIND_H

#include "appbin/image.h"
#include "appbin/image_kind.h"

/*
 * Sets the kind of an image that is read up to its tail, and where its irom is linked: which kind
 * it is, and which bytes are irom, depends on that.
 */
void appbin_image_find_kind(struct appbin_image *image, const uint8_t *bytes);

/* Describes a file that is no image of this chip: UNKNOWN, EMPTY, ESP32 and what follows. */
void appbin_kind_find_other(struct appbin_kind_report *report, const uint8_t *bytes, size_t size);

/* What an OTA slot wants of an image of this kind; NULL for the kinds that go into slots. */
const char *appbin_kind_missing(enum appbin_kind kind);

/* Flash size in MB that byte 3 of an RTOS SDK 3.x image means, 0 when it means none. */
unsigned appbin_kind_rtos_flash_mb(uint8_t byte3);

#endif

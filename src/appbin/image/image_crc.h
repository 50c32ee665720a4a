/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_IMAGE_CRC_H
#define APPBIN_SRC_IMAGE_CRC_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/crc.h"
#include "appbin/error.h"

/*
 * Writes the CRC word after image[0..covered). For PORTABLE it may change one of the bytes that
 * only pad, those between segments_end and the XOR byte.
 */
enum appbin_error appbin_image_store_crc(uint8_t *image, size_t covered, size_t segments_end,
                                         enum appbin_crc_rule rule,
                                         struct appbin_diagnostic *diagnostic);

/*
 * The same for a signed image, whose last covered 4 bytes are the pad word. crc: that of the first
 * known bytes, at most covered - 4; 0 and 0 when it is not known.
 */
enum appbin_error appbin_image_store_signed_crc(uint8_t *image, size_t covered,
                                                enum appbin_crc_rule rule, size_t known,
                                                uint32_t crc);

#endif

/* SPDX-License-Identifier: MIT */
/** Repairs the CRC word of an image. */
#ifndef APPBIN_IMAGE_FIX_H
#define APPBIN_IMAGE_FIX_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/crc.h"
#include "appbin/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What fix-crc does when no rule explains the last four bytes of a boot-old image. */
enum appbin_trailer {
    APPBIN_TRAILER_DETECT = 0,  /**< refuse */
    APPBIN_TRAILER_PRESENT = 1, /**< they are a CRC word: replace them */
    APPBIN_TRAILER_ABSENT = 2,  /**< they are irom: append a CRC word */
};

/**
 * Gives an OTA image a right CRC word: replaced, or appended when it was missing. 0xFF bytes of a
 * dump after the word are dropped. For PORTABLE one pad byte may change: before the XOR byte or,
 * in a signed image, in the pad word after the manifest.
 *
 * @param fixed       out, set on success to *fixed_size bytes; free with free()
 * @param fixed_size  out, bytes
 * @param bytes       in, size bytes
 * @param size        in, length in bytes
 * @param rule        in, PORTABLE, INVERTED or SDK
 * @param trailer     in
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NOT_IMAGE, IMAGE_MALFORMED, TRAILER_UNKNOWN,
 *         UNSOUND for what carries no CRC word, NO_PORTABLE_CRC, NO_MEMORY
 *
 * Allocates size + 4 bytes.
 */
enum appbin_error appbin_image_fix_crc(uint8_t **fixed, size_t *fixed_size, const uint8_t *bytes,
                                       size_t size, enum appbin_crc_rule rule,
                                       enum appbin_trailer trailer,
                                       struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif

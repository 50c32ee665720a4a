/* SPDX-License-Identifier: MIT */
/**
 * RF init data, the SDK's esp_init_data_default.bin: 128 bytes, the first 05. Without it SDK 1.5
 * and later resets for ever: "rf_cal[0] !=0x05,is 0xFF".
 */
#ifndef APPBIN_INIT_DATA_H
#define APPBIN_INIT_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Length in bytes of the SDK's file. */
#define APPBIN_INIT_DATA_SIZE 128u

/** The first byte of the SDK's file. */
#define APPBIN_INIT_DATA_FIRST 0x05u

/**
 * Judges a file of init data: the SDK's, or the sector that was read back from a module, with FF
 * after the 128 bytes.
 *
 * @param bytes       in, size bytes
 * @param size        in, length in bytes
 * @param diagnostic  out, says what the file is instead; may be NULL
 * @return APPBIN_OK, UNSOUND
 */
enum appbin_error appbin_init_data_check(const uint8_t *bytes, size_t size,
                                         struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif

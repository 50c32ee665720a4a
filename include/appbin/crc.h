/* SPDX-License-Identifier: MIT */
/** The CRC word at the end of an application image. Rules: docs/image-formats.md. */
#ifndef APPBIN_CRC_H
#define APPBIN_CRC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How the stored word follows from c, the CRC-32 of every byte before it. */
enum appbin_crc_rule {
    APPBIN_CRC_PORTABLE = 0, /**< ~c, and below 0x80000000 by choice of a pad byte */
    APPBIN_CRC_INVERTED = 1, /**< ~c */
    APPBIN_CRC_SDK = 2,      /**< abs((int32)~c), as gen_appbin.py writes under Python 2 */
    APPBIN_CRC_PYTHON3 = 3,  /**< c + 1, as the script writes under Python 3; read, never written */
    APPBIN_CRC_NONE = 4,     /**< none of the above */
};

/**
 * CRC-32 as zlib computes it, in one call or over consecutive pieces.
 *
 * @param crc    in, CRC of the bytes before these, 0 to start
 * @param bytes  in, size bytes, not NULL
 * @param size   in, length in bytes
 * @return the CRC of everything so far
 */
uint32_t appbin_crc32(uint32_t crc, const uint8_t *bytes, size_t size);

/**
 * The word to store for a CRC.
 *
 * @param rule  in, any rule; PORTABLE gives ~crc, NONE gives 0
 * @param crc   in, CRC-32 of everything before the word
 * @return the word
 */
uint32_t appbin_crc_word(enum appbin_crc_rule rule, uint32_t crc);

/**
 * Tells which rule a stored word follows. Where several agree: PORTABLE, INVERTED, SDK, PYTHON3.
 *
 * @param crc     in, CRC-32 of everything before the word
 * @param stored  in, the word found
 * @return the rule, APPBIN_CRC_NONE when none gives this word
 */
enum appbin_crc_rule appbin_crc_identify(uint32_t crc, uint32_t stored);

/**
 * The comparison a stock SDK device makes: abs((int32)~crc) == stored.
 *
 * @param crc     in, CRC-32 of everything before the word
 * @param stored  in, the word found
 * @return true when the device accepts
 */
bool appbin_crc_device_accepts(uint32_t crc, uint32_t stored);

/**
 * Makes ~CRC-32 of the bytes fall below 0x80000000 by changing at most one byte of a range.
 * Nothing changes when it already does. Otherwise the first change that works is kept: positions
 * from the last of the range to the first, and for each position the values 0x00 to 0xFF in order.
 *
 * @param bytes       in and out, size bytes
 * @param size        in, length in bytes
 * @param pad_offset  in, first byte that may change
 * @param pad_size    in, length of the range; pad_offset + pad_size <= size
 * @param crc         in and out, CRC-32 of the bytes
 * @return true when ~crc is now below 0x80000000; false leaves the bytes and *crc unchanged
 */
bool appbin_crc_make_portable(uint8_t *bytes, size_t size, size_t pad_offset, size_t pad_size,
                              uint32_t *crc);

/**
 * Name of a rule: "portable", "inverted", "sdk", "python3", "none".
 *
 * @param rule  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_crc_rule_str(enum appbin_crc_rule rule);

#ifdef __cplusplus
}
#endif
#endif

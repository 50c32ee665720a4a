/* SPDX-License-Identifier: MIT */
/** SHA-256. */
#ifndef APPBIN_HASH_H
#define APPBIN_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * SHA-256.
 *
 * @param digest      out, 32 bytes
 * @param bytes       in, size bytes
 * @param size        in, bytes
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, CRYPTO
 */
enum appbin_error appbin_sha256(uint8_t *digest, const uint8_t *bytes, size_t size,
                                struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif

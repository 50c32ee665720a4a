/* SPDX-License-Identifier: MIT */
/** Vendor and class identifiers: UUIDs made from names (RFC 9562, version 5). */
#ifndef APPBIN_UUID_H
#define APPBIN_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appverify/manifest_format.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Longest vendor or product name in bytes. */
#define APPBIN_NAME_MAX 64u

/**
 * Vendor identifier of a name: UUID version 5 in the DNS namespace; a text in UUID form is taken
 * as it is.
 *
 * @param id          out, 16 bytes
 * @param name        in, NUL-terminated, 1 to 64 bytes of UTF-8 without control characters
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS, CRYPTO
 */
enum appbin_error appbin_uuid_of_vendor(uint8_t *id, const char *name,
                                        struct appbin_diagnostic *diagnostic);

/**
 * Class identifier of a product name: UUID version 5 in the namespace of the vendor identifier.
 *
 * @param id          out, 16 bytes
 * @param vendor_id   in, 16 bytes
 * @param name        in, as for appbin_uuid_of_vendor
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS, CRYPTO
 */
enum appbin_error appbin_uuid_of_class(uint8_t *id, const uint8_t *vendor_id, const char *name,
                                       struct appbin_diagnostic *diagnostic);

/**
 * Tells whether a text has the form of a UUID.
 *
 * @param text  in, NUL-terminated
 * @return true when it has
 */
bool appbin_uuid_is_valid(const char *text);

/**
 * Writes an identifier as text.
 *
 * @param text  out, 37 bytes, NUL-terminated
 * @param id    in, 16 bytes
 */
void appbin_uuid_write(char text[37], const uint8_t *id);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/** The key ring that a firmware compiles in. */
#ifndef APPBIN_KEY_RING_H
#define APPBIN_KEY_RING_H

#include <stddef.h>

#include "appbin/error.h"
#include "appbin/key.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most keys of a ring. */
#define APPBIN_KEY_RING_MAX APPVERIFY_SIGNATURES_MAX
/** Largest table of a P-256 key, bytes. */
#define APPBIN_P256_TABLE_MAX 2048u

/**
 * Makes the table of a P-256 key with which the device verifies in less time: multiples of the key.
 * docs/arithmetic.md says which. It must be trusted like the key beside it.
 *
 * @param table       out, size bytes in size / 4 words
 * @param size        in, bytes: 256, 512, 1024 or 2048
 * @param key         in
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, OPTIONS for another size or another kind of key, KEY for a point that is not
 *         on the curve, NO_MEMORY
 */
enum appbin_error appbin_p256_key_table(uint32_t *table, size_t size,
                                        const struct appbin_public_key *key,
                                        struct appbin_diagnostic *diagnostic);

/**
 * Writes C source that defines the key ring a firmware compiles in: the constant
 * `struct appverify_key_ring appverify_key_ring`.
 *
 * @param source      out, NUL-terminated, free with free()
 * @param keys        in, count keys
 * @param count       in, 1 to 8
 * @param threshold   in, 1 to count
 * @param table_size  in, bytes of the table that each P-256 key gets, as in appbin_p256_key_table;
 *                    0: none
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, OPTIONS for a key that is given twice, a bad threshold or another size of
 *         table, KEY for a P-256 point that is not on the curve, NO_MEMORY
 */
enum appbin_error appbin_key_ring_write_c(char **source, const struct appbin_public_key *keys,
                                          size_t count, unsigned threshold, size_t table_size,
                                          struct appbin_diagnostic *diagnostic);

/**
 * The same, and what else the firmware trusts: the constant `struct appverify_trust
 * appverify_trust` (appverify/trust.h).
 *
 * @param source      out, as above
 * @param vendor_id   in, 16 bytes
 * @param class_id    in, 16 bytes
 * @param keys        in, as above, like those after it
 */
enum appbin_error appbin_trust_write_c(char **source, const uint8_t *vendor_id,
                                       const uint8_t *class_id,
                                       const struct appbin_public_key *keys, size_t count,
                                       unsigned threshold, size_t table_size,
                                       struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif

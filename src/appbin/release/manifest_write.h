/* SPDX-License-Identifier: MIT */
/* Writes the parts of a signed image. What may go into them is judged in release.c. */
#ifndef APPBIN_SRC_MANIFEST_WRITE_H
#define APPBIN_SRC_MANIFEST_WRITE_H

#include "appbin/flash_map.h"
#include "appbin/release.h"
#include "appbin/signature.h"

/* An image that takes part in a release, without manifest, pad and CRC word. */
struct appbin_body {
    const uint8_t *bytes;
    uint32_t size;
    unsigned slot; /* 1 or 2 */
    enum appbin_boot boot;
    bool crc_known;
    uint32_t crc; /* CRC-32 of the bytes, when it is known */
};

/* How a manifest names where the slots are. */
static inline unsigned appbin_map_of_manifest(const struct appbin_flash_map *map)
{
    return map->number | (map->own_layout ? APPVERIFY_MAP_OWN_LAYOUT : 0);
}

/* bytes: APPVERIFY_SIGNED_MAX. One or two bodies of different slots, in any order. */
enum appbin_error appbin_signed_part_write(uint8_t *bytes, uint32_t *size,
                                           const struct appbin_release_info *info,
                                           const struct appbin_flash_map *map,
                                           const struct appbin_body *bodies, size_t count,
                                           struct appbin_diagnostic *diagnostic);

/* manifest: APPVERIFY_MANIFEST_MAX. Puts signed part, signature blocks and end block together. */
enum appbin_error appbin_manifest_assemble(uint8_t *manifest, uint32_t *size,
                                           const uint8_t *signed_part, uint32_t signed_size,
                                           const struct appbin_signature *signatures, size_t count,
                                           struct appbin_diagnostic *diagnostic);

/* Length of body, manifest, pad word and CRC word. */
static inline size_t appbin_signed_image_size(const struct appbin_body *body,
                                              uint32_t manifest_size)
{
    return (size_t)body->size + manifest_size + APPVERIFY_TRAILER_SIZE;
}

/*
 * Writes them, appbin_signed_image_size bytes. The pad word is 0 unless another value is needed for
 * a portable CRC word.
 */
void appbin_signed_image_write(uint8_t *image, const struct appbin_body *body,
                               const uint8_t *manifest, uint32_t manifest_size);

#endif

/* SPDX-License-Identifier: MIT */
/** Checks the structure of an image while its bytes are read. Format: docs/image-formats.md. */
#ifndef APPVERIFY_IMAGE_WALK_H
#define APPVERIFY_IMAGE_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "appverify/image_format.h"
#include "appverify/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** State of a walk; private. */
struct appverify_image_walk {
    uint32_t state;
    uint32_t boot_mode;
    uint32_t position;  /**< bytes seen */
    uint32_t remaining; /**< bytes until the next state */
    uint32_t entry;
    uint32_t segments; /**< segments still to come */
    uint32_t header_size;
    uint8_t header[APPVERIFY_IMAGE_HEADER_SIZE]; /**< header that is being collected */
    uint8_t checksum;
    uint8_t entry_found;
};

/**
 * Begins a walk.
 *
 * @param walk       out
 * @param boot_mode  in, APPVERIFY_BOOT_OLD or _NEW
 */
void appverify_image_walk_begin(struct appverify_image_walk *walk, uint32_t boot_mode);

/**
 * Takes the next bytes of the body.
 *
 * @param walk    in and out
 * @param bytes   in, length bytes
 * @param length  in, bytes
 */
void appverify_image_walk_update(struct appverify_image_walk *walk, const uint8_t *bytes,
                                 size_t length);

/**
 * Judges the body after its last byte.
 *
 * @param walk  in
 * @return APPVERIFY_OK, STRUCTURE
 */
enum appverify_result appverify_image_walk_finish(const struct appverify_image_walk *walk);

#ifdef __cplusplus
}
#endif
#endif

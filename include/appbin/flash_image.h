/* SPDX-License-Identifier: MIT */
/** Lays boot loader, slots and system sectors out into one flash image for the factory. */
#ifndef APPBIN_FLASH_IMAGE_H
#define APPBIN_FLASH_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appbin/flash_map.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One file of a flash image. bytes == NULL: absent. */
struct appbin_flash_part {
    const uint8_t *bytes;
    size_t size;
};

/** The files of a flash image. */
struct appbin_flash_parts {
    struct appbin_flash_part boot;      /**< at 0, at most one sector */
    struct appbin_flash_part slot[2];   /**< user1, user2 */
    struct appbin_flash_part init_data; /**< esp_init_data_default.bin, at most one sector */
    uint8_t flash_mode;                 /**< 0 to 3, for the header at 0 */
    uint8_t flash_clock;                /**< 0, 1, 2, 15, for the header at 0 */
};

/**
 * Lays the parts out at the map's addresses; every other byte is 0xFF, so that the parameter and
 * blank sectors are blank. The image is as long as the flash. Bytes 2 and 3 of the boot loader's
 * header become flash mode and map << 4 | clock: it finds slots and parameters by them.
 *
 * @param image       out, *image_size bytes, free with free()
 * @param image_size  out, bytes
 * @param map         in, a map with OTA slots
 * @param parts       in, boot (at least 4 bytes) and slot[0] present
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS, OVERLAP, TOO_LARGE, NO_MEMORY
 *
 * Allocates the size of the flash.
 */
enum appbin_error appbin_flash_image_merge(uint8_t **image, size_t *image_size,
                                           const struct appbin_flash_map *map,
                                           const struct appbin_flash_parts *parts,
                                           struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif

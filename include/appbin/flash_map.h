/* SPDX-License-Identifier: MIT */
/** Flash maps of the vendor's SDK. Source: docs/image-formats.md. */
#ifndef APPBIN_FLASH_MAP_H
#define APPBIN_FLASH_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appverify/image_format.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Boot modes of gen_appbin.py; the values are the script's. */
enum appbin_boot {
    APPBIN_BOOT_NONE = APPVERIFY_BOOT_NONE, /**< no boot loader: RAM part and irom are two files */
    APPBIN_BOOT_OLD = APPVERIFY_BOOT_OLD,   /**< boot v1.1: RAM part, irom at 0x10000, CRC word */
    APPBIN_BOOT_NEW =
        APPVERIFY_BOOT_NEW, /**< boot v1.2 and later: irom first, RAM part, CRC word */
};

/** One row of the vendor's table. */
struct appbin_flash_map {
    unsigned number;         /**< SPI_SIZE_MAP of the SDK makefiles */
    uint32_t flash_size;     /**< bytes */
    uint32_t slot_offset[2]; /**< flash offsets of user1 and user2; 0 without OTA */
    uint32_t irom_limit;     /**< bytes of irom that the SDK linker scripts allow */
    uint32_t slot_limit;     /**< longest OTA image in bytes, CRC word included */
    const char *layout;      /**< "512+512" as the SDK writes it */
    const char *boot_loader; /**< the vendor's boot loader versions */
    bool ota;                /**< has two slots */
    bool old_boot;           /**< boot v1.1 can be used */
    bool doubtful;           /**< users report that user2 does not boot */
};

/**
 * Looks a flash map up by number.
 *
 * @param number  in, any value
 * @return a constant row, NULL for a number the vendor has not defined (7 and above 9)
 */
const struct appbin_flash_map *appbin_flash_map_find(unsigned number);

/**
 * The address irom must be linked for.
 *
 * @param map   in, a map with OTA slots
 * @param slot  in, 1 or 2
 * @param boot  in, NEW or OLD
 * @return the address of the first byte of .irom0.text
 */
uint32_t appbin_flash_map_irom_origin(const struct appbin_flash_map *map, unsigned slot,
                                      enum appbin_boot boot);

/**
 * Name of a flash mode.
 *
 * @param mode  in, byte 2 of a G2 header
 * @return "qio", "qout", "dio", "dout", or "unknown"
 */
const char *appbin_flash_mode_str(unsigned mode);

/**
 * Flash clock of a header.
 *
 * @param divider  in, low 4 bits of byte 3 of a G2 header
 * @return MHz rounded down (40, 26, 20, 80), 0 when undefined
 */
unsigned appbin_flash_clock_mhz(unsigned divider);

/**
 * Name of a boot mode: "none", "old", "new".
 *
 * @param boot  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_boot_str(enum appbin_boot boot);

#ifdef __cplusplus
}
#endif
#endif

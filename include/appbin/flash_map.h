/* SPDX-License-Identifier: MIT */
/** Flash maps of the vendor's SDK. Source: docs/image-formats.md. */
#ifndef APPBIN_FLASH_MAP_H
#define APPBIN_FLASH_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
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
    bool own_layout;         /**< the slots are not the vendor's: see appbin_rboot_layout */
    bool doubtful;           /**< users report that user2 does not boot */
};

/** What a part of the flash is for. */
enum appbin_flash_area_kind {
    APPBIN_FLASH_AREA_FREE = 0, /**< nobody's: the update store, data of the firmware */
    APPBIN_FLASH_AREA_BOOT_LOADER = 1,
    APPBIN_FLASH_AREA_SLOT_1 = 2,
    APPBIN_FLASH_AREA_SLOT_2 = 3,
    APPBIN_FLASH_AREA_RAM_PART = 4, /**< eagle.flash.bin, without OTA */
    APPBIN_FLASH_AREA_IROM = 5,     /**< eagle.irom0text.bin, without OTA */
    APPBIN_FLASH_AREA_RF_CALIBRATION = 6,
    APPBIN_FLASH_AREA_INIT_DATA = 7,
    APPBIN_FLASH_AREA_PARAMETERS = 8, /**< two copies of a sector, and a sector with the flag */
};

/** A part of the flash. */
struct appbin_flash_area {
    enum appbin_flash_area_kind kind;
    uint32_t offset; /**< from the start of flash */
    uint32_t size;   /**< bytes */
};

/** Most areas of a flash map. */
#define APPBIN_FLASH_AREAS_MAX 8

/**
 * Looks a flash map up by number.
 *
 * @param number  in, any value
 * @return a constant row, NULL for a number the vendor has not defined (7 and above 9)
 */
const struct appbin_flash_map *appbin_flash_map_find(unsigned number);

/**
 * Where the slots are: the layout, or, where there is none, as the flash map says.
 *
 * @param layout  in, from appbin_rboot_layout or appbin_flash_map_limit; may be NULL
 * @param number  in, flash map, any value
 * @return layout, or the row of the map; NULL for a number the vendor has not defined
 */
const struct appbin_flash_map *appbin_flash_map_choose(const struct appbin_flash_map *layout,
                                                       int number);

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
 * The layout of a device with rBoot, for the functions that take one: slot 1 is ROM 0, slot 2 is
 * ROM 1, as appverify's port for rBoot has them. Images are boot new, and linked for
 * appbin_flash_map_irom_origin of it. slot_limit is the room of the smaller ROM: it ends at the
 * other one, at the last five sectors, which are the SDK's, or with the megabyte that the cache
 * maps.
 *
 * @param layout      out, set on success
 * @param map         in, flash map of the same flash size
 * @param roms        in, flash offsets of ROM 0 and ROM 1; NULL: those of rBoot itself, 0x2000 and
 *                    0x2000 into the upper half
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK; OPTIONS for a map without OTA slots and for a ROM that is not at the start of
 *         a sector, lies over the boot loader, over the SDK's sectors or where the other one is
 *
 * Source: rBoot's rboot.h and readme.
 */
enum appbin_error appbin_rboot_layout(struct appbin_flash_map *layout, unsigned map,
                                      const uint32_t *roms, struct appbin_diagnostic *diagnostic);

/**
 * The layout of devices whose OTA partition is shorter than the slot of their flash map: that of
 * the map, with a lower limit for images.
 *
 * @param layout      out, set on success; own_layout is false
 * @param map         in, flash map
 * @param limit       in, bytes: a multiple of 4096, at most the slot of the map
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK; OPTIONS for a map without OTA slots and for another limit
 */
enum appbin_error appbin_flash_map_limit(struct appbin_flash_map *layout, unsigned map,
                                         uint32_t limit, struct appbin_diagnostic *diagnostic);

/**
 * Tells whether a layout has slots of its own, and not those of a flash map.
 *
 * @param layout  in, may be NULL
 * @return true for one of appbin_rboot_layout
 */
static inline bool appbin_flash_map_is_own(const struct appbin_flash_map *layout)
{
    return layout != NULL && layout->own_layout;
}

/**
 * Divides the flash of a map into areas: each byte is in one, and they are in the order of flash.
 * The update store of appverify takes two sectors of free areas.
 *
 * @param areas  out, the first ones are set
 * @param map    in
 * @return how many there are
 */
size_t appbin_flash_map_areas(struct appbin_flash_area areas[APPBIN_FLASH_AREAS_MAX],
                              const struct appbin_flash_map *map);

/**
 * Short stable name of a kind of area, for machines: "slot-1".
 *
 * @param kind  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_flash_area_str(enum appbin_flash_area_kind kind);

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

/* SPDX-License-Identifier: MIT */
/** A whole flash: what a factory image holds, or what was read back from a device. */
#ifndef APPBIN_FLASH_DUMP_H
#define APPBIN_FLASH_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/boot_loader.h"
#include "appbin/error.h"
#include "appbin/flash_map.h"
#include "appbin/image.h"
#include "appbin/image_check.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a slot or a sector of the flash holds. */
enum appbin_flash_content {
    APPBIN_FLASH_ABSENT = 0, /**< the file ends before it, or, with rBoot, there is no such slot */
    APPBIN_FLASH_ERASED = 1, /**< FF */
    APPBIN_FLASH_VALID = 2,  /**< what belongs there */
    APPBIN_FLASH_OTHER = 3,  /**< something else, or nothing that can be judged */
};

/** What the manifests of both slots say of each other. They are compared, not verified. */
enum appbin_flash_releases {
    APPBIN_RELEASES_UNSIGNED = 0, /**< neither slot is signed */
    APPBIN_RELEASES_ONE = 1,      /**< one manifest, or one slot is signed and the other is empty */
    APPBIN_RELEASES_TWO = 2,      /**< as after an update */
    APPBIN_RELEASES_SLOT_1 = 3,   /**< slot 1 is signed, the image in slot 2 is not */
    APPBIN_RELEASES_SLOT_2 = 4,   /**< slot 2 is signed, the image in slot 1 is not */
};

/** A slot. */
struct appbin_flash_slot {
    enum appbin_flash_content content;
    struct appbin_image image; /**< when VALID; offsets count from the start of the slot */
    bool sound;                /**< when VALID: the boot loader would start it, and it would run */
    struct appbin_diagnostic reason; /**< why not */
};

/** What starts at the next boot. */
enum appbin_next_boot {
    APPBIN_NEXT_UNKNOWN = 0, /**< the boot loader's rules, or its parameters, are not known */
    APPBIN_NEXT_SLOT_1 = 1,
    APPBIN_NEXT_SLOT_2 = 2,
    APPBIN_NEXT_ADDRESS = 3, /**< another place, next_address */
    APPBIN_NEXT_NOTHING = 4, /**< "error user bin flag": the boot loader hangs */
};

/** A record of the update store of appverify. */
struct appbin_store_record {
    uint32_t offset; /**< of its sector from the start of flash */
    uint32_t sequence;
    uint32_t security_counter; /**< lowest that the device accepts */
    uint32_t trial_slot;       /**< slot on trial, 0 for none */
    uint32_t trial_counter;
    uint32_t boots_left; /**< unconfirmed boots that the trial still has */
};

/** What was found. */
struct appbin_flash_dump {
    size_t size; /**< of the file in bytes */
    struct appbin_boot_loader loader;
    unsigned header_map; /**< flash map that the boot loader's header names */
    /** That map, or, when it has no slots, the one that the images' places suggest. Never NULL. */
    const struct appbin_flash_map *map;
    struct appbin_flash_slot slots[2];
    enum appbin_flash_releases releases;
    enum appbin_next_boot next;
    uint32_t next_address;
    enum appbin_flash_content rf_calibration; /**< ERASED or OTHER: its format is not known */
    enum appbin_flash_content init_data;
    enum appbin_flash_content parameters; /**< ERASED or OTHER */

    size_t store_count;                  /**< valid records, of which the newest two are kept */
    struct appbin_store_record store[2]; /**< the newest first */
    size_t store_damaged;                /**< records whose CRC is wrong */

    size_t area_count;
    struct appbin_flash_area areas[APPBIN_FLASH_AREAS_MAX]; /**< of the map, and what is after it */
    uint32_t used[APPBIN_FLASH_AREAS_MAX]; /**< bytes of the area in sectors that are not erased */
};

/**
 * Reads a whole flash. A file is one when it begins with a boot loader of at most one sector that
 * names its version or is rBoot, or, with another one, when an image follows in a slot.
 *
 * @param dump        out, set on success; it does not point into bytes
 * @param bytes       in, size bytes
 * @param size        in, length in bytes
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NOT_IMAGE when it is no whole flash
 *
 * Allocates nothing.
 */
enum appbin_error appbin_flash_dump_read(struct appbin_flash_dump *dump, const uint8_t *bytes,
                                         size_t size, struct appbin_diagnostic *diagnostic);

/**
 * Tells whether a file is a whole flash, for those who want an image.
 *
 * @param bytes  in, size bytes
 * @param size   in, length in bytes
 * @return true when appbin_flash_dump_read would read it
 *
 * Allocates nothing.
 */
bool appbin_is_whole_flash(const uint8_t *bytes, size_t size);

/**
 * Would a module with this flash start, and run what starts?
 *
 * @param findings  in and out, appended to; zero-initialise before the first call
 * @param dump      in, as read
 * @param map       in, flash map of the module; -1: the one of the boot loader's header
 */
void appbin_flash_dump_check(struct appbin_findings *findings, const struct appbin_flash_dump *dump,
                             int map);

/**
 * Short stable name of a content, for machines: "erased".
 *
 * @param content  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_flash_content_str(enum appbin_flash_content content);

/**
 * Short stable name of what starts next, for machines: "slot-1".
 *
 * @param next  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_next_boot_str(enum appbin_next_boot next);

#ifdef __cplusplus
}
#endif
#endif

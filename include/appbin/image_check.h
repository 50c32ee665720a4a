/* SPDX-License-Identifier: MIT */
/** Would a stock device take this image over the air, and would it then run? */
#ifndef APPBIN_IMAGE_CHECK_H
#define APPBIN_IMAGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/image.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What can be wrong. The values are pinned; appbin_finding_str gives their names. */
enum appbin_finding_code {
    APPBIN_FINDING_MAGIC = 1,     /**< first bytes are neither E9 03 nor EA 04 */
    APPBIN_FINDING_SLOT_BYTE = 2, /**< header byte 3 is not the target slot; a note where the header
                                     describes the flash instead */
    APPBIN_FINDING_NO_CRC = 3,    /**< no CRC word at the end */
    APPBIN_FINDING_CRC_REFUSED = 4,  /**< the device's abs rule refuses the word */
    APPBIN_FINDING_CRC_PLAIN = 5,    /**< a device that compares ~CRC32 refuses the word (a note) */
    APPBIN_FINDING_TRAILING = 6,     /**< bytes after the CRC word */
    APPBIN_FINDING_XOR = 7,          /**< the boot loader refuses the RAM part */
    APPBIN_FINDING_IROM_ADDRESS = 8, /**< irom is linked for another slot or map */
    APPBIN_FINDING_TOO_LARGE = 9,    /**< beyond the slot limit */
    APPBIN_FINDING_MAP = 10,         /**< no such map, or the map has no OTA slots */
    APPBIN_FINDING_SEGMENT = 11,     /**< a segment lies outside RAM */
    APPBIN_FINDING_ENTRY = 12,       /**< the entry address is not in a loaded segment or irom */
    APPBIN_FINDING_PAIR_SAME = 13,   /**< both files are the same image */
    APPBIN_FINDING_PAIR_SLOT = 14,   /**< both files are for the same slot */
    APPBIN_FINDING_PAIR_MAP = 15,    /**< the two files are for different maps */
    APPBIN_FINDING_NOT_OTA = 16,     /**< an image of a kind that does not go into a slot */
    APPBIN_FINDING_PAIR_BOOT = 17,   /**< the two files are for different boot modes */
    APPBIN_FINDING_PAIR_MANIFEST = 18, /**< they do not carry one manifest */
    APPBIN_FINDING_PAIR_PROGRAMS = 19, /**< they look like two different programs (a warning) */
    APPBIN_FINDING_IROM_LIMIT = 20,    /**< irom is longer than SDK linker scripts allow (a note) */

    /* Of a whole flash: appbin/flash_dump.h. */
    APPBIN_FINDING_BOOT_LOADER = 40,  /**< it does not go with images and map, or may not */
    APPBIN_FINDING_NEXT_SLOT = 41,    /**< what starts next would not run, or is not known */
    APPBIN_FINDING_OTHER_SLOT = 42,   /**< what the other slot holds would not run (a note) */
    APPBIN_FINDING_INIT_DATA = 43,    /**< no RF init data: the SDK resets for ever */
    APPBIN_FINDING_UPDATE_STORE = 44, /**< a damaged record, or one where a slot is (a note) */
    APPBIN_FINDING_SHORT = 45,        /**< the file ends before the flash does (a note) */
    APPBIN_FINDING_LONG = 46,         /**< the file goes on after the flash (a note) */
    APPBIN_FINDING_RELEASES = 47,     /**< the slots are not of one signed release (a note) */
};

/** One finding. */
struct appbin_finding {
    enum appbin_finding_code code;
    bool refuses;   /**< the image is refused or would not run; false: worth knowing only */
    char text[200]; /**< one plain sentence, printable ASCII */
};

/** A list of findings, in the order in which a device would notice them. */
struct appbin_findings {
    size_t count;
    struct appbin_finding items[20];
};

/** What the caller knows of the target. 0, -1 and false: take it from the image. */
struct appbin_check_target {
    unsigned slot; /**< 1 or 2; 0: the slot of the header */
    int map;       /**< flash map; -1: the map of the RAM part's header */
    const struct appbin_flash_map
        *layout;       /**< of a boot loader that reads neither slot byte nor CRC word and has its
                          slots elsewhere, see appbin_rboot_layout, or of one with less room, see
                          appbin_flash_map_limit; NULL: the vendor's */
    bool flash_header; /**< the device takes flash-style headers: RTOS SDK 1.x and 2.x, NONOS SDK
                          1.3 */
    bool slot_header;  /**< it does not: NONOS SDK 1.5 and later */
};

/**
 * Tells whether any finding refuses.
 *
 * @param findings  in
 * @return true when one does
 */
bool appbin_findings_refuse(const struct appbin_findings *findings);

/**
 * Judges one image.
 *
 * @param findings  in and out, appended to; zero-initialise before the first call
 * @param image     in, as read from bytes
 * @param target    in
 */
void appbin_image_check(struct appbin_findings *findings, const struct appbin_image *image,
                        const struct appbin_check_target *target);

/**
 * Judges user1 and user2 together: same boot mode and map, different slots, not the same image
 * unless one serves both slots (RTOS SDK, maps 5 and 6), one manifest where they are signed. Two
 * that look like different programs are a finding that does not refuse: number of segments, lengths
 * and strings are compared, and the words where all lengths are equal. Manifests are compared, not
 * verified.
 *
 * @param findings      in and out, appended to
 * @param first         in, as read from first_bytes
 * @param first_bytes   in, first->file_size bytes
 * @param second        in, as read from second_bytes
 * @param second_bytes  in, second->file_size bytes
 */
void appbin_image_check_pair(struct appbin_findings *findings, const struct appbin_image *first,
                             const uint8_t *first_bytes, const struct appbin_image *second,
                             const uint8_t *second_bytes);

/**
 * Says what two images are together, and no more than was checked: "two slots of map 2".
 *
 * @param text          out, size bytes, NUL-terminated
 * @param size          in, 128 is enough
 * @param map           in, flash map of the target; -1: the one of the images
 * @param first         in, as read from first_bytes
 * @param first_bytes   in, first->file_size bytes
 * @param second        in, as read from second_bytes; appbin_image_check_pair must not refuse them
 * @param second_bytes  in, second->file_size bytes
 */
void appbin_image_describe_pair(char *text, size_t size, int map, const struct appbin_image *first,
                                const uint8_t *first_bytes, const struct appbin_image *second,
                                const uint8_t *second_bytes);

/**
 * Refuses an image that must not be signed, or go into a factory image: whatever appbin_image_check
 * refuses, but for what concerns the way over the air only: the style of the header, a missing CRC
 * word (boot new) or one that follows another rule.
 *
 * @param image       in, as read
 * @param target      in, what it is for
 * @param diagnostic  out, the first reason; may be NULL
 * @return APPBIN_OK, UNSOUND
 */
enum appbin_error appbin_image_require_sound(const struct appbin_image *image,
                                             const struct appbin_check_target *target,
                                             struct appbin_diagnostic *diagnostic);

/**
 * Says in one line of plain words what is wrong with an image, or nothing.
 *
 * @param text   out, size bytes, NUL-terminated; empty when nothing is wrong
 * @param size   in, at least 1
 * @param image  in, as read
 * @return true when something is wrong
 */
bool appbin_image_diagnose(char *text, size_t size, const struct appbin_image *image);

/**
 * Flash map that an image claims: the high bits of byte 3 of the RAM part's header, or, where that
 * is a slot number (boot old), the only map the irom address allows.
 *
 * @param image  in, as read
 * @return the map number, -1 when unknown
 */
int appbin_image_map(const struct appbin_image *image);

/**
 * Short stable name of a finding, for machines: "crc-refused".
 *
 * @param code  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_finding_str(enum appbin_finding_code code);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/** Reads an application image, as any tool wrote it or as it was read back from flash. */
#ifndef APPBIN_IMAGE_H
#define APPBIN_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/crc.h"
#include "appbin/error.h"
#include "appbin/flash_map.h"
#include "appbin/image_kind.h"
#include "appverify/image_format.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Longest image or dump that the tool reads: the largest flash, in bytes. */
#define APPBIN_IMAGE_MAX_SIZE 0x1000000u

/** A segment that the boot loader copies to RAM. */
struct appbin_image_segment {
    uint32_t offset;  /**< of the payload in the file */
    uint32_t address; /**< load address */
    uint32_t size;    /**< bytes */
};

/** An image header: E9 or EA. */
struct appbin_image_header {
    uint32_t offset; /**< in the file */
    uint8_t magic;   /**< 0xE9 or 0xEA */
    uint8_t count;   /**< segments; always 4 after EA */
    uint8_t byte2;   /**< flash mode, or 0 */
    uint8_t byte3;   /**< map << 4 | clock, or the slot number */
    uint32_t entry;
};

/** What tells where irom is linked. The values are pinned. */
enum appbin_origin_witness {
    APPBIN_WITNESS_NONE = 0,      /**< nothing: there is no irom, or its code does not tell */
    APPBIN_WITNESS_FUNCTIONS = 1, /**< addresses of functions, compared over every 4 KiB of flash */
    APPBIN_WITNESS_ADDRESSES = 2, /**< the weaker one: most addresses point into irom at one of the
                                     flash maps' origins, and functions do not tell */
};

/** What a reader found. Offsets count from the first byte of the file. */
struct appbin_image {
    size_t file_size;
    enum appbin_kind kind;              /**< one of OTA_NEW to LOADER */
    enum appbin_boot boot;              /**< NEW starts with EA; OLD and NONE with E9 */
    struct appbin_image_header leading; /**< first header of the file */
    struct appbin_image_header ram;     /**< header of the RAM part: the leading one unless NEW */
    size_t segment_count;
    struct appbin_image_segment segments[APPVERIFY_SEGMENTS_MAX];
    uint32_t irom_offset; /**< 0 when the file holds no irom */
    uint32_t irom_size;   /**< bytes */

    uint32_t xor_offset;
    uint8_t xor_stored;
    uint8_t xor_computed;
    bool xor_covers_irom; /**< stored equals the checksum with irom included (esptool2 -iromchksum)
                           */

    uint32_t manifest_offset; /**< of a manifest, by its magic and its end block */
    uint32_t manifest_size;   /**< bytes; 0 when there is none. It is not parsed and not verified */
    bool manifest_begins;     /**< boot new: one begins after the body, but does not end before a
                                   CRC word; manifest_size is 0 */
    uint8_t manifest_map;     /**< flash map that it names; 0 when there is none */

    uint32_t body_size;            /**< bytes up to the manifest or the CRC word */
    uint32_t extra_size;           /**< unknown bytes between body and CRC word */
    bool has_crc;                  /**< a CRC word is there */
    uint32_t crc_offset;           /**< of the CRC word, or where it belongs */
    uint32_t crc_stored;           /**< meaningful when has_crc */
    uint32_t crc_computed;         /**< plain CRC-32 of everything before crc_offset */
    enum appbin_crc_rule crc_rule; /**< rule that crc_stored follows */
    uint32_t trailing_size;        /**< bytes after the CRC word */
    bool trailing_erased;          /**< they are all 0xFF, as in a dump of flash */

    unsigned slot; /**< 1 or 2 by header byte 3; 0 when it is no slot number */

    uint32_t irom_origin; /**< where irom is linked, 0 when the code does not tell */
    enum appbin_origin_witness origin_witness; /**< what tells it */
    uint32_t origin_best;      /**< start of irom with most hits, 0 when there are none */
    unsigned origin_hits;      /**< words that are then the address of a function in irom */
    uint32_t origin_next;      /**< the start with most hits but for that one */
    unsigned origin_next_hits; /**< its hits */
    unsigned origin_votes; /**< addresses that point into irom at one origin of the flash maps; 0
                              when no origin has most of them */
    unsigned origin_total; /**< addresses that point into irom at any origin of the flash maps */
};

/**
 * Reads an image. Nothing but the structure is judged: wrong checksums are reported as fields.
 *
 * @param image       out, set on success
 * @param bytes       in, size bytes
 * @param size        in, length in bytes, at most APPBIN_IMAGE_MAX_SIZE
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NOT_IMAGE (the diagnostic names what it is instead), IMAGE_MALFORMED
 *
 * Allocates nothing. Takes 36 KB of stack.
 */
enum appbin_error appbin_image_read(struct appbin_image *image, const uint8_t *bytes, size_t size,
                                    struct appbin_diagnostic *diagnostic);

/**
 * Tells the style of the leading header.
 *
 * @param image  in, as read
 * @return true when its bytes 2 and 3 describe the flash (G2), false when they hold the slot
 */
bool appbin_image_has_flash_header(const struct appbin_image *image);

/**
 * Short stable name of a witness, for machines: "functions".
 *
 * @param witness  in, any value
 * @return a constant string, never NULL; "none" for a value outside the enum
 */
const char *appbin_origin_witness_str(enum appbin_origin_witness witness);

/**
 * Slot for which irom seems linked on a map.
 *
 * @param image  in, as read
 * @param map    in, a map with OTA slots
 * @return 1 or 2; 3 when both fit (maps 5 and above); 0 when neither fits or it is not known
 */
unsigned appbin_image_linked_slots(const struct appbin_image *image,
                                   const struct appbin_flash_map *map);

#ifdef __cplusplus
}
#endif
#endif

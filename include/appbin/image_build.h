/* SPDX-License-Identifier: MIT */
/** Builds an application image from an opened ELF. Formats: docs/image-formats.md. */
#ifndef APPBIN_IMAGE_BUILD_H
#define APPBIN_IMAGE_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/crc.h"
#include "appbin/elf_file.h"
#include "appbin/error.h"
#include "appbin/flash_map.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes 2 and 3 of the leading header of an OTA image. */
enum appbin_header {
    APPBIN_HEADER_SLOT = 0,  /**< 0, slot number: NONOS SDK 1.5.1 and later (G3, G4) */
    APPBIN_HEADER_FLASH = 1, /**< flash mode, map and clock: RTOS SDK 2.x, NONOS 1.3 (G2) */
};

/** What to build. Zero-initialised: boot none, slot header, qio, 40 MHz, portable CRC. */
struct appbin_build_options {
    unsigned map;                          /**< flash map number */
    const struct appbin_flash_map *layout; /**< of this map, from appbin_rboot_layout or
                                                appbin_flash_map_limit: where the slots are;
                                                NULL: where the map says */
    unsigned slot;               /**< 1 or 2; 0: take it from the irom address (boot new and old) */
    enum appbin_boot boot;       /**< image format */
    enum appbin_header header;   /**< leading header style */
    uint8_t flash_mode;          /**< 0 to 3: qio, qout, dio, dout */
    uint8_t flash_clock;         /**< 0, 1, 2, 15: 40, 26.7, 20, 80 MHz */
    enum appbin_crc_rule crc;    /**< PORTABLE, INVERTED or SDK */
    const char *entry;           /**< entry symbol; NULL: entry_address, or else call_user_start1,
                                      call_user_start, e_entry when a function is there */
    uint32_t entry_address;      /**< entry, where entry is NULL; 0: not given */
    const char *const *sections; /**< further RAM sections, in file order after .rodata */
    size_t section_count;        /**< entries of sections */
};

/** Most remarks of one build; further ones are dropped. */
#define APPBIN_BUILD_REMARKS_MAX 8

/** What deserves a word though the image could be built. */
struct appbin_build_remark {
    bool warning;                      /**< the firmware may not run; false: worth knowing only */
    char text[APPBIN_DIAGNOSTIC_SIZE]; /**< one sentence, printable ASCII */
};

/** What was built. */
struct appbin_build_result {
    uint8_t *image;      /**< image_size bytes, freed by appbin_build_result_free */
    size_t image_size;   /**< bytes */
    const uint8_t *irom; /**< raw .irom0.text, owned by the ELF; NULL without irom */
    size_t irom_size;    /**< bytes */
    unsigned segments;   /**< RAM segments */
    size_t remark_count;
    struct appbin_build_remark remarks[APPBIN_BUILD_REMARKS_MAX];
};

/**
 * Builds the image. Apart from the CRC rule the bytes are those of gen_appbin.py, except that
 * the RAM segments are counted as they are, and load at the addresses of their sections.
 *
 * @param elf         in
 * @param options     in
 * @param result      out, set on success
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS, NO_SYMBOLS, NO_ENTRY, NO_SECTION, SECTION_DROPPED, PLACEMENT,
 *         WRONG_SLOT, TOO_LARGE, NO_PORTABLE_CRC, NO_MEMORY
 *
 * Allocates the image, at most the slot limit (0xFA000 bytes).
 */
enum appbin_error appbin_image_build(const struct appbin_elf *elf,
                                     const struct appbin_build_options *options,
                                     struct appbin_build_result *result,
                                     struct appbin_diagnostic *diagnostic);

/**
 * Frees what a result owns and clears it.
 *
 * @param result  in and out, may hold nothing
 */
void appbin_build_result_free(struct appbin_build_result *result);

#ifdef __cplusplus
}
#endif
#endif

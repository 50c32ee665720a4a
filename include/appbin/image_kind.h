/* SPDX-License-Identifier: MIT */
/** What kind of file is this: an image for a slot, another image, or no image at all? */
#ifndef APPBIN_IMAGE_KIND_H
#define APPBIN_IMAGE_KIND_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of file. The values are pinned; appbin_kind_str gives their names. */
enum appbin_kind {
    APPBIN_KIND_UNKNOWN = 0,
    APPBIN_KIND_EMPTY = 1, /**< no bytes */

    /* Images of the ESP8266: appbin_image_read reads these and no others. */
    APPBIN_KIND_OTA_NEW = 2,     /**< boot new, for a slot */
    APPBIN_KIND_OTA_OLD = 3,     /**< boot old, for a slot */
    APPBIN_KIND_RAM_PART = 4,    /**< boot none: the RAM part, irom is another file */
    APPBIN_KIND_RBOOT = 5,       /**< boot new, linked or checksummed for rBoot */
    APPBIN_KIND_EBOOT = 6,       /**< Arduino: eboot, and the firmware at 0x1000 */
    APPBIN_KIND_RTOS_SDK_3 = 7,  /**< RTOS SDK 3.x: flash code is a segment, SHA-256 at the end */
    APPBIN_KIND_JOINED = 8,      /**< boot none with irom joined to it, as NodeMCU's */
    APPBIN_KIND_MICROPYTHON = 9, /**< the same with length and MD5, as MicroPython's */
    APPBIN_KIND_LOADER = 10,     /**< a boot loader by its name, or what loads, as boot loaders
                                    and stubs do, to 0x40108000 to 0x4010FFFF */

    /* What else is handed over for an image. */
    APPBIN_KIND_ESP32 = 11, /**< an image of a chip of the ESP32 family */
    APPBIN_KIND_ELF = 12,
    APPBIN_KIND_MANIFEST = 13,
    APPBIN_KIND_KEY = 14, /**< a key or a certificate, PEM */
    APPBIN_KIND_GZIP = 15,
    APPBIN_KIND_INTEL_HEX = 16,
    APPBIN_KIND_UF2 = 17,
    APPBIN_KIND_HTML = 18,
    APPBIN_KIND_TEXT = 19,
    APPBIN_KIND_BUNDLE = 20, /**< a manifest and the images of its release behind it */
};

/** What became of the digest that some kinds have at their end. The values are pinned. */
enum appbin_digest_state {
    APPBIN_DIGEST_NONE = 0, /**< there is none, or none that this build can calculate */
    APPBIN_DIGEST_RIGHT = 1,
    APPBIN_DIGEST_WRONG = 2,
};

/** What a file is. Both texts are printable ASCII without a full stop. */
struct appbin_kind_report {
    enum appbin_kind kind;
    enum appbin_digest_state digest; /**< RTOS_SDK_3: SHA-256; MICROPYTHON: MD5 */
    char what[160];                  /**< what it is: "an ELF"; empty for UNKNOWN */
    char advice[200]; /**< what an OTA slot wants of it, or what to do with it; empty for OTA_NEW,
                         OTA_OLD and UNKNOWN */
};

/**
 * Tells what kind of file it is, and calculates the digest that goes with the kind.
 *
 * @param report  out
 * @param bytes   in, size bytes: the whole file
 * @param size    in, length in bytes
 *
 * An image that is too damaged to be read is UNKNOWN. Allocates nothing.
 */
void appbin_kind_find(struct appbin_kind_report *report, const uint8_t *bytes, size_t size);

/**
 * Short stable name of a kind, for machines: "rtos-sdk-3".
 *
 * @param kind  in, any value
 * @return a constant string, never NULL; "unknown" for a value outside the enum
 */
const char *appbin_kind_str(enum appbin_kind kind);

#ifdef __cplusplus
}
#endif
#endif

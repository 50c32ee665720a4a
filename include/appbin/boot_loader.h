/* SPDX-License-Identifier: MIT */
/**
 * Boot loaders: which one a file holds, and whether it goes with a boot mode and a flash map. What
 * each version does was found by running it; docs/flashing.md has the table.
 */
#ifndef APPBIN_BOOT_LOADER_H
#define APPBIN_BOOT_LOADER_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appbin/flash_map.h"
#include "appbin/image.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Who made it. */
enum appbin_boot_loader_kind {
    APPBIN_BOOT_LOADER_UNKNOWN = 0, /**< it does not say */
    APPBIN_BOOT_LOADER_VENDOR = 1,  /**< the SDK's; it names its version */
    APPBIN_BOOT_LOADER_RBOOT = 2,   /**< rBoot */
};

/** What a file says of itself. */
struct appbin_boot_loader {
    enum appbin_boot_loader_kind kind;
    unsigned version_major; /**< of a vendor's boot loader, else 0 */
    unsigned version_minor;
    struct appbin_image image; /**< as read */
};

/** Does user2 run on a flash map with this boot loader? */
enum appbin_user2 {
    APPBIN_USER2_UNTRIED = 0, /**< nobody is known to have tried */
    APPBIN_USER2_STARTS = 1,  /**< when the parameters say so */
    APPBIN_USER2_NEVER = 2,   /**< user1 starts, whatever the parameters say */
};

/** Verdict on a boot loader for a target. */
enum appbin_boot_loader_verdict {
    APPBIN_BOOT_LOADER_FITS = 0,
    APPBIN_BOOT_LOADER_DOUBTFUL = 1, /**< nothing is known against it, or reports are bad */
    APPBIN_BOOT_LOADER_REFUSED = 2,  /**< images would not start, or updates never run */
};

/**
 * Reads a boot loader: an image without irom whose XOR byte is right.
 *
 * @param loader      out, set on success
 * @param bytes       in, size bytes; what follows the image is ignored
 * @param size        in, length in bytes, at most APPBIN_IMAGE_MAX_SIZE
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NOT_IMAGE, IMAGE_MALFORMED, UNSOUND
 *
 * Allocates nothing.
 */
enum appbin_error appbin_boot_loader_read(struct appbin_boot_loader *loader, const uint8_t *bytes,
                                          size_t size, struct appbin_diagnostic *diagnostic);

/**
 * Tells what is known of user2.
 *
 * @param loader  in, as read
 * @param map     in, a flash map with OTA slots
 * @return UNTRIED for every kind but the vendor's
 */
enum appbin_user2 appbin_boot_loader_user2(const struct appbin_boot_loader *loader,
                                           const struct appbin_flash_map *map);

/**
 * Judges a boot loader for images of a boot mode on a flash map.
 *
 * @param loader      in, as read
 * @param boot        in, NEW or OLD: boot mode of the images
 * @param map         in, a flash map with OTA slots
 * @param diagnostic  out, the reason unless it fits; may be NULL
 * @return the verdict
 */
enum appbin_boot_loader_verdict appbin_boot_loader_judge(const struct appbin_boot_loader *loader,
                                                         enum appbin_boot boot,
                                                         const struct appbin_flash_map *map,
                                                         struct appbin_diagnostic *diagnostic);

/**
 * Short stable name of a kind, for machines: "vendor".
 *
 * @param kind  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_boot_loader_kind_str(enum appbin_boot_loader_kind kind);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/**
 * What runs: the firmware reads version, security counter, vendor and product from the manifest in
 * its own slot, so that they stand in one place, the command that signed it.
 *
 * No signature is checked: what is in the slot was verified when it was installed, and whoever can
 * write it from outside can also write the code that would check. It must be for this slot, though,
 * and stand where its image ends: the headers tell (boot new), or the linker (boot old). A manifest
 * further behind, such as one that a longer image has left, is never looked for.
 */
#ifndef APPVERIFY_RUNNING_RELEASE_H
#define APPVERIFY_RUNNING_RELEASE_H

#include "appverify/appverify.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where the firmware runs. */
struct appverify_running_slot {
    uint32_t slot;        /**< 1 or 2 */
    uint32_t slot_offset; /**< flash offset of it, bytes, a multiple of 4096 */
    uint32_t slot_limit;  /**< length of it, bytes */
    uint32_t flash_map;   /**< as in struct appverify_policy */
    uint32_t boot_mode;   /**< APPVERIFY_BOOT_OLD or APPVERIFY_BOOT_NEW */
    uint32_t body_size;   /**< boot old: bytes from slot_offset to the end of irom, which the
                               vendor's linker scripts call _irom0_text_end. boot new: ignored, the
                               headers tell */
};

/**
 * Reads the manifest of the image that runs.
 *
 * @param manifest  out, set on success, to be used then only; its pointers lead into buffer
 * @param storage   in, that of the flash; only its read is used
 * @param running   in
 * @param buffer    out, RAM for the manifest; that of a verification will do, before it begins
 * @param capacity  in, bytes of buffer; APPVERIFY_MANIFEST_MAX takes every manifest
 * @return APPVERIFY_OK; NOT_FOUND: no manifest behind the body: the image is unsigned, which counts
 *         as version 0.0.0 and takes the first signed release; LENGTH: too long for the buffer, or
 *         that of a body of another length; SLOT: for another slot only; MAP, BOOT: for another
 *         device; FORMAT, VERSION, CRITICAL as appverify_manifest_parse; READ
 *
 * At most 800 bytes of stack beside that of the storage, no allocation. Reads at most 19 headers,
 * 9 ends of blocks, and the manifest once.
 */
enum appverify_result appverify_read_running_release(struct appverify_manifest *manifest,
                                                     const struct appverify_storage *storage,
                                                     const struct appverify_running_slot *running,
                                                     uint8_t *buffer, uint32_t capacity);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/**
 * The verifier: judges a manifest and the image it belongs to, on the host and on the device.
 *
 * Freestanding C99: no heap, no stdio, no globals. Everything it knows is in the context and the
 * configuration of the caller. A verification is begun, then stepped until it is over:
 *
 *     appverify_begin_image(&context, &config, image_size);
 *     do {
 *         result = appverify_step(&context, 4096);
 *     } while (result == APPVERIFY_MORE);
 *     if (result == APPVERIFY_OK) ...
 *
 * The order is that of docs/manifest-format.md: structure, signatures over the copy in RAM, policy,
 * digest of the body read back, structure of the image (src/appverify/check_order.c says why). Any
 * step may be the last.
 */
#ifndef APPVERIFY_APPVERIFY_H
#define APPVERIFY_APPVERIFY_H

#include <stddef.h>
#include <stdint.h>

#include "appverify/crypto.h"
#include "appverify/image_walk.h"
#include "appverify/manifest.h"
#include "appverify/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The flash, or what takes its place. The library keeps the chip's rules: every offset, length and
 * buffer is a multiple of 4; a read may reach up to 3 bytes past what is wanted.
 */
struct appverify_storage {
    /** Reads length bytes. Returns APPVERIFY_OK; anything else is a failed read. */
    enum appverify_result (*read)(void *context, uint32_t offset, uint8_t *buffer, size_t length);
    void *context;
    /**
     * CRC-32 of consecutive pieces, as zlib's crc32: 0 to start, or the last result.
     * appverify_crc32 is one, made small, appverify_crc32_fast another one.
     */
    uint32_t (*crc32)(uint32_t crc, const uint8_t *bytes, size_t length);
    /** Clears bits of erased flash. Returns as read. NULL where nothing is written. */
    enum appverify_result (*write)(void *context, uint32_t offset, const uint8_t *buffer,
                                   size_t length);
    /** Erases the sector of 4096 bytes at an offset. Returns as read. NULL as above. */
    enum appverify_result (*erase)(void *context, uint32_t offset);
    /**
     * Writes what was held back of the image in the slot. A commit calls it when all was judged and
     * the store is written, right before the switch. Returns as read. NULL where nothing is held
     * back; appverify/head_last.h has one.
     */
    enum appverify_result (*make_bootable)(void *context);
};

/** What the device is, and what it accepts. Only the known types may be absent. */
struct appverify_policy {
    const struct appverify_key_ring *keys;
    const uint32_t *vendor_id; /**< 16 bytes in four words, as in struct appverify_key */
    const uint32_t *class_id;  /**< likewise */
    uint32_t flash_map;   /**< APPVERIFY_MAP_OWN_LAYOUT with it: slot_offset is not the map's */
    uint32_t boot_mode;   /**< what the boot loader takes: APPVERIFY_BOOT_OLD or _NEW */
    uint32_t slot;        /**< the slot to be judged: 1 or 2, on a device the inactive one */
    uint32_t slot_offset; /**< flash offset of that slot, bytes */
    uint32_t slot_limit;  /**< longest image in that slot, bytes */
    const uint32_t *known_types; /**< vendor-defined TLVs that the firmware obeys, when critical;
                                      known_type_count of them, NULL for none */
    uint32_t known_type_count;
    uint32_t min_counter; /**< lowest security counter to accept: the larger of the stored one and
                               that of the running firmware */
    uint32_t all_keys;    /**< 0: stop at the threshold. 1: go on and try every key of the ring, for
                               a report; a bad signature does not change the verdict, but a crypto
                               port that fails ends it with CRYPTO. Each signature takes its time */
};

/**
 * What a verification works with. It and all it points to must stay as they are until the end, but
 * for the policy between two verifications: see appverify_begin_body.
 */
struct appverify_config {
    const struct appverify_storage *storage;
    struct appverify_crypto *crypto;
    const struct appverify_policy *policy;
    uint8_t *manifest;          /**< RAM for the copy of the manifest */
    uint32_t manifest_capacity; /**< bytes; APPVERIFY_MANIFEST_MAX takes every manifest */
};

struct appverify_commit; /* appverify/commit.h */
struct appverify_commit_stages;

/**
 * State of one verification; the caller owns it, the fields are private. While the answer is
 * APPVERIFY_MORE it must stay where it is: the crypto port belongs to this context and keeps
 * pointers into it. A copy or a moved one ends with APPVERIFY_ERR_CRYPTO.
 */
struct appverify_context {
    const struct appverify_config *config;
    const struct appverify_commit *commit;
    const struct appverify_commit_stages *commit_stages; /**< NULL until appverify_begin_commit */
    uint32_t result;
    uint32_t state;
    volatile uint32_t evidence; /**< what each passed check adds; the answer needs all of it */
    uint32_t image_size;        /**< 0: to be found, by the headers or the manifest */
    uint32_t position;          /**< in the image */
    uint32_t crc;
    uint32_t key; /**< key and block that are tried */
    uint32_t block;
    const struct appverify_key *tried_key; /**< as the port was given it */
    uint32_t valid_keys;                   /**< how many keys have a valid signature so far */
    uint32_t signing_keys;                 /**< which: a bit for each */
    uint32_t payload;                      /**< entry for the slot */
    uint32_t manifest_only;                /**< 1: stop before the body */
    struct appverify_manifest manifest;
    struct appverify_image_walk walk;
    uint8_t signed_digest[APPVERIFY_DIGEST_SIZE]; /**< of the signed part when it was verified */
};

/**
 * Begins to judge a manifest that the caller has put into config->manifest: its structure,
 * signatures and policy. Ends with APPVERIFY_MANIFEST_OK.
 *
 * @param context  out
 * @param config   in, storage may be NULL when no image follows
 * @param size     in, bytes of the manifest, at most config->manifest_capacity
 * @return APPVERIFY_MORE, CONFIG, LENGTH
 */
enum appverify_result appverify_begin_manifest(struct appverify_context *context,
                                               const struct appverify_config *config,
                                               uint32_t size);

/**
 * Goes on, after APPVERIFY_MANIFEST_OK, with the image in the slot: its body must be the signed
 * one, its manifest the same bytes. The policy is judged again, as it is now, but no signature:
 * those that were good count, also for a higher threshold. Ends with APPVERIFY_OK.
 *
 * One check of the signatures serves both slots. After APPVERIFY_MANIFEST_OK the context may be
 * copied, it is plain data, and the policy may be pointed at the other slot (slot, slot_offset,
 * slot_limit) before the body of the copy is begun. Copies that share a crypto port take turns:
 * one body is over before the next begins, see struct appverify_crypto.
 *
 * @param context     in and out
 * @param image_size  in, bytes of the image in the slot; 0: as long as the manifest says. Another
 *                    length is refused by a step, with LENGTH
 * @return APPVERIFY_MORE, CONFIG, STATE without APPVERIFY_MANIFEST_OK; after STATE an APPVERIFY_OK
 *         or APPVERIFY_COMMITTED of the context is withdrawn: appverify_step says STATE too
 */
enum appverify_result appverify_begin_body(struct appverify_context *context, uint32_t image_size);

/**
 * Begins to judge the image in the slot, manifest and all. Ends with APPVERIFY_OK.
 *
 * @param context     out
 * @param config      in
 * @param image_size  in, bytes; 0: find the manifest by the headers of a boot new image
 * @return APPVERIFY_MORE, CONFIG, LENGTH
 */
enum appverify_result appverify_begin_image(struct appverify_context *context,
                                            const struct appverify_config *config,
                                            uint32_t image_size);

/**
 * Does a slice of the work: at most budget bytes of the body (at least one byte is done), or one
 * slice of public-key work, or the rest of the checks up to the next of these. The manifest is
 * hashed and compared in one piece, whatever the budget.
 *
 * @param context  in and out
 * @param budget   in, bytes
 * @return APPVERIFY_MORE, APPVERIFY_OK, APPVERIFY_MANIFEST_OK, or the reason of the refusal. Once
 *         over, the same answer comes again.
 *
 * Stack below 768 bytes without the crypto port; no allocation.
 */
enum appverify_result appverify_step(struct appverify_context *context, uint32_t budget);

/**
 * The manifest, once its signatures and the policy were judged good.
 *
 * @param context  in
 * @return the manifest in config->manifest; NULL before that or after a refusal
 */
const struct appverify_manifest *appverify_get_manifest(const struct appverify_context *context);

/**
 * Which keys of the ring signed, once signatures and policy were judged good. Those that were tried
 * until the threshold was met, unless the policy asks for all_keys.
 *
 * @param context  in
 * @return bit i for key i of the ring; 0 before that or after a refusal
 */
uint32_t appverify_get_signing_keys(const struct appverify_context *context);

/**
 * Ends a verification early and frees what the crypto port holds. Not needed once
 * appverify_step has returned something other than APPVERIFY_MORE.
 *
 * @param context  in and out
 */
void appverify_abort(struct appverify_context *context);

/**
 * CRC-32 as zlib's, made small rather than fast.
 *
 * @param crc     in, 0 to start or the last result
 * @param bytes   in, length bytes
 * @param length  in, bytes
 * @return the CRC so far
 */
uint32_t appverify_crc32(uint32_t crc, const uint8_t *bytes, size_t length);

/**
 * The same in half the instructions, with a table of 1 KB that lies in flash.
 *
 * @param crc     in, 0 to start or the last result
 * @param bytes   in, length bytes; an aligned address is faster
 * @param length  in, bytes
 * @return the CRC so far
 */
uint32_t appverify_crc32_fast(uint32_t crc, const uint8_t *bytes, size_t length);

#ifdef __cplusplus
}
#endif
#endif

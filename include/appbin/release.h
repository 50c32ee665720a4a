/* SPDX-License-Identifier: MIT */
/**
 * Makes a signed release: one or two images and one manifest that binds them. What makes a release
 * safe is checked here and cannot be left out:
 *
 *     appbin_release_new(&release, -1, &diagnostic);
 *     appbin_release_add_image(release, "user1.bin", user1, user1_size, &diagnostic);
 *     appbin_release_add_image(release, "user2.bin", user2, user2_size, &diagnostic);
 *     appbin_release_describe(release, &info, &diagnostic);
 *     ... sign appbin_release_digest(release) ...
 *     appbin_release_add_signature(release, &key, signature, &diagnostic);
 *     appbin_release_finish(release, &failed, &diagnostic);
 *     ... write appbin_release_image(release, 0, &size) and the others ...
 *     appbin_release_free(release);
 *
 * Damaged images, images linked for another slot or map, two images for one slot, images of two
 * maps or boot modes, images of two signed releases, a key that signs twice and signatures that are
 * not valid are errors. What was made is verified by appverify before it can be had.
 */
#ifndef APPBIN_RELEASE_H
#define APPBIN_RELEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/bundle.h"
#include "appbin/error.h"
#include "appbin/flash_map.h"
#include "appbin/key.h"
#include "appverify/manifest_format.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most vendor-defined TLVs of one manifest. */
#define APPBIN_TLVS_MAX 32u

/** A vendor-defined TLV. */
struct appbin_tlv {
    uint16_t type; /**< 0x4000 to 0x7FFF */
    bool critical;
    uint8_t size; /**< of the value, 1 to 64 bytes */
    uint8_t value[APPVERIFY_TLV_VALUE_MAX];
};

/** What a manifest says of a release, beside its images. */
struct appbin_release_info {
    uint8_t vendor_id[APPVERIFY_UUID_SIZE];
    uint8_t class_id[APPVERIFY_UUID_SIZE];
    uint16_t version_major;
    uint16_t version_minor;
    uint32_t version_patch;
    uint32_t version_build;
    uint32_t security_counter;
    const char *build_id; /**< 1 to 64 printable ASCII bytes; NULL: none */
    size_t tlv_count;
    struct appbin_tlv tlvs[APPBIN_TLVS_MAX]; /**< in any order, each type once */
    bool allow_counter_jump; /**< see APPBIN_COUNTER_MAX and APPBIN_COUNTER_STEP_MAX */
};

/*
 * A device that has taken a release refuses every lower counter for ever. So a counter that is not
 * meant, a date or a slip of the finger, shuts out all releases after it.
 */

/** Highest security counter that needs no leave: half of the range. */
#define APPBIN_COUNTER_MAX 0x80000000u

/** Most that it may rise, without leave, above that of the manifest which is replaced. */
#define APPBIN_COUNTER_STEP_MAX 1000u

/** A release in the making; private to the library. */
struct appbin_release;

/**
 * Begins a release that is going to be described.
 *
 * @param release     out, free with appbin_release_free
 * @param map         in, flash map; -1: the one that the images name
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NO_MEMORY
 *
 * Allocates some 20 KB.
 */
enum appbin_error appbin_release_new(struct appbin_release **release, int map,
                                     struct appbin_diagnostic *diagnostic);

/**
 * Begins a release whose signed part was made before, for signatures that were made elsewhere.
 *
 * @param release      out, free with appbin_release_free
 * @param signed_part  in, size bytes, as appbin_release_signed_part gave them
 * @param size         in, bytes
 * @param diagnostic   out, explains a failure; may be NULL
 * @return APPBIN_OK, MANIFEST when this is no signed part, OPTIONS when it has a layout of its own
 *         that appbin_rboot_layout refuses, CRYPTO, NO_MEMORY
 */
enum appbin_error appbin_release_new_of(struct appbin_release **release, const uint8_t *signed_part,
                                        size_t size, struct appbin_diagnostic *diagnostic);

/**
 * Sets a layout other than that of the flash map, before the first image. Where it has slots of its
 * own, what the headers of images say of slot and flash does not count, and the manifest has the
 * offsets of the layout.
 *
 * @param release     in and out
 * @param layout      in, as appbin_rboot_layout or appbin_flash_map_limit makes it; it is copied
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, PAIR for a layout of another flash map, OPTIONS for calls out of order
 */
enum appbin_error appbin_release_use_layout(struct appbin_release *release,
                                            const struct appbin_flash_map *layout,
                                            struct appbin_diagnostic *diagnostic);

/**
 * Sets a limit for images, before the first: devices have less room than the slots of the flash
 * map. For a release whose map is known, which is any of appbin_release_new_of.
 *
 * @param release     in and out
 * @param limit       in, bytes: a multiple of 4096, at most the slot of the map
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK; OPTIONS for another limit, for a release of unknown map or with slots of its
 *         own, and for calls out of order
 */
enum appbin_error appbin_release_limit_slot(struct appbin_release *release, uint32_t limit,
                                            struct appbin_diagnostic *diagnostic);

/**
 * Adds an image: with or without a CRC word or a manifest, which are made anew.
 *
 * @param release     in and out
 * @param name        in, what messages call it; NULL: "the other image". Must stay as long
 * @param bytes       in, size bytes; must stay until the release is finished
 * @param size        in, bytes
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NOT_IMAGE, IMAGE_MALFORMED, UNSOUND for an image that must not be signed (see
 *         appbin_image_require_sound) or whose segments appverify refuses, PAIR when it does not go
 *         with the first, NO_MAP when nothing tells its map, OPTIONS when it is one too many
 */
enum appbin_error appbin_release_add_image(struct appbin_release *release, const char *name,
                                           const uint8_t *bytes, size_t size,
                                           struct appbin_diagnostic *diagnostic);

/**
 * Tells whether the two images look like different programs, by number of segments, lengths and
 * strings, and by the words where all lengths are equal. They may be meant to be, so nothing else
 * asks.
 *
 * @param release     in, with all its images, whose bytes must still be there
 * @param diagnostic  out, by what they differ; may be NULL
 * @return APPBIN_OK, also for one image and where nothing tells; PAIR
 */
enum appbin_error appbin_release_compare(const struct appbin_release *release,
                                         struct appbin_diagnostic *diagnostic);

/**
 * Writes the signed part. Not for a release of appbin_release_new_of. The body of each image is
 * hashed here, once.
 *
 * @param release     in and out, with all its images
 * @param info        in
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS for calls out of order, or a TLV or a build id that is none; COUNTER
 *         for a security counter that leaps ahead without leave, MANIFEST when it does not fit,
 *         TOO_LARGE when an image leaves no room for it in its slot, CRYPTO
 */
enum appbin_error appbin_release_describe(struct appbin_release *release,
                                          const struct appbin_release_info *info,
                                          struct appbin_diagnostic *diagnostic);

/**
 * What is to be signed.
 *
 * @param release  in
 * @param size     out, bytes; 0 before it is described
 * @return *size bytes, at most APPVERIFY_SIGNED_MAX, inside the release
 */
const uint8_t *appbin_release_signed_part(const struct appbin_release *release, uint32_t *size);

/**
 * SHA-256 of the signed part: what a key signs.
 *
 * @param release  in
 * @return 32 bytes inside the release; NULL before it is described
 */
const uint8_t *appbin_release_digest(const struct appbin_release *release);

/** What stands for a failure that is not that of one image. */
#define APPBIN_RELEASE_ALL ((size_t)-1)

/**
 * Tells whether these keys can sign the release: none of them twice or one too many, all their
 * signatures fit a manifest, and each image its slot with them. For a question before somebody is
 * asked to sign: a signature of LMS that is not used is lost to its key.
 *
 * @param release     in, described
 * @param keys        in, count keys
 * @param count       in, 1 to 8
 * @param failed      out, index of the image that failed, or APPBIN_RELEASE_ALL; may be NULL
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS for such keys or for calls out of order, TOO_LARGE
 */
enum appbin_error appbin_release_check_keys(const struct appbin_release *release,
                                            const struct appbin_public_key *keys, size_t count,
                                            size_t *failed, struct appbin_diagnostic *diagnostic);

/**
 * Adds a signature. Whether it is valid is found out by appbin_release_finish.
 *
 * @param release     in and out, described
 * @param key         in, whose signature it is
 * @param signature   in, wire form, appbin_public_key_signature_size(key) bytes
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS for a key that has signed already or is one too many (8), or for calls
 *         out of order
 */
enum appbin_error appbin_release_add_signature(struct appbin_release *release,
                                               const struct appbin_public_key *key,
                                               const uint8_t *signature,
                                               struct appbin_diagnostic *diagnostic);

/**
 * Puts the manifest together, makes the signed images and verifies each with all the keys.
 *
 * @param release     in and out, with images, description and signatures
 * @param failed      out, index of the image that failed, or APPBIN_RELEASE_ALL; may be NULL
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS for calls out of order, MANIFEST, PAIR when the signed part is of
 *         another number of images, TOO_LARGE when an image with its manifest exceeds the slot,
 *         NOT_VERIFIED, NO_MEMORY
 *
 * Allocates the images and what mbedTLS needs.
 */
enum appbin_error appbin_release_finish(struct appbin_release *release, size_t *failed,
                                        struct appbin_diagnostic *diagnostic);

/**
 * A signed image: body, manifest, pad word, CRC word.
 *
 * @param release  in
 * @param index    in, 0 for the image that was added first
 * @param size     out, bytes
 * @return *size bytes inside the release; NULL, and size 0, before appbin_release_finish succeeded
 */
const uint8_t *appbin_release_image(const struct appbin_release *release, size_t index,
                                    size_t *size);

/**
 * The manifest alone.
 *
 * @param release  in
 * @param size     out, bytes
 * @return as appbin_release_image
 */
const uint8_t *appbin_release_manifest(const struct appbin_release *release, size_t *size);

/**
 * The whole release in one file, as appbin_bundle_make would put it together of the images.
 *
 * @param release  in
 * @param size     out, bytes
 * @param bundle   out, set when there are bytes: what it is made of, pointing into them
 * @return as appbin_release_image
 */
const uint8_t *appbin_release_bundle(const struct appbin_release *release, size_t *size,
                                     struct appbin_bundle *bundle);

/**
 * Frees a release and everything inside it.
 *
 * @param release  in, may be NULL
 */
void appbin_release_free(struct appbin_release *release);

#ifdef __cplusplus
}
#endif
#endif

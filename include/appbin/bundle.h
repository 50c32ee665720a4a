/* SPDX-License-Identifier: MIT */
/**
 * A bundle: a whole release in one file, of which every device takes its own part. It is the
 * manifest and then the signed image of each slot, as they are as files of their own; there is
 * nothing else. Format: docs/manifest-format.md.
 */
#ifndef APPBIN_BUNDLE_H
#define APPBIN_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appverify/manifest.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A signed image in a bundle. */
struct appbin_bundle_image {
    unsigned slot; /**< 1 or 2 */
    size_t offset; /**< in the bundle, bytes */
    size_t size;   /**< bytes, manifest and CRC word included */
};

/** What a bundle is made of. Nothing of it is verified. */
struct appbin_bundle {
    struct appverify_manifest manifest; /**< its pointers lead into the bytes that were read */
    size_t image_count;                 /**< 1 or 2 */
    struct appbin_bundle_image images[APPVERIFY_PAYLOADS_MAX]; /**< by slot, ascending */
};

/** A signed image to make a bundle of. */
struct appbin_bundle_part {
    const uint8_t *bytes; /**< size bytes */
    size_t size;
};

/** Release name in bytes, terminating NUL included. */
#define APPBIN_RELEASE_NAME_SIZE 9

/**
 * Tells whether bytes are a bundle, whole or damaged: they begin with a manifest, and images
 * follow. A manifest alone is none.
 *
 * @param bytes  in, size bytes
 * @param size   in, bytes
 * @return true when they are
 *
 * Allocates nothing.
 */
bool appbin_is_bundle(const uint8_t *bytes, size_t size);

/**
 * Takes a bundle apart. Each image must be as long as the manifest says, carry that manifest, and
 * be in the place of its slot. Signatures and digests are not verified: appbin_verifier_judge does.
 *
 * @param bundle      out, set on success; points into bytes
 * @param bytes       in, size bytes, any
 * @param size        in, bytes
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, MANIFEST when there is no manifest or it breaks its format, IMAGE_MALFORMED
 *         for a bundle that was cut, has bytes behind it, or whose image does not carry the
 *         manifest, PAIR for an image of another release, WRONG_SLOT for an image in the place of
 *         the other slot, CRYPTO
 *
 * Allocates nothing but what mbedTLS needs.
 */
enum appbin_error appbin_bundle_read(struct appbin_bundle *bundle, const uint8_t *bytes,
                                     size_t size, struct appbin_diagnostic *diagnostic);

/**
 * Makes a bundle of the signed images of one release. Their lengths, digests, manifests and CRC
 * words are checked, their signatures are not.
 *
 * @param bundle       out, *bundle_size bytes, free with free()
 * @param bundle_size  out, bytes
 * @param images       in, count images, in any order; they end with their CRC words
 * @param count        in, as many as the manifest names: 1 or 2
 * @param failed       out, index of the image that does not fit; may be NULL
 * @param diagnostic   out, explains a failure; may be NULL
 * @return APPBIN_OK, OPTIONS for another count than 1 or 2, MANIFEST for an image without a
 *         manifest that keeps the format, PAIR for images of two releases or another number of
 *         them than the manifest names, UNSOUND for an image that is not what the manifest says,
 *         CRYPTO, NO_MEMORY
 *
 * Allocates the bundle and what mbedTLS needs.
 */
enum appbin_error appbin_bundle_make(uint8_t **bundle, size_t *bundle_size,
                                     const struct appbin_bundle_part *images, size_t count,
                                     size_t *failed, struct appbin_diagnostic *diagnostic);

/**
 * The name of a release: the first 8 hexadecimal digits of the SHA-256 of its signed part. Devices
 * ask a server for images under names that hold it; otastream_update_name is the same.
 *
 * @param name        out, APPBIN_RELEASE_NAME_SIZE bytes such as "3fa94c01", NUL-terminated
 * @param manifest    in, as parsed
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, CRYPTO
 */
enum appbin_error appbin_release_name(char name[APPBIN_RELEASE_NAME_SIZE],
                                      const struct appverify_manifest *manifest,
                                      struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif

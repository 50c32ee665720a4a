/* SPDX-License-Identifier: MIT */
/**
 * Runs appverify on files in memory. appverify decides; this only feeds it.
 *
 *     appbin_verifier_new(&verifier, &request, &diagnostic);
 *     appbin_verifier_judge(verifier, &report, user1, user1_size, 0);
 *     appbin_verifier_judge(verifier, &report, user2, user2_size, 0);
 *     appbin_verifier_free(verifier);
 *
 * Files that one verifier judges are of one release: all must carry the manifest of the first that
 * was good, and each image must be for a slot of its own. The signatures are checked once.
 */
#ifndef APPBIN_VERIFY_H
#define APPBIN_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appbin/flash_map.h"
#include "appbin/key.h"
#include "appverify/appverify.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What must hold. Where a field says "any", what the manifest says is taken. */
struct appbin_verify_request {
    const struct appbin_public_key *keys;  /**< trusted keys, key_count of them */
    size_t key_count;                      /**< 1 to 8 */
    unsigned threshold;                    /**< keys that must have signed, 1 to key_count */
    const uint8_t *vendor_id;              /**< 16 bytes; NULL: any */
    const uint8_t *class_id;               /**< 16 bytes; NULL: any */
    int map;                               /**< flash map; -1: any, or that of the layout */
    const struct appbin_flash_map *layout; /**< where the slots are; NULL: where the map says */
    uint32_t min_counter;
    const uint32_t *known_types; /**< vendor-defined critical TLVs to accept; NULL: none */
    size_t known_type_count;
    const uint8_t *manifest; /**< the manifest it must carry, manifest_size bytes; NULL: any */
    uint32_t manifest_size;
};

/** What is behind a refusal, where that is more than its result says. The values are pinned. */
enum appbin_refusal {
    APPBIN_REFUSAL_NONE = 0,          /**< the result says it */
    APPBIN_REFUSAL_EMPTY = 1,         /**< a file without a byte */
    APPBIN_REFUSAL_NO_IMAGE = 2,      /**< another kind of file */
    APPBIN_REFUSAL_MALFORMED = 3,     /**< an image whose headers do not fit the file */
    APPBIN_REFUSAL_OTHER_SLOT = 4,    /**< the image of the same release for the other slot */
    APPBIN_REFUSAL_OTHER_RELEASE = 5, /**< it carries another manifest than the one wanted */
    APPBIN_REFUSAL_SLOT_TWICE = 6,    /**< good, but an image for its slot was good before */
};

/** What was found. */
struct appbin_verify_report {
    enum appverify_result
        result;                  /**< APPVERIFY_OK, or APPVERIFY_MANIFEST_OK for a manifest alone */
    enum appbin_refusal refusal; /**< NONE after a positive result */
    struct appbin_diagnostic reason;    /**< the result in plain words */
    unsigned slot;                      /**< slot that was judged; of a good bundle 0 */
    unsigned slots;                     /**< bit 0, bit 1: the image for slot 1, slot 2 is good */
    uint32_t signing_keys;              /**< bit i: key i of the request has a valid signature */
    struct appverify_manifest manifest; /**< meaningful after a positive result, and as long as the
                                             verifier */
};

/** A verifier; private to the library. */
struct appbin_verifier;

/**
 * Makes a verifier.
 *
 * @param verifier    out, free with appbin_verifier_free
 * @param request     in; what it points to must outlive the verifier
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NO_MEMORY
 *
 * Allocates some 8 KB.
 */
enum appbin_error appbin_verifier_new(struct appbin_verifier **verifier,
                                      const struct appbin_verify_request *request,
                                      struct appbin_diagnostic *diagnostic);

/**
 * Judges a signed image, a manifest alone (a file that starts with the magic of a manifest), or a
 * bundle: then the manifest first and each image for its slot, as devices do, but no byte may be
 * missing or follow.
 *
 * @param verifier  in and out
 * @param report    out
 * @param bytes     in, size bytes
 * @param size      in, bytes
 * @param slot      in, 1 or 2: the slot it must be for; 0: the one that the image says. Of a
 *                  bundle the image for this slot alone is judged; 0: all
 *
 * appverify decides. The first manifest that is good names the release, even when the image that
 * brought it is refused: images of other releases are refused after it. A refusal is explained
 * afterwards, by what else can be seen of the file: what an unverified manifest says may be
 * repeated there. What cannot be read as an image then has the result STRUCTURE, and an image
 * without manifest beside a release NOT_FOUND. The one refusal that is added is that of a second
 * image for one slot (result SLOT); those of a bundle are not counted with others. Allocates what
 * mbedTLS needs.
 */
void appbin_verifier_judge(struct appbin_verifier *verifier, struct appbin_verify_report *report,
                           const uint8_t *bytes, size_t size, unsigned slot);

/**
 * Forgets the release that was judged: the next file may be of another one. What was made of the
 * keys stays.
 *
 * @param verifier  in and out
 */
void appbin_verifier_next_release(struct appbin_verifier *verifier);

/**
 * Frees a verifier.
 *
 * @param verifier  in, may be NULL
 */
void appbin_verifier_free(struct appbin_verifier *verifier);

/**
 * Tells whether bytes start like a manifest file.
 *
 * @param bytes  in, size bytes
 * @param size   in, bytes
 * @return true when they do
 */
bool appbin_is_manifest(const uint8_t *bytes, size_t size);

/** Longest version text in bytes, terminating NUL included. */
#define APPBIN_VERSION_TEXT_SIZE 40

/**
 * Writes the firmware version of a manifest: X.Y.Z, or X.Y.Z+BUILD when the build number is not 0.
 *
 * @param text      out, APPBIN_VERSION_TEXT_SIZE bytes, NUL-terminated
 * @param manifest  in, as parsed
 */
void appbin_manifest_version_write(char text[APPBIN_VERSION_TEXT_SIZE],
                                   const struct appverify_manifest *manifest);

/**
 * Short stable name of a verdict, for machines: "signature". docs/compatibility.md lists them.
 *
 * @param report  in
 * @return a constant string, never NULL
 */
const char *appbin_verdict_str(const struct appbin_verify_report *report);

/**
 * Explains a result in a few plain words.
 *
 * @param result  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_verify_result_str(enum appverify_result result);

#ifdef __cplusplus
}
#endif
#endif

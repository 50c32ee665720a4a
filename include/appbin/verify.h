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
 * was good. Its signatures are checked once.
 */
#ifndef APPBIN_VERIFY_H
#define APPBIN_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appbin/key.h"
#include "appverify/appverify.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What must hold. Where a field says "any", what the manifest says is taken. */
struct appbin_verify_request {
    const struct appbin_public_key *keys; /**< trusted keys, key_count of them */
    size_t key_count;                     /**< 1 to 8 */
    unsigned threshold;                   /**< keys that must have signed, 1 to key_count */
    const uint8_t *vendor_id;             /**< 16 bytes; NULL: any */
    const uint8_t *class_id;              /**< 16 bytes; NULL: any */
    int map;                              /**< flash map; -1: any */
    uint32_t min_counter;
    const uint32_t *known_types; /**< vendor-defined critical TLVs to accept; NULL: none */
    size_t known_type_count;
    const uint8_t *manifest; /**< the manifest it must carry, manifest_size bytes; NULL: any */
    uint32_t manifest_size;
};

/** What was found. */
struct appbin_verify_report {
    enum appverify_result
        result;            /**< APPVERIFY_OK, or APPVERIFY_MANIFEST_OK for a manifest alone */
    unsigned slot;         /**< slot that was judged */
    uint32_t signing_keys; /**< bit i: key i of the request has a valid signature */
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
 * Judges a signed image, or a manifest alone (a file that starts with the magic of a manifest).
 *
 * @param verifier  in and out
 * @param report    out
 * @param bytes     in, size bytes
 * @param size      in, bytes
 * @param slot      in, 1 or 2: the slot it must be for; 0: the one that the image says
 *
 * The reason of a refusal is report->result. Allocates what mbedTLS needs.
 */
void appbin_verifier_judge(struct appbin_verifier *verifier, struct appbin_verify_report *report,
                           const uint8_t *bytes, size_t size, unsigned slot);

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

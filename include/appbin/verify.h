/** Runs appverify on files in memory. appverify decides; this only feeds it. */
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

/**
 * Signatures that were found valid, so that one that stands in several files, or is asked for
 * again, is computed once. Zero-initialise it; the fields are private.
 */
struct appbin_verify_cache {
    size_t count;
    struct {
        uint32_t algorithm;
        uint32_t words[APPVERIFY_RSA_3072_SIZE / 4];
        uint8_t digest[APPVERIFY_DIGEST_SIZE];
        uint8_t signature[APPBIN_SIGNATURE_MAX];
    } entries[APPVERIFY_SIGNATURES_MAX];
};

/** What must hold. Where a field says "any", what the manifest says is taken. */
struct appbin_verify_request {
    const struct appbin_public_key *keys; /**< trusted keys, key_count of them */
    size_t key_count;                     /**< 1 to 8 */
    unsigned threshold;                   /**< keys that must have signed, 1 to key_count */
    const uint8_t *vendor_id;             /**< 16 bytes; NULL: any */
    const uint8_t *class_id;              /**< 16 bytes; NULL: any */
    int map;                              /**< flash map; -1: any */
    unsigned slot;                        /**< 1 or 2; 0: the one the image says it is for */
    uint32_t min_counter;
    const uint32_t *known_types; /**< vendor-defined critical TLVs to accept; NULL: none */
    size_t known_type_count;
    const uint8_t *manifest; /**< the manifest it must carry, manifest_size bytes; NULL: any */
    uint32_t manifest_size;
    struct appbin_verify_cache *cache; /**< in and out; NULL: none beyond this call */
};

/** What was found. */
struct appbin_verify_report {
    enum appverify_result
        result;    /**< APPVERIFY_OK, or APPVERIFY_MANIFEST_OK for a manifest alone */
    unsigned slot; /**< slot that was judged */
    bool signed_by[APPVERIFY_SIGNATURES_MAX]; /**< keys of the request with a valid signature */
    struct appverify_manifest manifest;       /**< meaningful after a positive result */
    uint8_t manifest_bytes[APPVERIFY_MANIFEST_MAX];
};

/**
 * Judges a signed image, or a manifest alone (a file that starts with the magic of a manifest).
 *
 * @param report   out
 * @param request  in
 * @param bytes    in, size bytes
 * @param size     in, bytes
 *
 * The reason of a refusal is report->result. Allocates what mbedTLS needs.
 */
void appbin_verify(struct appbin_verify_report *report, const struct appbin_verify_request *request,
                   const uint8_t *bytes, size_t size);

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

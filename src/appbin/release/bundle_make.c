/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/bundle.h"
#include "appbin/crc.h"
#include "appbin/hash.h"
#include "appbin/verify.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "image/image_tail.h"

/* The manifest that an image carries at its end. */
static enum appverify_result read_manifest(struct appverify_manifest *manifest,
                                           const struct appbin_bundle_part *image)
{
    if (image->size < APPVERIFY_TRAILER_SIZE) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    size_t end = image->size - APPVERIFY_TRAILER_SIZE;
    uint32_t size = appbin_image_manifest_before(image->bytes, 1, end);
    return size != 0 ? appverify_manifest_parse(manifest, image->bytes + end - size, size)
                     : APPVERIFY_ERR_NOT_FOUND;
}

static enum appbin_error check_crc_word(const struct appbin_bundle_part *image,
                                        struct appbin_diagnostic *diagnostic)
{
    size_t covered = image->size - APPVERIFY_CRC_SIZE;
    return load_le32(image->bytes + covered) == ~appbin_crc32(0, image->bytes, covered)
               ? APPBIN_OK
               : appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "the CRC word is wrong");
}

/* Finds the payload that an image is, of those that have none. One file may serve both slots. */
static enum appbin_error place(const struct appbin_bundle_part *placed[APPVERIFY_PAYLOADS_MAX],
                               const struct appverify_manifest *manifest,
                               const struct appbin_bundle_part *image,
                               struct appbin_diagnostic *diagnostic)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    size_t body = image->size - manifest->size - APPVERIFY_TRAILER_SIZE;
    enum appbin_error error = appbin_sha256(digest, image->bytes, body, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    bool known = false;
    for (size_t i = 0; i < manifest->payload_count; i++) {
        const struct appverify_payload *payload = &manifest->payloads[i];
        if (payload->length == body && memcmp(payload->digest, digest, sizeof digest) == 0) {
            known = true;
            if (placed[i] == NULL) {
                placed[i] = image;
                return check_crc_word(image, diagnostic);
            }
        }
    }
    return known ? appbin_fail(diagnostic, APPBIN_ERR_PAIR, "the same image is given twice")
                 : appbin_fail(diagnostic, APPBIN_ERR_UNSOUND,
                               "the body is not one that its manifest names");
}

static enum appbin_error fail_manifest(struct appbin_diagnostic *diagnostic,
                                       enum appverify_result result)
{
    return appbin_fail(diagnostic, APPBIN_ERR_MANIFEST, "%s", appbin_verify_result_str(result));
}

static enum appbin_error place_all(const struct appbin_bundle_part *placed[APPVERIFY_PAYLOADS_MAX],
                                   const struct appverify_manifest *manifest,
                                   const struct appbin_bundle_part *images, size_t count,
                                   size_t *failed, struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = APPBIN_OK;
    if (manifest->payload_count != count) {
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR,
                           "the manifest is for %u images, %zu are given", manifest->payload_count,
                           count);
    }
    for (size_t i = 0; i < count && error == APPBIN_OK; i++) {
        struct appverify_manifest other;
        enum appverify_result result = read_manifest(&other, &images[i]);
        *failed = i;
        if (result != APPVERIFY_OK) {
            return fail_manifest(diagnostic, result);
        }
        if (other.size != manifest->size || memcmp(other.bytes, manifest->bytes, other.size) != 0) {
            return appbin_fail(diagnostic, APPBIN_ERR_PAIR,
                               "its manifest is not that of the first image");
        }
        error = place(placed, manifest, &images[i], diagnostic);
    }
    return error;
}

enum appbin_error appbin_bundle_make(uint8_t **bundle, size_t *bundle_size,
                                     const struct appbin_bundle_part *images, size_t count,
                                     size_t *failed, struct appbin_diagnostic *diagnostic)
{
    const struct appbin_bundle_part *placed[APPVERIFY_PAYLOADS_MAX] = {NULL};
    struct appverify_manifest manifest;
    size_t unused = 0;
    size_t *at_fault = failed != NULL ? failed : &unused;
    if (count < 1 || count > APPVERIFY_PAYLOADS_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "a bundle has 1 or 2 images, not %zu",
                           count);
    }
    *at_fault = 0;
    enum appverify_result result = read_manifest(&manifest, &images[0]);
    if (result != APPVERIFY_OK) {
        return fail_manifest(diagnostic, result);
    }
    enum appbin_error error = place_all(placed, &manifest, images, count, at_fault, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    size_t size = manifest.size; /* the payloads bound the sizes of the images */
    for (size_t i = 0; i < count && placed[i] != NULL; i++) {
        size += placed[i]->size;
    }
    uint8_t *made = malloc(size);
    if (made == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    uint8_t *at = made;
    memcpy(at, manifest.bytes, manifest.size);
    at += manifest.size;
    for (size_t i = 0; i < count && placed[i] != NULL; i++) {
        memcpy(at, placed[i]->bytes, placed[i]->size);
        at += placed[i]->size;
    }
    *bundle = made;
    *bundle_size = size;
    return APPBIN_OK;
}

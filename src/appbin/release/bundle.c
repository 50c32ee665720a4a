/* SPDX-License-Identifier: MIT */
#include "appbin/bundle.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "appbin/hash.h"
#include "appbin/verify.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "image/manifest_front.h"
#include "release/bundle_places.h"
#include "release/verify_explain.h"

/* A bundle that is read, or a fault of it that is looked for. */
struct reader {
    const uint8_t *bytes;
    size_t size;
    const struct appverify_manifest *manifest;
    struct appbin_diagnostic *diagnostic;
};

bool appbin_is_manifest(const uint8_t *bytes, size_t size)
{
    return size >= 4 && load_le32(bytes) == APPVERIFY_MAGIC;
}

bool appbin_is_bundle(const uint8_t *bytes, size_t size)
{
    return appbin_begins_as_bundle(bytes, size);
}

/* The parser bounds the lengths of the payloads, so these sums do not overflow. */
static size_t image_size(const struct appverify_manifest *manifest, size_t index)
{
    return (size_t)manifest->payloads[index].length + manifest->size + APPVERIFY_TRAILER_SIZE;
}

/* The next place from there on where a whole manifest begins; size when there is none. */
static size_t find_manifest(const struct reader *reader, size_t from,
                            struct appverify_manifest *found)
{
    for (; reader->size - from >= APPVERIFY_FIXED_SIZE; from++) {
        uint32_t size = load_le32(reader->bytes + from) == APPVERIFY_MAGIC
                            ? appbin_manifest_in_front(reader->bytes + from, reader->size - from)
                            : 0;
        if (size != 0 &&
            appverify_manifest_parse(found, reader->bytes + from, size) == APPVERIFY_OK) {
            return from;
        }
    }
    return reader->size;
}

static bool is_same(const struct appverify_manifest *a, const struct appverify_manifest *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static bool carries_manifest(const struct reader *reader, size_t index,
                             const struct appbin_bundle_image *image)
{
    const struct appverify_manifest *manifest = reader->manifest;
    return image->offset <= reader->size && image->size <= reader->size - image->offset &&
           memcmp(reader->bytes + image->offset + manifest->payloads[index].length, manifest->bytes,
                  manifest->size) == 0;
}

static enum appbin_error fail_slot(const struct reader *reader, size_t index)
{
    unsigned slot = reader->manifest->payloads[index].slot;
    return appbin_fail(reader->diagnostic, APPBIN_ERR_WRONG_SLOT,
                       "a bundle with the image for slot %u in the place of user%u", 3 - slot,
                       slot);
}

static enum appbin_error fail_cut(const struct reader *reader, size_t index, size_t start)
{
    unsigned slot = reader->manifest->payloads[index].slot;
    size_t there = reader->size > start ? reader->size - start : 0;
    if (there == 0) {
        return appbin_fail(reader->diagnostic, APPBIN_ERR_IMAGE_MALFORMED,
                           "a bundle that was cut: user%u is missing", slot);
    }
    return appbin_fail(reader->diagnostic, APPBIN_ERR_IMAGE_MALFORMED,
                       "a bundle that was cut: user%u has %zu of %zu bytes", slot, there,
                       image_size(reader->manifest, index));
}

/* Why the image that begins there is not as the manifest says. APPBIN_OK: it is. */
static enum appbin_error explain_image(const struct reader *reader, size_t index, size_t start,
                                       size_t *end)
{
    const struct appverify_manifest *manifest = reader->manifest;
    const struct appverify_payload *payload = &manifest->payloads[index];
    struct appverify_manifest carried;
    char text[APPBIN_DIAGNOSTIC_SIZE];
    const struct appbin_bundle_image place = {payload->slot, start, image_size(manifest, index)};
    *end = start + place.size;
    if (carries_manifest(reader, index, &place)) {
        return APPBIN_OK;
    }
    size_t at = find_manifest(reader, start, &carried);
    if (at != reader->size && !is_same(&carried, manifest)) {
        appbin_other_release_text(text, sizeof text, manifest, &carried);
        return appbin_fail(reader->diagnostic, APPBIN_ERR_PAIR,
                           "a bundle in which user%u is of another release: %s", payload->slot,
                           text);
    }
    if (at != reader->size && manifest->payload_count == 2 &&
        at - start == manifest->payloads[1 - index].length && at - start != payload->length) {
        return fail_slot(reader, index);
    }
    if (reader->size < *end && (at == reader->size || at - start == payload->length)) {
        return fail_cut(reader, index, start);
    }
    if (at == reader->size || at >= *end) {
        return appbin_fail(reader->diagnostic, APPBIN_ERR_IMAGE_MALFORMED,
                           "a bundle in which user%u does not carry the manifest", payload->slot);
    }
    return appbin_fail(reader->diagnostic, APPBIN_ERR_IMAGE_MALFORMED,
                       "a bundle in which user%u has %zu bytes before its manifest, not %" PRIu32,
                       payload->slot, at - start, payload->length);
}

/* Something is wrong with lengths or manifests: the first reason. */
static enum appbin_error explain(const struct reader *reader)
{
    enum appbin_error error = APPBIN_OK;
    size_t at = reader->manifest->size;
    for (size_t i = 0; i < reader->manifest->payload_count && error == APPBIN_OK; i++) {
        error = explain_image(reader, i, at, &at);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    size_t behind = reader->size - at;
    return appbin_fail(reader->diagnostic, APPBIN_ERR_IMAGE_MALFORMED,
                       "a bundle with %zu byte%s behind its last image", behind,
                       behind == 1 ? "" : "s");
}

/* Images of one length may have changed places. */
static enum appbin_error check_order(const struct reader *reader,
                                     const struct appbin_bundle *bundle)
{
    const struct appverify_payload *payloads = reader->manifest->payloads;
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    if (bundle->image_count < 2 || payloads[0].length != payloads[1].length ||
        memcmp(payloads[0].digest, payloads[1].digest, sizeof digest) == 0) {
        return APPBIN_OK;
    }
    for (size_t i = 0; i < 2; i++) {
        enum appbin_error error = appbin_sha256(digest, reader->bytes + bundle->images[i].offset,
                                                payloads[i].length, reader->diagnostic);
        if (error != APPBIN_OK) {
            return error;
        }
        if (memcmp(digest, payloads[1 - i].digest, sizeof digest) == 0) {
            return fail_slot(reader, i);
        }
    }
    return APPBIN_OK;
}

enum appbin_error appbin_bundle_read_places(struct appbin_bundle *bundle, const uint8_t *bytes,
                                            size_t size, struct appbin_diagnostic *diagnostic)
{
    struct appbin_bundle found = {.image_count = 0};
    const struct reader reader = {bytes, size, &found.manifest, diagnostic};
    uint32_t manifest_size = appbin_manifest_in_front(bytes, size);
    enum appverify_result result = appverify_manifest_parse(&found.manifest, bytes, manifest_size);
    if (result != APPVERIFY_OK) {
        return appbin_fail(diagnostic, APPBIN_ERR_MANIFEST, "not a bundle: %s",
                           manifest_size == 0 ? "it does not begin with a manifest"
                                              : appbin_verify_result_str(result));
    }
    bool whole = true;
    size_t at = manifest_size;
    for (size_t i = 0; i < found.manifest.payload_count; i++) {
        struct appbin_bundle_image *image = &found.images[found.image_count++];
        image->slot = found.manifest.payloads[i].slot;
        image->offset = at;
        image->size = image_size(&found.manifest, i);
        at += image->size;
        whole = whole && carries_manifest(&reader, i, image);
    }
    if (!whole || at != size) {
        return explain(&reader);
    }
    *bundle = found;
    return APPBIN_OK;
}

enum appbin_error appbin_bundle_read(struct appbin_bundle *bundle, const uint8_t *bytes,
                                     size_t size, struct appbin_diagnostic *diagnostic)
{
    struct appbin_bundle found = {.image_count = 0};
    enum appbin_error error = appbin_bundle_read_places(&found, bytes, size, diagnostic);
    if (error == APPBIN_OK) {
        const struct reader reader = {bytes, size, &found.manifest, diagnostic};
        error = check_order(&reader, &found);
    }
    if (error == APPBIN_OK) {
        *bundle = found;
    }
    return error;
}

enum appbin_error appbin_release_name(char name[APPBIN_RELEASE_NAME_SIZE],
                                      const struct appverify_manifest *manifest,
                                      struct appbin_diagnostic *diagnostic)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    enum appbin_error error =
        appbin_sha256(digest, manifest->bytes, manifest->signed_size, diagnostic);
    if (error == APPBIN_OK) {
        (void)snprintf(name, APPBIN_RELEASE_NAME_SIZE, "%02x%02x%02x%02x", digest[0], digest[1],
                       digest[2], digest[3]);
    }
    return error;
}

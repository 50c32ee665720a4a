/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "appbin/verify.h"
#include "appverify/manifest.h"
#include "base/diagnostic.h"
#include "release/release_state.h"

enum appbin_error appbin_release_fail_order(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "calls out of order");
}

void appbin_release_discard_images(struct appbin_release *release)
{
    free(release->bundle);
    release->bundle = NULL;
    for (size_t i = 0; i < RELEASE_IMAGES_MAX; i++) {
        release->images[i] = NULL;
    }
}

static enum appbin_error check_complete(const struct appbin_release *release,
                                        struct appbin_diagnostic *diagnostic)
{
    if (release->count == 0 || release->signed_size == 0 || release->signature_count == 0 ||
        release->finished) {
        return appbin_release_fail_order(diagnostic);
    }
    if (release->payload_count != 0 && release->payload_count != release->count) {
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR, "made for %u %s, not for %zu",
                           release->payload_count, release->payload_count == 1 ? "image" : "images",
                           release->count);
    }
    return APPBIN_OK;
}

static enum appbin_error check_room(const struct appbin_release *release, size_t size,
                                    struct appbin_diagnostic *diagnostic)
{
    const struct appbin_flash_map *map = appbin_release_map(release);
    return size <= map->slot_limit
               ? APPBIN_OK
               : appbin_fail(diagnostic, APPBIN_ERR_TOO_LARGE,
                             "with its manifest, %zu bytes, it exceeds the slot of map %u by %zu "
                             "bytes",
                             size, release->map, size - map->slot_limit);
}

static enum appbin_error check_signers(const struct appbin_public_key *keys, size_t count,
                                       struct appbin_diagnostic *diagnostic)
{
    if (count < 1 || count > APPVERIFY_SIGNATURES_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "%zu keys; 1 to %u can sign", count,
                           APPVERIFY_SIGNATURES_MAX);
    }
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (memcmp(keys[i].id, keys[k].id, sizeof keys[i].id) == 0) {
                return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                                   "keys %zu and %zu are the same; the same key signs once", k + 1,
                                   i + 1);
            }
        }
    }
    return APPBIN_OK;
}

enum appbin_error appbin_release_check_keys(const struct appbin_release *release,
                                            const struct appbin_public_key *keys, size_t count,
                                            size_t *failed, struct appbin_diagnostic *diagnostic)
{
    size_t unused = 0;
    size_t *at = failed != NULL ? failed : &unused;
    *at = APPBIN_RELEASE_ALL;
    if (release->count == 0 || release->signed_size == 0) {
        return appbin_release_fail_order(diagnostic);
    }
    enum appbin_error error = check_signers(keys, count, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    uint32_t size = release->signed_size + APPVERIFY_END_SIZE;
    for (size_t i = 0; i < count; i++) {
        size += APPVERIFY_BLOCK_HEADER_SIZE + (uint32_t)appbin_public_key_signature_size(&keys[i]);
    }
    if (size > APPVERIFY_MANIFEST_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_TOO_LARGE,
                           "the signatures make a manifest of %u bytes; at most %u are allowed",
                           (unsigned)size, APPVERIFY_MANIFEST_MAX);
    }
    for (size_t i = 0; i < release->count && error == APPBIN_OK; i++) {
        error =
            check_room(release, appbin_signed_image_size(&release->bodies[i], size), diagnostic);
        *at = error != APPBIN_OK ? i : *at;
    }
    return error;
}

static void make_image(struct appbin_release *release, size_t index, uint8_t *image)
{
    appbin_signed_image_write(image, &release->bodies[index], release->manifest,
                              release->manifest_size);
    release->images[index] = image;
}

/* One behind the other, so that the bundle is there too. */
static enum appbin_error make_images(struct appbin_release *release, size_t *failed,
                                     struct appbin_diagnostic *diagnostic)
{
    size_t *sizes = release->image_sizes;
    release->bundle_size = release->manifest_size;
    for (size_t i = 0; i < release->count; i++) {
        sizes[i] = appbin_signed_image_size(&release->bodies[i], release->manifest_size);
        enum appbin_error error = check_room(release, sizes[i], diagnostic);
        if (error != APPBIN_OK) {
            *failed = i;
            return error;
        }
        release->bundle_size += sizes[i];
    }
    release->bundle = malloc(release->bundle_size);
    if (release->bundle == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    memcpy(release->bundle, release->manifest, release->manifest_size);
    uint8_t *images = release->bundle + release->manifest_size;
    for (size_t i = 0; i < release->count; i++) {
        bool second = release->count == 2 && release->bodies[i].slot == 2;
        make_image(release, i, second ? images + sizes[1 - i] : images);
    }
    return APPBIN_OK;
}

/* The signer of a critical value is taken to know its type. */
static size_t list_types(const struct appbin_release *release,
                         uint32_t types[APPVERIFY_SIGNED_MAX / APPVERIFY_TLV_HEADER_SIZE])
{
    struct appverify_manifest manifest;
    struct appverify_tlv tlv = {0};
    size_t count = 0;
    if (appverify_signed_part_parse(&manifest, release->signed_part, release->signed_size) ==
        APPVERIFY_OK) {
        while (appverify_manifest_next_tlv(&manifest, &tlv) != 0) {
            types[count++] = tlv.type;
        }
    }
    return count;
}

/* A bad signature, by whoever made it, must not reach a file. */
static enum appbin_error verify_images(const struct appbin_release *release, size_t *failed,
                                       struct appbin_diagnostic *diagnostic)
{
    uint32_t types[APPVERIFY_SIGNED_MAX / APPVERIFY_TLV_HEADER_SIZE];
    const struct appbin_verify_request request = {
        .keys = release->keys,
        .key_count = release->signature_count,
        .threshold = (unsigned)release->signature_count,
        .map = (int)release->map,
        .layout = release->layout,
        .known_types = types,
        .known_type_count = list_types(release, types),
    };
    struct appbin_verifier *verifier = NULL;
    enum appbin_error error = appbin_verifier_new(&verifier, &request, diagnostic);
    for (size_t i = 0; i < release->count && error == APPBIN_OK; i++) {
        struct appbin_verify_report report;
        appbin_verifier_judge(verifier, &report, release->images[i], release->image_sizes[i],
                              release->bodies[i].slot);
        if (report.result != APPVERIFY_OK) {
            *failed = i;
            error = appbin_fail(diagnostic, APPBIN_ERR_NOT_VERIFIED,
                                "the signed image does not verify: %s",
                                appbin_verify_result_str(report.result));
        }
    }
    appbin_verifier_free(verifier);
    return error;
}

enum appbin_error appbin_release_finish(struct appbin_release *release, size_t *failed,
                                        struct appbin_diagnostic *diagnostic)
{
    size_t unused = 0;
    size_t *at = failed != NULL ? failed : &unused;
    *at = APPBIN_RELEASE_ALL;
    enum appbin_error error = check_complete(release, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    error = appbin_manifest_assemble(release->manifest, &release->manifest_size,
                                     release->signed_part, release->signed_size,
                                     release->signatures, release->signature_count, diagnostic);
    if (error == APPBIN_OK) {
        error = make_images(release, at, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = verify_images(release, at, diagnostic);
    }
    release->finished = error == APPBIN_OK;
    if (error != APPBIN_OK) {
        appbin_release_discard_images(release);
    }
    return error;
}

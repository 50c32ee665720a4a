/* SPDX-License-Identifier: MIT */
#include "release/release_state.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/flash_dump.h"
#include "appbin/hash.h"
#include "appbin/image_check.h"
#include "appverify/image_walk.h"
#include "appverify/manifest.h"
#include "base/diagnostic.h"
#include "image/image_compare.h"
#include "image/image_pair.h"
#include "release/counter_step.h"

enum appbin_error appbin_release_new(struct appbin_release **release, int map,
                                     struct appbin_diagnostic *diagnostic)
{
    struct appbin_release *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    made->wanted_map = map;
    *release = made;
    return APPBIN_OK;
}

enum appbin_error appbin_release_use_layout(struct appbin_release *release,
                                            const struct appbin_flash_map *layout,
                                            struct appbin_diagnostic *diagnostic)
{
    if (release->count > 0) {
        return appbin_release_fail_order(diagnostic);
    }
    if (release->wanted_map >= 0 && release->wanted_map != (int)layout->number) {
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR, "for flash map %d, the layout is of map %u",
                           release->wanted_map, layout->number);
    }
    release->own_layout = *layout;
    release->layout = &release->own_layout;
    release->wanted_map = (int)layout->number;
    return APPBIN_OK;
}

enum appbin_error appbin_release_limit_slot(struct appbin_release *release, uint32_t limit,
                                            struct appbin_diagnostic *diagnostic)
{
    struct appbin_flash_map layout;
    if (appbin_flash_map_is_own(release->layout)) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "the release has slots of its own, which the places of the ROMs limit");
    }
    if (release->wanted_map < 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "no flash map is known yet");
    }
    enum appbin_error error =
        appbin_flash_map_limit(&layout, (unsigned)release->wanted_map, limit, diagnostic);
    return error == APPBIN_OK ? appbin_release_use_layout(release, &layout, diagnostic) : error;
}

const struct appbin_flash_map *appbin_release_map(const struct appbin_release *release)
{
    return appbin_flash_map_choose(release->layout, (int)release->map);
}

/* Where the slots are, as the manifest says; for a slot that it does not name, rBoot's own place.
 */
static enum appbin_error take_layout(struct appbin_release *release,
                                     const struct appverify_manifest *manifest,
                                     struct appbin_diagnostic *diagnostic)
{
    struct appbin_flash_map layout;
    unsigned map = manifest->flash_map & ~APPVERIFY_MAP_OWN_LAYOUT;
    if (map == manifest->flash_map) {
        return APPBIN_OK;
    }
    enum appbin_error error = appbin_rboot_layout(&layout, map, NULL, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    uint32_t roms[2] = {layout.slot_offset[0], layout.slot_offset[1]};
    for (uint32_t i = 0; i < manifest->payload_count; i++) {
        roms[manifest->payloads[i].slot - 1] = manifest->payloads[i].flash_offset;
    }
    error = appbin_rboot_layout(&layout, map, roms, diagnostic);
    return error == APPBIN_OK ? appbin_release_use_layout(release, &layout, diagnostic) : error;
}

enum appbin_error appbin_release_new_of(struct appbin_release **release, const uint8_t *signed_part,
                                        size_t size, struct appbin_diagnostic *diagnostic)
{
    struct appverify_manifest manifest;
    struct appbin_release *made = NULL;
    if (size > APPVERIFY_SIGNED_MAX ||
        appverify_signed_part_parse(&manifest, signed_part, (uint32_t)size) != APPVERIFY_OK ||
        manifest.signed_size != size) {
        return appbin_fail(diagnostic, APPBIN_ERR_MANIFEST,
                           "not the signed part of a manifest, as imagetool tbs writes it");
    }
    enum appbin_error error =
        appbin_release_new(&made, manifest.flash_map & (int)~APPVERIFY_MAP_OWN_LAYOUT, diagnostic);
    if (made == NULL) {
        return error;
    }
    error = appbin_sha256(made->digest, signed_part, size, diagnostic);
    if (error != APPBIN_OK) {
        appbin_release_free(made);
        return error;
    }
    error = take_layout(made, &manifest, diagnostic);
    if (error != APPBIN_OK) {
        appbin_release_free(made);
        return error;
    }
    memcpy(made->signed_part, signed_part, size);
    made->signed_size = (uint32_t)size;
    made->payload_count = manifest.payload_count;
    *release = made;
    return APPBIN_OK;
}

/*
 * A header that describes the flash names no slot, nor does any header of a layout of its own: then
 * the irom address or the order does.
 */
static unsigned find_slot(const struct appbin_release *release, const struct appbin_image *image,
                          unsigned map_number)
{
    bool flash_header = appbin_image_has_flash_header(image);
    if (image->slot != 0 && !flash_header && !appbin_flash_map_is_own(release->layout)) {
        return image->slot;
    }
    const struct appbin_flash_map *map = appbin_flash_map_choose(release->layout, (int)map_number);
    unsigned linked = map != NULL && map->ota ? appbin_image_linked_slots(image, map) : 0;
    if (linked == 1 || linked == 2) {
        return linked;
    }
    return image->slot != 0 && !flash_header ? image->slot : (unsigned)release->count + 1;
}

static const char *first_name(const struct appbin_release *release)
{
    return release->names[0] != NULL ? release->names[0] : "the other image";
}

/* The first image decides about the map where none was asked for. */
static enum appbin_error find_map(const struct appbin_release *release,
                                  const struct appbin_image *image, unsigned *map,
                                  struct appbin_diagnostic *diagnostic)
{
    int own = release->wanted_map >= 0 ? release->wanted_map : appbin_image_map(image);
    if (own < 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MAP, "the image does not tell its flash map");
    }
    if (release->count > 0 && release->map != (unsigned)own) {
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR, "for flash map %d, %s is for map %u", own,
                           first_name(release), release->map);
    }
    *map = (unsigned)own;
    return APPBIN_OK;
}

/* The manifests of signed images are replaced, but tell whether they were one release. */
static enum appbin_error check_bond(const struct appbin_release *release,
                                    const struct appbin_image *image, const uint8_t *bytes,
                                    struct appbin_diagnostic *diagnostic)
{
    const char *first = first_name(release);
    switch (appbin_images_bond(&release->given[0], release->bodies[0].bytes, image, bytes)) {
    case MANIFEST_BOND_TWO:
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR,
                           "signed in another release than %s; sign the images of one build",
                           first);
    case MANIFEST_BOND_FIRST:
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR,
                           "not signed, %s is; sign the images of one build", first);
    case MANIFEST_BOND_SECOND:
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR,
                           "signed already, %s is not; sign the images of one build", first);
    default:
        return APPBIN_OK;
    }
}

static enum appbin_error check_pair(const struct appbin_release *release,
                                    const struct appbin_image *image,
                                    const struct appbin_body *body,
                                    struct appbin_diagnostic *diagnostic)
{
    const struct appbin_body *first = &release->bodies[0];
    if (body->slot == first->slot && body->size == first->size &&
        memcmp(body->bytes, first->bytes, body->size) == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR, "the same image for slot %u is given twice",
                           body->slot);
    }
    if (body->slot == first->slot) {
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR, "for slot %u, as is %s", body->slot,
                           first_name(release));
    }
    if (body->boot != first->boot) {
        return appbin_fail(diagnostic, APPBIN_ERR_PAIR, "boot %s, %s is boot %s",
                           appbin_boot_str(body->boot), first_name(release),
                           appbin_boot_str(first->boot));
    }
    return check_bond(release, image, body->bytes, diagnostic);
}

/* The device walks the segments too, and refuses some that check lets pass: not after signing. */
static enum appbin_error check_walk(const struct appbin_image *image,
                                    const struct appbin_body *body,
                                    struct appbin_diagnostic *diagnostic)
{
    struct appverify_image_walk walk;
    appverify_image_walk_begin(&walk, (uint32_t)body->boot);
    appverify_image_walk_update(&walk, body->bytes, body->size);
    if (appverify_image_walk_finish(&walk) == APPVERIFY_OK) {
        return APPBIN_OK;
    }
    return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "%s",
                       image->xor_covers_irom
                           ? "its XOR checksum covers irom too (esptool2 -iromchksum); appverify "
                             "takes one of the segments only"
                           : "the segments are not as a device that verifies accepts them");
}

enum appbin_error appbin_release_add_image(struct appbin_release *release, const char *name,
                                           const uint8_t *bytes, size_t size,
                                           struct appbin_diagnostic *diagnostic)
{
    struct appbin_image image;
    unsigned map = 0;
    if (release->count == RELEASE_IMAGES_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "more than %u images",
                           RELEASE_IMAGES_MAX);
    }
    if (release->finished || (release->signed_size != 0 && release->payload_count == 0)) {
        return appbin_release_fail_order(diagnostic);
    }
    if (appbin_is_whole_flash(bytes, size)) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "a whole flash, not an image");
    }
    enum appbin_error error = appbin_image_read(&image, bytes, size, diagnostic);
    if (error == APPBIN_OK) {
        error = find_map(release, &image, &map, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    const struct appbin_body body = {
        .bytes = bytes,
        .size = image.body_size,
        .slot = find_slot(release, &image, map),
        .boot = image.boot,
        .crc_known = image.crc_offset == image.body_size,
        .crc = image.crc_computed,
    };
    const struct appbin_check_target target = {
        .slot = body.slot,
        .map = (int)map,
        .layout = release->layout,
    };
    error = appbin_image_require_sound(&image, &target, diagnostic);
    if (error == APPBIN_OK) {
        error = check_walk(&image, &body, diagnostic);
    }
    if (error == APPBIN_OK && release->count > 0) {
        error = check_pair(release, &image, &body, diagnostic);
    }
    if (error == APPBIN_OK) {
        release->map = map;
        release->names[release->count] = name;
        release->given[release->count] = image;
        release->bodies[release->count] = body;
        release->count++;
    }
    return error;
}

enum appbin_error appbin_release_compare(const struct appbin_release *release,
                                         struct appbin_diagnostic *diagnostic)
{
    char difference[160];
    const struct appbin_body *bodies = release->bodies;
    if (release->count < RELEASE_IMAGES_MAX ||
        !appbin_images_differ(difference, sizeof difference, &release->given[0], bodies[0].bytes,
                              &release->given[1], bodies[1].bytes)) {
        return APPBIN_OK;
    }
    return appbin_fail(diagnostic, APPBIN_ERR_PAIR, "they look like two different programs: %s",
                       difference);
}

enum appbin_error appbin_release_describe(struct appbin_release *release,
                                          const struct appbin_release_info *info,
                                          struct appbin_diagnostic *diagnostic)
{
    uint8_t part[APPVERIFY_SIGNED_MAX];
    uint32_t size = 0;
    if (release->count == 0 || release->signed_size != 0) {
        return appbin_release_fail_order(diagnostic);
    }
    enum appbin_error error =
        info->allow_counter_jump
            ? APPBIN_OK
            : appbin_counter_step_check(release, info->security_counter, diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_signed_part_write(part, &size, info, appbin_release_map(release),
                                         release->bodies, release->count, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_sha256(release->digest, part, size, diagnostic);
    }
    if (error == APPBIN_OK) {
        memcpy(release->signed_part, part, size);
        release->signed_size = size;
    }
    return error;
}

const uint8_t *appbin_release_signed_part(const struct appbin_release *release, uint32_t *size)
{
    *size = release->signed_size;
    return release->signed_part;
}

const uint8_t *appbin_release_digest(const struct appbin_release *release)
{
    return release->signed_size != 0 ? release->digest : NULL;
}

enum appbin_error appbin_release_add_signature(struct appbin_release *release,
                                               const struct appbin_public_key *key,
                                               const uint8_t *signature,
                                               struct appbin_diagnostic *diagnostic)
{
    size_t count = release->signature_count;
    if (release->signed_size == 0 || release->finished) {
        return appbin_release_fail_order(diagnostic);
    }
    if (count == APPVERIFY_SIGNATURES_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "more than %u signatures",
                           APPVERIFY_SIGNATURES_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        if (memcmp(release->keys[i].id, key->id, sizeof key->id) == 0) {
            return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "the same key is given twice");
        }
    }
    struct appbin_signature *added = &release->signatures[count];
    added->algorithm = key->algorithm;
    memcpy(added->key_id, key->id, sizeof added->key_id);
    added->size = appbin_public_key_signature_size(key);
    memcpy(added->bytes, signature, added->size);
    release->keys[count] = *key;
    release->signature_count++;
    return APPBIN_OK;
}

const uint8_t *appbin_release_image(const struct appbin_release *release, size_t index,
                                    size_t *size)
{
    bool there = release->finished && index < release->count;
    *size = there ? release->image_sizes[index] : 0;
    return there ? release->images[index] : NULL;
}

const uint8_t *appbin_release_manifest(const struct appbin_release *release, size_t *size)
{
    *size = release->finished ? release->manifest_size : 0;
    return release->finished ? release->manifest : NULL;
}

const uint8_t *appbin_release_bundle(const struct appbin_release *release, size_t *size,
                                     struct appbin_bundle *bundle)
{
    struct appbin_bundle found = {.image_count = release->count};
    *size = release->finished ? release->bundle_size : 0;
    if (!release->finished || appverify_manifest_parse(&found.manifest, release->bundle,
                                                       release->manifest_size) != APPVERIFY_OK) {
        return NULL;
    }
    for (size_t i = 0; i < release->count; i++) {
        size_t place = release->count == 2 ? release->bodies[i].slot - 1 : 0;
        found.images[place] = (struct appbin_bundle_image){
            .slot = release->bodies[i].slot,
            .offset = (size_t)(release->images[i] - release->bundle),
            .size = release->image_sizes[i],
        };
    }
    *bundle = found;
    return release->bundle;
}

void appbin_release_free(struct appbin_release *release)
{
    if (release != NULL) {
        appbin_release_discard_images(release);
        free(release);
    }
}

/* SPDX-License-Identifier: MIT */
/* What a release collects until it is finished. */
#ifndef APPBIN_SRC_RELEASE_STATE_H
#define APPBIN_SRC_RELEASE_STATE_H

#include "appbin/image.h"
#include "appbin/release.h"
#include "release/manifest_write.h"

#define RELEASE_IMAGES_MAX 2u

struct appbin_release {
    const struct appbin_flash_map *layout; /* own_layout, or NULL: the vendor's */
    struct appbin_flash_map own_layout;
    int wanted_map; /* -1: the one that the images name */
    unsigned map;   /* of the images that were added */
    size_t count;
    const char *names[RELEASE_IMAGES_MAX];
    struct appbin_image given[RELEASE_IMAGES_MAX]; /* as they were read from bodies[].bytes */
    struct appbin_body bodies[RELEASE_IMAGES_MAX];

    unsigned payload_count; /* images that a given signed part is for; 0: it is written here */
    uint8_t signed_part[APPVERIFY_SIGNED_MAX];
    uint32_t signed_size; /* 0: not yet described */
    uint8_t digest[APPVERIFY_DIGEST_SIZE];

    size_t signature_count;
    struct appbin_signature signatures[APPVERIFY_SIGNATURES_MAX];
    struct appbin_public_key keys[APPVERIFY_SIGNATURES_MAX];

    bool finished;
    uint8_t manifest[APPVERIFY_MANIFEST_MAX];
    uint32_t manifest_size;
    uint8_t *bundle; /* the manifest, and then the signed images by slot */
    size_t bundle_size;
    uint8_t *images[RELEASE_IMAGES_MAX]; /* in the bundle */
    size_t image_sizes[RELEASE_IMAGES_MAX];
};

/* Where the slots of the images are; NULL: their map is not defined. */
const struct appbin_flash_map *appbin_release_map(const struct appbin_release *release);

enum appbin_error appbin_release_fail_order(struct appbin_diagnostic *diagnostic);

/* Frees the images that were made. */
void appbin_release_discard_images(struct appbin_release *release);

#endif

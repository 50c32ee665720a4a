/* SPDX-License-Identifier: MIT */
/* The description of a release for programs: docs/json/release.schema.json. */
#ifndef IMAGETOOL_RELEASE_JSON_H
#define IMAGETOOL_RELEASE_JSON_H

#include "appbin/memory_use.h"
#include "appbin/release.h"
#include "release_files.h"
#include "release_trust.h"

/* An image and what it was made of. */
struct release_json_image {
    unsigned slot;
    const char *elf;
    size_t size; /* bytes, signed */
    struct appbin_memory_use use;
};

/* Free with free(); NULL after a message. files: what is written beside it. */
char *release_json_text(const struct appbin_release *release,
                        const struct release_json_image images[2],
                        const struct release_trust *trust, const struct release_files *files);

#endif

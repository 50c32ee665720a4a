/* The one or two images of a release, as sign, tbs and attach read them. */
#ifndef IMAGETOOL_RELEASE_IMAGES_H
#define IMAGETOOL_RELEASE_IMAGES_H

#include "appbin/manifest.h"
#include "arguments.h"
#include "input.h"

struct release_images {
    size_t count;
    unsigned map;
    struct input inputs[2];
    struct appbin_image images[2];
    struct appbin_body bodies[2];
};

/*
 * Reads the operands. map: the flash map, or -1 for the one the images name. Refuses, with a
 * message, images that are damaged, for other slots or maps, or not a pair.
 */
enum exit_code release_images_read(struct release_images *release,
                                   const struct arguments *arguments, int map);

void release_images_free(struct release_images *release);

#endif

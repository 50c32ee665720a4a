/* SPDX-License-Identifier: MIT */
/* What a server is to hold for a release, by its names. */
#ifndef IMAGETOOL_PUBLISH_H
#define IMAGETOOL_PUBLISH_H

#include "appbin/bundle.h"
#include "appbin/file.h"
#include "exit_code.h"

/* Named and fixed names of two images, and the manifest. */
#define PUBLISH_FILES_MAX 5

/* Paths; each is freed by publish_free. */
struct publish {
    char *paths[PUBLISH_FILES_MAX];
    size_t count;
};

/*
 * The paths of a release of both slots, in the order of writing: those under its name, which is the
 * start of digest, and those that are the same for every release. Without a digest, NULL, the
 * latter alone. Prints a message on failure; then too publish_free frees what there is.
 */
enum exit_code publish_paths(struct publish *publish, const char *prefix, const uint8_t *digest);

/*
 * Adds to files, count of them, what is to be written: images under the name of the release that
 * are not there already, images under fixed names, the manifest last. bytes, bundle: the release;
 * files point into it. Prints a message on failure, as when a named image is there with other
 * bytes; then too publish_free frees what there is.
 */
enum exit_code publish_add(struct publish *publish, const char *prefix, const uint8_t *bytes,
                           const struct appbin_bundle *bundle, struct appbin_output *files,
                           size_t *count);

void publish_free(struct publish *publish);

#endif

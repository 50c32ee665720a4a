/* SPDX-License-Identifier: MIT */
/* Where sign, attach and release write. */
#ifndef IMAGETOOL_RELEASE_OUTPUTS_H
#define IMAGETOOL_RELEASE_OUTPUTS_H

#include "appbin/release.h"
#include "arguments.h"

/* clang-format off */
#define RELEASE_FILE_OPTIONS                                                                       \
    {"manifest-out", 0, "FILE", false, "also write the manifest as a file of its own", NULL},      \
    {"bundle", 0, "FILE", false, "also write manifest and images as one file", NULL},              \
    {"publish", 0, "PREFIX", false,                                                                \
     "write what a server is to hold: PREFIX.manifest, and\nthe images under the name of the "      \
     "release and under\nfixed names",                                                             \
     NULL}

#define OUTPUT_OPTIONS                                                                             \
    RELEASE_FILE_OPTIONS,                                                                          \
    {"output", 'o', "FILE", false, "the signed image, when there is one", NULL},                   \
    {"out-dir", 0, "DIR", false, "write the signed images here, under their names", NULL},         \
    {"in-place", 0, NULL, false, "replace the images", NULL}
/* clang-format on */

struct release_outputs {
    const char *const *inputs; /* the images or their ELFs, for messages */
    char *paths[2];            /* NULL where there is no such image, or it is only published */
    const char *manifest;
    const char *bundle;
    const char *publish; /* what published names begin with */
    bool in_place;
};

/* Works out the paths and refuses an output that is an input it must not replace. */
enum exit_code release_outputs_plan(struct release_outputs *outputs,
                                    const struct arguments *arguments,
                                    const char *const *further_inputs, size_t further_count);

/*
 * The same for images that are no files yet, of ELFs: user1.bin and user2.bin in the folder of the
 * options, behind the name that they give. more: outputs of the command itself, some of them NULL.
 */
enum exit_code release_outputs_plan_new(struct release_outputs *outputs,
                                        const struct arguments *arguments, const char *const *elfs,
                                        const char *const *more, size_t more_count,
                                        const char *const *inputs, size_t input_count);

void release_outputs_free(struct release_outputs *outputs);

#endif

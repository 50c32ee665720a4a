/* Where sign and attach write, and the last step of both: verify, then write. */
#ifndef IMAGETOOL_RELEASE_OUTPUTS_H
#define IMAGETOOL_RELEASE_OUTPUTS_H

#include "appbin/key.h"
#include "appbin/signature.h"
#include "arguments.h"
#include "release_images.h"

/* clang-format off */
#define OUTPUT_OPTIONS                                                                             \
    {"manifest-out", 0, "FILE", false, "also write the manifest as a file of its own", NULL},      \
    {"output", 'o', "FILE", false, "the signed image, when there is one", NULL},                   \
    {"out-dir", 0, "DIR", false, "write the signed images here, under their names", NULL},         \
    {"in-place", 0, NULL, false, "replace the images", NULL}
/* clang-format on */

struct release_outputs {
    char *paths[2];
    const char *manifest;
    bool in_place;
};

/* Works out the paths and refuses an output that is an input it must not replace. */
enum exit_code release_outputs_plan(struct release_outputs *outputs,
                                    const struct arguments *arguments,
                                    const char *const *further_inputs, size_t further_count);

/*
 * Puts the manifest together, makes the signed images, verifies them with all the keys by
 * appverify, and only then writes them.
 */
enum exit_code release_outputs_write(const struct release_outputs *outputs,
                                     const struct release_images *release,
                                     const uint8_t *signed_part, uint32_t signed_size,
                                     const struct appbin_signature *signatures,
                                     const struct appbin_public_key *keys, size_t count);

void release_outputs_free(struct release_outputs *outputs);

#endif

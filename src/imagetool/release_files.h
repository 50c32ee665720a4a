/* SPDX-License-Identifier: MIT */
/* The files of a release, and the last step of sign, attach and release. */
#ifndef IMAGETOOL_RELEASE_FILES_H
#define IMAGETOOL_RELEASE_FILES_H

#include "appbin/bundle.h"
#include "appbin/file.h"
#include "appbin/release.h"
#include "publish.h"
#include "release_outputs.h"

/* Images, bundle, manifest, what is published, and three of the command itself. */
#define RELEASE_FILES_MAX (7 + PUBLISH_FILES_MAX)

struct release_files {
    struct appbin_output files[RELEASE_FILES_MAX];
    size_t count;
    const uint8_t *bundle; /* in the release */
    size_t bundle_size;
    struct appbin_bundle parts; /* of it */
    struct publish publish;
};

/*
 * Lists the paths alone, with count more; digest: of the signed part, NULL without the images that
 * are published under the name of the release. Prints a message on failure; release_files_free is
 * called in any case.
 */
enum exit_code release_files_list(struct release_files *files,
                                  const struct release_outputs *outputs, const char *const *more,
                                  size_t count, const uint8_t *digest);

/*
 * Whether all of them could be written, with count more: before a signer is asked, who may want a
 * confirmation. Named images that are published are in the folder of the others. Prints a message
 * on failure.
 */
enum exit_code release_files_check(const struct release_outputs *outputs, const char *const *more,
                                   size_t count);

/*
 * Finishes the release and collects its files, but for those that are published. whole: what a
 * failure of all of it is named after. Prints a message on failure; release_files_free is called in
 * any case.
 */
enum exit_code release_files_make(struct release_files *files,
                                  const struct release_outputs *outputs,
                                  struct appbin_release *release, const char *whole);

/*
 * Reports what was written: version, counter and who signed. Nothing beside data on standard
 * output, which is for a program.
 */
void release_files_report(const struct appbin_release *release);

/* Adds what is published: the last to take their names. Prints a message on failure. */
enum exit_code release_files_publish(struct release_files *files,
                                     const struct release_outputs *outputs);

void release_files_free(struct release_files *files);

/*
 * All of it: finishes the release, writes its files, or none, and reports them. Prints a message on
 * failure.
 */
enum exit_code release_files_write(const struct release_outputs *outputs,
                                   struct appbin_release *release, const char *whole);

#endif

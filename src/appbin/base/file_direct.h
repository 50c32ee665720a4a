/* SPDX-License-Identifier: MIT */
/* Outputs that are no regular file: they are written as they are, and cannot be taken back. */
#ifndef APPBIN_SRC_FILE_DIRECT_H
#define APPBIN_SRC_FILE_DIRECT_H

#include <signal.h>
#include <stddef.h>

#include "appbin/error.h"

/* The number of a descriptor that the path names, which is written where it stands; or -1. */
int appbin_named_descriptor(const char *path);

/*
 * Opens it; *descriptor is above 0. real is the path without links, NULL for the descriptor of a
 * process, which has none. A pipe waits for its reader. Returns APPBIN_OK, IO.
 */
enum appbin_error appbin_direct_open(int *descriptor, const char *path, const char *real,
                                     struct appbin_diagnostic *diagnostic);

/*
 * Writes and closes it, while the signals of appbin_signals_hold are held: one of them that would
 * have acted with the mask before ends the wait for a reader, with IO. SIGPIPE is held from then on
 * too. Returns APPBIN_OK, IO.
 */
enum appbin_error appbin_direct_write(int descriptor, const void *bytes, size_t size,
                                      const sigset_t *before, struct appbin_diagnostic *diagnostic);

#endif

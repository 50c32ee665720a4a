/* SPDX-License-Identifier: MIT */
/* The steps by which a file is written beside its target and then takes its name. */
#ifndef APPBIN_SRC_FILE_STEPS_H
#define APPBIN_SRC_FILE_STEPS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "appbin/error.h"

/* What asks the program to end: SIGINT, SIGTERM and SIGHUP. */
#define APPBIN_HELD_SIGNAL_COUNT 3u
extern const int appbin_held_signals[APPBIN_HELD_SIGNAL_COUNT];

/* They wait, for the calling thread. */
void appbin_signals_hold(sigset_t *before);
void appbin_signals_release(const sigset_t *before);

/* Length of the folder part of a path, the last slash included. */
int appbin_folder_length(const char *path);

/*
 * Refuses a path whose symbolic links are in folders that others can write: whoever may write a
 * folder chooses where the links in it lead. Returns APPBIN_OK, IO.
 */
enum appbin_error appbin_refuse_planted_link(const char *path,
                                             struct appbin_diagnostic *diagnostic);

/*
 * A name beside the target, of random digits: a long target name would not leave room for a suffix.
 * Freed by the caller; NULL with errno.
 */
char *appbin_temporary_name(const char *target);

/* False with errno. */
bool appbin_write_all(int descriptor, const void *bytes, size_t size);

/* Not every file system and not every folder can: what is in the file is safe all the same. */
void appbin_sync_folder_of(const char *target);

/*
 * Gives a file a name in the same folder that no file has: false with errno, EEXIST when one has.
 * The name leads to the whole file from the start. Where the file system cannot, it is taken by an
 * empty file for a moment.
 */
bool appbin_rename_to_new(int folder, const char *from, const char *to);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * An LMS key file on its disk: found, locked, read, and replaced so that a crash leaves the old or
 * the new one whole. The lock is that of its folder, which stays when the file is replaced.
 */
#ifndef APPBIN_SRC_LMS_FILE_H
#define APPBIN_SRC_LMS_FILE_H

#include <sys/stat.h>

#include "key/lms_text.h"

struct lms_file {
    int folder;  /* descriptor, -1: none */
    char *name;  /* in the folder, links resolved */
    char *fresh; /* name of the file that is to take its place */
    struct stat status;
    struct lms_place place;
};

/*
 * Finds the file of a path and opens its folder; is_new: the file need not be there. Refuses file
 * systems where no lock is to be had of all who may write. Free with appbin_lms_file_close, after a
 * failure too. Returns APPBIN_OK, IO, KEY, NO_MEMORY.
 */
enum appbin_error appbin_lms_file_open(struct lms_file *file, const char *path, bool is_new,
                                       struct appbin_diagnostic *diagnostic);

/* What tells an open file from its copies. Returns APPBIN_OK, IO. */
enum appbin_error appbin_lms_place_find(struct lms_place *place, int descriptor,
                                        struct appbin_diagnostic *diagnostic);

/* Waits for the lock, which excludes every process of this host until the file is closed. */
enum appbin_error appbin_lms_file_lock(const struct lms_file *file,
                                       struct appbin_diagnostic *diagnostic);

/*
 * Reads file and record; freed by the caller. Without the lock it is whole, but may be outdated.
 * Returns APPBIN_OK, IO, KEY, NO_MEMORY.
 */
enum appbin_error appbin_lms_file_read(struct lms_file *file, struct lms_text *text,
                                       struct lms_record *record,
                                       struct appbin_diagnostic *diagnostic);

/* Does the record say that it belongs to another file? */
bool appbin_lms_file_is_copy(const struct lms_file *file, const struct lms_record *record);

/*
 * Whether leaves may be taken of what was read: not of a copy, not where nothing can be written.
 * Returns APPBIN_OK, IO, KEY.
 */
enum appbin_error appbin_lms_file_check(const struct lms_file *file,
                                        const struct lms_record *record,
                                        struct appbin_diagnostic *diagnostic);

/*
 * With the lock: puts the record, with the place of the new file, behind the fixed
 * part of text, in a new file that takes the name of the old one, which must be what was read, if
 * it was. On APPBIN_OK it is on the disk, and so is its name. Returns also IO, KEY, NO_MEMORY; the
 * old or the new file is there then.
 */
enum appbin_error appbin_lms_file_replace(const struct lms_file *file, struct lms_text *text,
                                          struct lms_record *record,
                                          struct appbin_diagnostic *diagnostic);

/*
 * With the lock: removes the file beside it that an interrupted call left. Another file that has
 * its name is refused. APPBIN_OK, KEY, IO.
 */
enum appbin_error appbin_lms_file_clear(const struct lms_file *file,
                                        struct appbin_diagnostic *diagnostic);

/* Removes the file beside it, which the caller has made. */
void appbin_lms_file_drop(const struct lms_file *file);

/*
 * Begins a file that is not there: an empty one beside it; *descriptor is closed by the caller, who
 * calls appbin_lms_file_fill or appbin_lms_file_drop next, and holds signals. EXISTS, IO.
 */
enum appbin_error appbin_lms_file_make(const struct lms_file *file, int *descriptor,
                                       struct appbin_diagnostic *diagnostic);

/*
 * Takes the room on the disk that so many bytes need, where the file system can. The file stays
 * empty. Returns APPBIN_OK, IO.
 */
enum appbin_error appbin_lms_file_reserve(int descriptor, size_t size,
                                          struct appbin_diagnostic *diagnostic);

/*
 * Fills a new file, placed or not, and gives it its name; then both are on the disk. After a
 * failure appbin_lms_file_drop is called. Returns APPBIN_OK, EXISTS, IO, NO_MEMORY.
 */
enum appbin_error appbin_lms_file_fill(const struct lms_file *file, int descriptor,
                                       struct lms_text *text, struct lms_record *record,
                                       bool placed, struct appbin_diagnostic *diagnostic);

void appbin_lms_file_close(struct lms_file *file);

#endif

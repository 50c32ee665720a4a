/* SPDX-License-Identifier: MIT */
#include "key/lms_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "key/key_refusal.h"
#include "key/lms_folder.h"

#define FRESH_ENDING ".new"
#define REPLACED_MAX 10000u /* signatures by others while one file is opened */

/* The path without links; the file itself may be missing when it is to be made. */
static char *resolve(const char *path, bool is_new)
{
    char *resolved = realpath(path, NULL);
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    struct stat status;
    if (resolved != NULL || !is_new || errno != ENOENT || lstat(path, &status) == 0) {
        return resolved;
    }
    char *folder = slash != NULL ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    char *real_folder = folder != NULL ? realpath(folder, NULL) : NULL;
    if (real_folder != NULL && asprintf(&resolved, "%s/%s", real_folder, name) < 0) {
        resolved = NULL;
    }
    free(folder);
    free(real_folder);
    return resolved;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

enum appbin_error appbin_lms_file_open(struct lms_file *file, const char *path, bool is_new,
                                       struct appbin_diagnostic *diagnostic)
{
    *file = (struct lms_file){.folder = -1};
    char *resolved = resolve(path, is_new);
    if (resolved == NULL) {
        return appbin_fail_errno(diagnostic, "cannot open");
    }
    char *slash = strrchr(resolved, '/');
    file->name = strdup(slash + 1);
    slash[slash == resolved ? 1 : 0] = '\0';
    file->folder = open(resolved, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int reason = errno;
    free(resolved);
    if (file->name == NULL || asprintf(&file->fresh, "%s" FRESH_ENDING, file->name) < 0) {
        file->fresh = NULL;
        return appbin_key_fail_no_memory(diagnostic);
    }
    if (file->folder < 0) {
        errno = reason;
        return appbin_fail_errno(diagnostic, "cannot open its folder");
    }
    if (ends_with(file->name, FRESH_ENDING)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "the name of an LMS key file must not end in " FRESH_ENDING
                           ": such a file is what an interrupted signing left; remove it");
    }
    return appbin_lms_folder_check(file->folder, diagnostic);
}

void appbin_lms_file_close(struct lms_file *file)
{
    if (file->folder >= 0) {
        (void)close(file->folder);
    }
    free(file->name);
    free(file->fresh);
    *file = (struct lms_file){.folder = -1};
}

enum appbin_error appbin_lms_file_lock(const struct lms_file *file,
                                       struct appbin_diagnostic *diagnostic)
{
    while (flock(file->folder, LOCK_EX) != 0) {
        if (errno != EINTR) {
            return appbin_fail_errno(diagnostic, "cannot lock its folder");
        }
    }
    return APPBIN_OK;
}

enum appbin_error appbin_lms_place_find(struct lms_place *place, int descriptor,
                                        struct appbin_diagnostic *diagnostic)
{
    struct statx status;
    if (statx(descriptor, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &status) != 0) {
        return appbin_fail_errno(diagnostic, "cannot read the status");
    }
    bool born = (status.stx_mask & STATX_BTIME) != 0;
    *place = (struct lms_place){
        .inode = status.stx_ino,
        .born_seconds = born ? (uint64_t)status.stx_btime.tv_sec : 0,
        .born_nanoseconds = born ? status.stx_btime.tv_nsec : 0,
    };
    return APPBIN_OK;
}

/* The name that the open file had is another's. */
static bool was_replaced(const struct lms_file *file)
{
    return S_ISREG(file->status.st_mode) && file->status.st_nlink == 0;
}

static enum appbin_error check_status(struct lms_file *file, int descriptor,
                                      struct appbin_diagnostic *diagnostic)
{
    if (fstat(descriptor, &file->status) != 0) {
        return appbin_fail_errno(diagnostic, "cannot read the status");
    }
    if (!S_ISREG(file->status.st_mode)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "not a regular file, which an LMS key must be: it has a state");
    }
    if (was_replaced(file)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "is replaced again and again");
    }
    if (file->status.st_nlink != 1) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "has %lu names (hard links); after a signature the others would be an "
                           "older copy, and whoever signs with it gives the key away: remove them",
                           (unsigned long)file->status.st_nlink);
    }
    if (file->status.st_size > (off_t)LMS_TEXT_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "longer than %u bytes", LMS_TEXT_MAX);
    }
    enum appbin_error error = appbin_lms_folder_check(descriptor, diagnostic);
    return error == APPBIN_OK ? appbin_lms_place_find(&file->place, descriptor, diagnostic) : error;
}

static enum appbin_error read_bytes(struct appbin_secret_bytes *bytes, int descriptor,
                                    struct appbin_diagnostic *diagnostic)
{
    if (!appbin_secret_bytes_allocate(bytes, LMS_TEXT_MAX + 1)) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    while (bytes->size < LMS_TEXT_MAX) {
        ssize_t got = read(descriptor, bytes->bytes + bytes->size, LMS_TEXT_MAX - bytes->size);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return appbin_fail_errno(diagnostic, "cannot read");
        }
        bytes->size += got > 0 ? (size_t)got : 0;
    }
    bytes->bytes[bytes->size] = '\0';
    return APPBIN_OK;
}

static enum appbin_error read_once(struct lms_file *file, struct appbin_secret_bytes *bytes,
                                   struct appbin_diagnostic *diagnostic)
{
    int descriptor =
        openat(file->folder, file->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return appbin_fail_errno(diagnostic, "cannot open");
    }
    enum appbin_error error = check_status(file, descriptor, diagnostic);
    if (error == APPBIN_OK) {
        error = read_bytes(bytes, descriptor, diagnostic);
    }
    (void)close(descriptor);
    return error;
}

enum appbin_error appbin_lms_file_read(struct lms_file *file, struct lms_text *text,
                                       struct lms_record *record,
                                       struct appbin_diagnostic *diagnostic)
{
    struct lms_text made = {.fixed_size = 0};
    enum appbin_error error = read_once(file, &made.bytes, diagnostic);
    /* Without the lock the file may be replaced once it is open: then the new one is of interest.
     */
    for (unsigned i = 0; error != APPBIN_OK && was_replaced(file) && i < REPLACED_MAX; i++) {
        error = read_once(file, &made.bytes, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_lms_text_read(record, &made, diagnostic);
    }
    if (error != APPBIN_OK) {
        appbin_lms_text_free(&made);
        return error;
    }
    *text = made;
    return APPBIN_OK;
}

/* A file that split made is bound to no place. */
bool appbin_lms_file_is_copy(const struct lms_file *file, const struct lms_record *record)
{
    const struct lms_place *is = &file->place;
    const struct lms_place *was = &record->place;
    bool bound = was->inode != 0 || was->born_seconds != 0 || was->born_nanoseconds != 0;
    return bound && (is->inode != was->inode || is->born_seconds != was->born_seconds ||
                     is->born_nanoseconds != was->born_nanoseconds);
}

enum appbin_error appbin_lms_file_check(const struct lms_file *file,
                                        const struct lms_record *record,
                                        struct appbin_diagnostic *diagnostic)
{
    if (appbin_lms_file_is_copy(file, record)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "a copy of an LMS key file, or a backup of one: leaves that the other "
                           "has used would be used twice, which gives the key away; see "
                           "imagetool lms --help about adopt");
    }
    if (faccessat(file->folder, file->name, W_OK, AT_EACCESS) != 0) {
        return appbin_fail_errno(diagnostic,
                                 "cannot write, and an LMS key changes with every signature");
    }
    if (faccessat(file->folder, ".", W_OK | X_OK, AT_EACCESS) != 0) {
        return appbin_fail_errno(diagnostic,
                                 "cannot write its folder, and an LMS key changes with every "
                                 "signature");
    }
    return APPBIN_OK;
}

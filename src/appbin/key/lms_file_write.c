/* SPDX-License-Identifier: MIT */
/* How a new state gets onto the disk before it is relied upon. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/file_steps.h"
#include "key/lms_file.h"

#define MODE_NEW (S_IRUSR | S_IWUSR)
#define MODE_BITS 0777u

/* The text with its record, on the disk; not its name. */
static enum appbin_error write_text(int descriptor, struct lms_text *text,
                                    struct lms_record *record, bool placed,
                                    struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = APPBIN_OK;
    record->place = (struct lms_place){.inode = 0};
    if (placed) {
        error = appbin_lms_place_find(&record->place, descriptor, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_lms_text_set(text, record, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    if (!appbin_write_all(descriptor, text->bytes.bytes, text->bytes.size) ||
        fsync(descriptor) != 0) {
        return appbin_fail_errno(diagnostic, "cannot write");
    }
    return APPBIN_OK;
}

/* Otherwise it is a file of any kind that a new key takes the place of. */
static bool was_read(const struct lms_file *file)
{
    return file->status.st_nlink != 0;
}

/* Who might use the old file may use the new one, and nobody else. */
static enum appbin_error keep_owner(const struct lms_file *file, int descriptor,
                                    struct appbin_diagnostic *diagnostic)
{
    struct stat status;
    if (!was_read(file)) {
        return fchmod(descriptor, MODE_NEW) == 0
                   ? APPBIN_OK
                   : appbin_fail_errno(diagnostic, "cannot set the mode");
    }
    bool good = fstat(descriptor, &status) == 0;
    if (good && (status.st_uid != file->status.st_uid || status.st_gid != file->status.st_gid)) {
        good = fchown(descriptor, file->status.st_uid, file->status.st_gid) == 0;
    }
    return good && fchmod(descriptor, file->status.st_mode & MODE_BITS) == 0
               ? APPBIN_OK
               : appbin_fail_errno(diagnostic, "cannot keep its owner and mode");
}

/* Is the file still the one that was read? */
static enum appbin_error check_unchanged(const struct lms_file *file,
                                         struct appbin_diagnostic *diagnostic)
{
    struct stat status;
    if (fstatat(file->folder, file->name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return appbin_fail_errno(diagnostic, "was taken away meanwhile");
    }
    if (status.st_dev != file->status.st_dev || status.st_ino != file->status.st_ino ||
        status.st_nlink != 1 || status.st_size != file->status.st_size ||
        status.st_mtim.tv_sec != file->status.st_mtim.tv_sec ||
        status.st_mtim.tv_nsec != file->status.st_mtim.tv_nsec) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "was replaced or changed meanwhile");
    }
    return APPBIN_OK;
}

static enum appbin_error sync_folder(const struct lms_file *file,
                                     struct appbin_diagnostic *diagnostic)
{
    return fsync(file->folder) == 0 ? APPBIN_OK
                                    : appbin_fail_errno(diagnostic, "cannot sync its folder");
}

static enum appbin_error write_fresh(const struct lms_file *file, int descriptor,
                                     struct lms_text *text, struct lms_record *record,
                                     struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = keep_owner(file, descriptor, diagnostic);
    if (error == APPBIN_OK) {
        error = write_text(descriptor, text, record, true, diagnostic);
    }
    return error;
}

static enum appbin_error fail_other_file(const struct lms_file *file,
                                         struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                       "%s is beside it and is no LMS state; move it away", file->fresh);
}

/* The name may be that of any file, of a private key too. */
static enum appbin_error check_left(const struct lms_file *file,
                                    struct appbin_diagnostic *diagnostic)
{
    uint8_t bytes[LMS_TEXT_BEGIN_SIZE];
    int descriptor =
        openat(file->folder, file->fresh, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    ssize_t size = descriptor >= 0 ? read(descriptor, bytes, sizeof bytes) : -1;
    enum appbin_error error = APPBIN_OK;
    if (size < 0) {
        error = appbin_fail(diagnostic, APPBIN_ERR_IO, "cannot read %s beside it: %s", file->fresh,
                            strerror(errno));
    } else if (!appbin_lms_text_begins(bytes, (size_t)size)) {
        error = fail_other_file(file, diagnostic);
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return error;
}

enum appbin_error appbin_lms_file_clear(const struct lms_file *file,
                                        struct appbin_diagnostic *diagnostic)
{
    struct stat status;
    enum appbin_error error = APPBIN_OK;
    if (fstatat(file->folder, file->fresh, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return errno == ENOENT
                   ? APPBIN_OK
                   : appbin_fail_errno(diagnostic, "cannot read the status of what is beside "
                                                   "it");
    }
    if (!S_ISREG(status.st_mode)) {
        error = fail_other_file(file, diagnostic);
    } else if (status.st_size > 0) { /* an empty one may have no mode yet */
        error = check_left(file, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    return unlinkat(file->folder, file->fresh, 0) == 0 || errno == ENOENT
               ? APPBIN_OK
               : appbin_fail_errno(diagnostic, "cannot remove what an interrupted signing left");
}

void appbin_lms_file_drop(const struct lms_file *file)
{
    (void)unlinkat(file->folder, file->fresh, 0);
}

static enum appbin_error replace(const struct lms_file *file, struct lms_text *text,
                                 struct lms_record *record, struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = appbin_lms_file_clear(file, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    int descriptor = openat(file->folder, file->fresh,
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE_NEW);
    if (descriptor < 0) {
        return appbin_fail_errno(diagnostic, "cannot create a file beside it");
    }
    error = write_fresh(file, descriptor, text, record, diagnostic);
    if (close(descriptor) != 0 && error == APPBIN_OK) {
        error = appbin_fail_errno(diagnostic, "cannot write");
    }
    if (error == APPBIN_OK && was_read(file)) {
        error = check_unchanged(file, diagnostic);
    }
    if (error == APPBIN_OK && renameat(file->folder, file->fresh, file->folder, file->name) != 0) {
        error = appbin_fail_errno(diagnostic, "cannot replace the old state");
    }
    if (error != APPBIN_OK) {
        appbin_lms_file_drop(file);
        return error;
    }
    return sync_folder(file, diagnostic);
}

enum appbin_error appbin_lms_file_replace(const struct lms_file *file, struct lms_text *text,
                                          struct lms_record *record,
                                          struct appbin_diagnostic *diagnostic)
{
    sigset_t before;
    appbin_signals_hold(&before);
    enum appbin_error error = replace(file, text, record, diagnostic);
    appbin_signals_release(&before);
    return error;
}

enum appbin_error appbin_lms_file_make(const struct lms_file *file, int *descriptor,
                                       struct appbin_diagnostic *diagnostic)
{
    struct stat status;
    if (fstatat(file->folder, file->name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_EXISTS, "exists");
    }
    int made = openat(file->folder, file->fresh,
                      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE_NEW);
    if (made < 0) {
        return errno == EEXIST
                   ? appbin_fail(diagnostic, APPBIN_ERR_IO,
                                 "%s is beside it, which an interrupted split left; remove that",
                                 file->fresh)
                   : appbin_fail_errno(diagnostic, "cannot create");
    }
    *descriptor = made;
    return APPBIN_OK;
}

enum appbin_error appbin_lms_file_reserve(int descriptor, size_t size,
                                          struct appbin_diagnostic *diagnostic)
{
    int result = -1;
    do {
        result = fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, (off_t)size);
    } while (result != 0 && errno == EINTR);
    bool unknown = errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL;
    return result == 0 || unknown ? APPBIN_OK : appbin_fail_errno(diagnostic, "cannot write");
}

static enum appbin_error give_name(const struct lms_file *file,
                                   struct appbin_diagnostic *diagnostic)
{
    if (!appbin_rename_to_new(file->folder, file->fresh, file->name)) {
        return errno == EEXIST ? appbin_fail(diagnostic, APPBIN_ERR_EXISTS, "exists")
                               : appbin_fail_errno(diagnostic, "cannot create");
    }
    enum appbin_error error = sync_folder(file, diagnostic);
    if (error != APPBIN_OK) {
        (void)unlinkat(file->folder, file->name, 0);
    }
    return error;
}

enum appbin_error appbin_lms_file_fill(const struct lms_file *file, int descriptor,
                                       struct lms_text *text, struct lms_record *record,
                                       bool placed, struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = fchmod(descriptor, MODE_NEW) == 0
                                  ? write_text(descriptor, text, record, placed, diagnostic)
                                  : appbin_fail_errno(diagnostic, "cannot set the mode");
    return error == APPBIN_OK ? give_name(file, diagnostic) : error;
}

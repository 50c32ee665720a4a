/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "appbin/file.h"
#include "base/diagnostic.h"
#include "base/file_steps.h"

#define MODE_PRIVATE (S_IRUSR | S_IWUSR)

static enum appbin_error fail_errno(struct appbin_diagnostic *diagnostic, const char *what)
{
    return errno == EEXIST ? appbin_fail(diagnostic, APPBIN_ERR_EXISTS, "exists")
                           : appbin_fail_errno(diagnostic, what);
}

/* On the disk, but for its name. The mode is set explicitly: the umask may have removed bits. */
static bool fill(int descriptor, const void *bytes, size_t size)
{
    bool done = fchmod(descriptor, MODE_PRIVATE) == 0 &&
                appbin_write_all(descriptor, bytes, size) && fsync(descriptor) == 0;
    int reason = errno;
    if (close(descriptor) != 0 && done) {
        return false;
    }
    errno = reason;
    return done;
}

static enum appbin_error write_beside(const char *temporary, const char *target, const void *bytes,
                                      size_t size, bool replace,
                                      struct appbin_diagnostic *diagnostic)
{
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE_PRIVATE);
    if (descriptor < 0) {
        return fail_errno(diagnostic, "cannot create");
    }
    enum appbin_error error = APPBIN_OK;
    if (!fill(descriptor, bytes, size) ||
        !(replace ? rename(temporary, target) == 0
                  : appbin_rename_to_new(AT_FDCWD, temporary, target))) {
        error = fail_errno(diagnostic, "cannot write");
        (void)unlink(temporary);
        return error;
    }
    appbin_sync_folder_of(target);
    return APPBIN_OK;
}

enum appbin_error appbin_file_write_private(const char *path, const void *bytes, size_t size,
                                            bool replace, struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = replace ? appbin_refuse_planted_link(path, diagnostic) : APPBIN_OK;
    if (error != APPBIN_OK) {
        return error;
    }
    char *real = replace ? realpath(path, NULL) : NULL; /* a symbolic link keeps its place */
    const char *target = real != NULL ? real : path;
    char *temporary = appbin_temporary_name(target);
    sigset_t before;
    appbin_signals_hold(&before);
    error = temporary != NULL ? write_beside(temporary, target, bytes, size, replace, diagnostic)
                              : fail_errno(diagnostic, "cannot create");
    appbin_signals_release(&before);
    free(temporary);
    free(real);
    return error;
}

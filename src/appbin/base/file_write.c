/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "appbin/file.h"
#include "base/diagnostic.h"
#include "base/file_direct.h"
#include "base/file_steps.h"

#define OUTPUTS_MAX 12

/* An output that is being written; target is what the path resolves to. */
struct pending {
    char *target;
    char *temporary; /* NULL when there is none, or none any more */
    bool direct;     /* no regular file: the target is written, not replaced */
    bool real;       /* the target has no links */
    int descriptor;  /* of what is written directly, open when above 0 */
    bool replaces;
    mode_t mode; /* of what is replaced */
};

static enum appbin_error write_all(int descriptor, const struct appbin_output *output,
                                   struct appbin_diagnostic *diagnostic)
{
    return appbin_write_all(descriptor, output->bytes, output->size)
               ? APPBIN_OK
               : appbin_fail_errno(diagnostic, "cannot write");
}

static char *resolve(const char *path);

/* The target of a link that leads to a file still to be made; NULL when path is no link. */
static char *follow_link(const char *path)
{
    char target[4096];
    char *next = NULL;
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0) {
        return NULL;
    }
    target[length] = '\0';
    if (asprintf(&next, "%.*s%s", target[0] == '/' ? 0 : appbin_folder_length(path), path, target) <
        0) {
        return NULL;
    }
    char *resolved = resolve(next);
    free(next);
    return resolved;
}

/* The file that a path leads to: links are followed, even when the file does not exist yet. */
static char *resolve(const char *path)
{
    char *resolved = realpath(path, NULL);
    char *folder = NULL;
    if (resolved == NULL && errno == ENOENT) {
        resolved = follow_link(path);
    }
    int length = appbin_folder_length(path);
    if (resolved != NULL || errno != ENOENT ||
        asprintf(&folder, "%.*s", length == 0 ? 1 : length, length == 0 ? "." : path) < 0) {
        return resolved;
    }
    char *real_folder = realpath(folder, NULL);
    free(folder);
    if (real_folder == NULL || asprintf(&resolved, "%s/%s", real_folder, path + length) < 0) {
        resolved = NULL;
    }
    free(real_folder);
    return resolved;
}

static enum appbin_error check_folder(const char *target, struct appbin_diagnostic *diagnostic)
{
    char *folder = NULL;
    if (asprintf(&folder, "%.*s", appbin_folder_length(target), target) < 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    enum appbin_error error = access(folder, W_OK | X_OK) == 0
                                  ? APPBIN_OK
                                  : appbin_fail_errno(diagnostic, "cannot create");
    free(folder);
    return error;
}

/* For something that is no regular file. */
static enum appbin_error prepare_direct(struct pending *pending, const char *path,
                                        struct appbin_diagnostic *diagnostic)
{
    char *real = realpath(path, NULL); /* a pipe has none */
    pending->direct = true;
    pending->real = real != NULL;
    pending->target = real != NULL ? real : strdup(path);
    if (pending->target == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    int number = appbin_named_descriptor(path);
    int flags = number >= 0 ? fcntl(number, F_GETFL) : 0;
    if (number >= 0 && (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)) {
        errno = EBADF;
        return appbin_fail_errno(diagnostic, "cannot write");
    }
    return number >= 0 || access(path, W_OK) == 0 ? APPBIN_OK
                                                  : appbin_fail_errno(diagnostic, "cannot write");
}

/* Where an output leads to, and whether it could be written there. Nothing is made. */
static enum appbin_error prepare(struct pending *pending, const char *path,
                                 struct appbin_diagnostic *diagnostic)
{
    struct stat status;
    bool there = stat(path, &status) == 0;
    if (there && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return appbin_fail_errno(diagnostic, "cannot create");
    }
    enum appbin_error error = appbin_refuse_planted_link(path, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    if (appbin_named_descriptor(path) >= 0 || (there && !S_ISREG(status.st_mode))) {
        return prepare_direct(pending, path, diagnostic);
    }
    pending->target = resolve(path);
    if (pending->target == NULL) {
        return appbin_fail_errno(diagnostic, "cannot create");
    }
    if (pending->target[appbin_folder_length(pending->target)] == '\0') {
        errno = path[0] == '\0' ? ENOENT : EISDIR;
        return appbin_fail_errno(diagnostic, "cannot create");
    }
    if (there && access(pending->target, W_OK) != 0) {
        return appbin_fail_errno(diagnostic, "cannot write");
    }
    pending->replaces = there;
    pending->mode = there ? status.st_mode & 0777 : 0; /* who made the bits above had other bytes */
    return check_folder(pending->target, diagnostic);
}

static enum appbin_error write_temporary(struct pending *pending,
                                         const struct appbin_output *output, bool synced,
                                         struct appbin_diagnostic *diagnostic)
{
    char *name = appbin_temporary_name(pending->target);
    int descriptor = -1;
    if (name != NULL) { /* the umask is for what is new */
        descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                          pending->replaces ? S_IRUSR | S_IWUSR : 0666);
    }
    if (descriptor < 0) {
        enum appbin_error error = appbin_fail_errno(diagnostic, "cannot create");
        free(name);
        return error;
    }
    pending->temporary = name;
    enum appbin_error error = write_all(descriptor, output, diagnostic);
    if (error == APPBIN_OK && pending->replaces && fchmod(descriptor, pending->mode) != 0) {
        error = appbin_fail_errno(diagnostic, "cannot set the mode");
    }
    if (error == APPBIN_OK && synced && fsync(descriptor) != 0) {
        error = appbin_fail_errno(diagnostic, "cannot write");
    }
    if (close(descriptor) != 0 && error == APPBIN_OK) {
        error = appbin_fail_errno(diagnostic, "cannot write");
    }
    return error;
}

static void discard(struct pending *pending, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pending[i].temporary != NULL) {
            (void)unlink(pending[i].temporary);
        }
        if (pending[i].descriptor > 0) {
            (void)close(pending[i].descriptor);
        }
        free(pending[i].temporary);
        free(pending[i].target);
    }
}

/* A device may be written twice. */
static bool is_same_file(const struct pending *a, const struct pending *b)
{
    return a->target != NULL && b->target != NULL && !(a->direct && b->direct) &&
           strcmp(a->target, b->target) == 0;
}

static enum appbin_error check_two_names(const struct pending *pending, size_t index,
                                         struct appbin_diagnostic *diagnostic)
{
    for (size_t i = 0; i < index; i++) {
        if (is_same_file(&pending[i], &pending[index])) {
            return appbin_fail(diagnostic, APPBIN_ERR_SAME_FILE, "two outputs are the same file");
        }
    }
    return APPBIN_OK;
}

static enum appbin_error prepare_all(struct pending *pending, const struct appbin_output *outputs,
                                     size_t count, size_t *index,
                                     struct appbin_diagnostic *diagnostic)
{
    if (count > OUTPUTS_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "more than %d outputs", OUTPUTS_MAX);
    }
    for (*index = 0; *index < count; ++*index) {
        enum appbin_error error = prepare(&pending[*index], outputs[*index].path, diagnostic);
        if (error == APPBIN_OK) {
            error = check_two_names(pending, *index, diagnostic);
        }
        if (error != APPBIN_OK) {
            return error;
        }
    }
    return APPBIN_OK;
}

enum appbin_error appbin_files_check(const struct appbin_output *outputs, size_t count,
                                     size_t *failed, struct appbin_diagnostic *diagnostic)
{
    struct pending pending[OUTPUTS_MAX] = {{.target = NULL}};
    size_t index = 0;
    enum appbin_error error = prepare_all(pending, outputs, count, &index, diagnostic);
    if (error != APPBIN_OK && failed != NULL) {
        *failed = index;
    }
    discard(pending, count < OUTPUTS_MAX ? count : OUTPUTS_MAX);
    return error;
}

/* It may take for ever, until somebody reads a pipe, and there is nothing yet to be removed. */
static enum appbin_error open_directs(struct pending *pending, const struct appbin_output *outputs,
                                      size_t count, size_t *index,
                                      struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = APPBIN_OK;
    for (*index = 0; *index < count; ++*index) {
        if (pending[*index].direct) {
            const char *target = pending[*index].real ? pending[*index].target : NULL;
            error = appbin_direct_open(&pending[*index].descriptor, outputs[*index].path, target,
                                       diagnostic);
        }
        if (error != APPBIN_OK) {
            break;
        }
    }
    return error;
}

/* Into what cannot be replaced. A signal that asks to end is a failure, and acts afterwards. */
static enum appbin_error write_directs(struct pending *pending, const struct appbin_output *outputs,
                                       size_t count, const sigset_t *before, size_t *index,
                                       struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = APPBIN_OK;
    for (*index = 0; *index < count; ++*index) {
        if (pending[*index].direct) {
            error = appbin_direct_write(pending[*index].descriptor, outputs[*index].bytes,
                                        outputs[*index].size, before, diagnostic);
            pending[*index].descriptor = 0;
        }
        if (error != APPBIN_OK) {
            break;
        }
    }
    return error;
}

static enum appbin_error write_temporaries(struct pending *pending,
                                           const struct appbin_output *outputs, size_t count,
                                           bool synced, size_t *index,
                                           struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = APPBIN_OK;
    for (*index = 0; *index < count; ++*index) {
        if (!pending[*index].direct && pending[*index].target != NULL) {
            error = write_temporary(&pending[*index], &outputs[*index], synced, diagnostic);
        }
        if (error != APPBIN_OK) {
            break;
        }
    }
    return error;
}

static enum appbin_error give_names(struct pending *pending, size_t count, bool synced,
                                    size_t *index, struct appbin_diagnostic *diagnostic)
{
    for (*index = 0; *index < count; ++*index) {
        struct pending *one = &pending[*index];
        if (one->temporary == NULL) {
            continue;
        }
        if (rename(one->temporary, one->target) != 0) {
            return appbin_fail_errno(diagnostic, "cannot replace");
        }
        free(one->temporary);
        one->temporary = NULL;
        if (synced) {
            appbin_sync_folder_of(one->target);
        }
    }
    return APPBIN_OK;
}

static enum appbin_error write_files(const struct appbin_output *outputs, size_t count, bool synced,
                                     size_t *failed, struct appbin_diagnostic *diagnostic)
{
    struct pending pending[OUTPUTS_MAX] = {{.target = NULL}};
    sigset_t before;
    size_t index = 0;
    enum appbin_error error = prepare_all(pending, outputs, count, &index, diagnostic);
    if (error == APPBIN_OK) {
        error = open_directs(pending, outputs, count, &index, diagnostic);
    }
    appbin_signals_hold(&before); /* all of the files are to be found, or none */
    if (error == APPBIN_OK) {
        error = write_temporaries(pending, outputs, count, synced, &index, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = write_directs(pending, outputs, count, &before, &index, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = give_names(pending, count, synced, &index, diagnostic);
    }
    discard(pending, count < OUTPUTS_MAX ? count : OUTPUTS_MAX);
    appbin_signals_release(&before);
    if (error != APPBIN_OK && failed != NULL) {
        *failed = index;
    }
    return error;
}

enum appbin_error appbin_files_write(const struct appbin_output *outputs, size_t count,
                                     size_t *failed, struct appbin_diagnostic *diagnostic)
{
    return write_files(outputs, count, false, failed, diagnostic);
}

enum appbin_error appbin_files_write_synced(const struct appbin_output *outputs, size_t count,
                                            size_t *failed, struct appbin_diagnostic *diagnostic)
{
    return write_files(outputs, count, true, failed, diagnostic);
}

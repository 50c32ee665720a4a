/* SPDX-License-Identifier: MIT */
#include "appbin/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.h"

#define OUTPUTS_MAX 12
#define READ_STEP 0x10000u

static enum appbin_error fail_errno(struct appbin_diagnostic *diagnostic, const char *what)
{
    return appbin_fail(diagnostic, APPBIN_ERR_IO, "%s: %s", what, strerror(errno));
}

/* Reads to the end; a regular file gets its whole size (and one byte, to see the end) at once. */
static enum appbin_error read_all(int descriptor, size_t expected, size_t max_size, uint8_t **bytes,
                                  size_t *size, struct appbin_diagnostic *diagnostic)
{
    size_t capacity = expected < max_size ? expected + 1 : max_size + 1;
    size_t length = 0;
    uint8_t *buffer = malloc(capacity);
    enum appbin_error error = APPBIN_OK;
    while (buffer != NULL && error == APPBIN_OK) {
        ssize_t got = read(descriptor, buffer + length, capacity - length);
        if (got == 0) {
            break;
        }
        if (got < 0) {
            error = errno == EINTR ? APPBIN_OK : fail_errno(diagnostic, "cannot read");
            continue;
        }
        length += (size_t)got;
        if (length > max_size) {
            error = appbin_fail(diagnostic, APPBIN_ERR_IO, "longer than %zu bytes", max_size);
        } else if (length == capacity) {
            capacity = capacity + READ_STEP < max_size + 1 ? capacity + READ_STEP : max_size + 1;
            uint8_t *larger = realloc(buffer, capacity);
            if (larger == NULL) {
                free(buffer);
            }
            buffer = larger;
        }
    }
    if (buffer == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    if (error != APPBIN_OK) {
        free(buffer);
        return error;
    }
    *bytes = buffer;
    *size = length;
    return APPBIN_OK;
}

enum appbin_error appbin_file_read(uint8_t **bytes, size_t *size, const char *path, size_t max_size,
                                   struct appbin_diagnostic *diagnostic)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        enum appbin_error error = fail_errno(diagnostic, "cannot open");
        if (descriptor >= 0) {
            (void)close(descriptor);
        }
        return error;
    }
    size_t expected = 0;
    if (S_ISREG(status.st_mode) && status.st_size > 0) {
        /* A file can be longer than a size_t tells. */
        expected = (uintmax_t)status.st_size < max_size ? (size_t)status.st_size : max_size;
    }
    enum appbin_error error = read_all(descriptor, expected, max_size, bytes, size, diagnostic);
    (void)close(descriptor);
    return error;
}

/* An output that is being written; target is what the path resolves to. */
struct pending {
    char *target;
    char *temporary; /* NULL when the target is written directly */
};

static enum appbin_error write_all(int descriptor, const uint8_t *bytes, size_t size,
                                   struct appbin_diagnostic *diagnostic)
{
    while (size > 0) {
        ssize_t written = write(descriptor, bytes, size);
        if (written < 0 && errno != EINTR) {
            return fail_errno(diagnostic, "cannot write");
        }
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return APPBIN_OK;
}

static mode_t mode_of_new_file(const char *target)
{
    struct stat status;
    if (stat(target, &status) == 0) {
        return status.st_mode & 07777;
    }
    mode_t mask = umask(0);
    (void)umask(mask);
    return 0666 & ~mask;
}

/* Length of the folder part of a path, the last slash included. */
static int folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (int)(slash - path) + 1 : 0;
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
    if (asprintf(&next, "%.*s%s", target[0] == '/' ? 0 : folder_length(path), path, target) < 0) {
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
    int length = folder_length(path);
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

/* A short name of its own: a long target name would not leave room for a suffix. */
static char *temporary_name(const char *target)
{
    char *name = NULL;
    return asprintf(&name, "%.*s.imagetool.XXXXXX", folder_length(target), target) >= 0 ? name
                                                                                        : NULL;
}

static enum appbin_error write_pending(struct pending *pending, const struct appbin_output *output,
                                       struct appbin_diagnostic *diagnostic)
{
    struct stat status;
    bool direct = stat(output->path, &status) == 0 && !S_ISREG(status.st_mode);
    pending->target = resolve(output->path);
    if (pending->target == NULL) {
        return fail_errno(diagnostic, "cannot create");
    }
    int descriptor = -1;
    if (access(pending->target, F_OK) == 0 && access(pending->target, W_OK) != 0) {
        return fail_errno(diagnostic, "cannot write");
    }
    if (direct) {
        descriptor = open(pending->target, O_WRONLY | O_CLOEXEC);
    } else {
        char *name = temporary_name(pending->target);
        descriptor = name != NULL ? mkstemp(name) : -1;
        if (descriptor < 0) {
            free(name);
        } else {
            pending->temporary = name;
        }
    }
    if (descriptor < 0) {
        return fail_errno(diagnostic, "cannot create");
    }
    enum appbin_error error = write_all(descriptor, output->bytes, output->size, diagnostic);
    if (error == APPBIN_OK && !direct &&
        fchmod(descriptor, mode_of_new_file(pending->target)) != 0) {
        error = fail_errno(diagnostic, "cannot set the mode");
    }
    if (close(descriptor) != 0 && error == APPBIN_OK) {
        error = fail_errno(diagnostic, "cannot write");
    }
    return error;
}

static void discard(struct pending *pending, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pending[i].temporary != NULL) {
            (void)unlink(pending[i].temporary);
        }
        free(pending[i].temporary);
        free(pending[i].target);
    }
}

static enum appbin_error check_two_names(const struct pending *pending, size_t index,
                                         struct appbin_diagnostic *diagnostic)
{
    for (size_t i = 0; i < index; i++) {
        if (pending[index].temporary != NULL &&
            strcmp(pending[i].target, pending[index].target) == 0) {
            return appbin_fail(diagnostic, APPBIN_ERR_SAME_FILE, "two outputs are the same file");
        }
    }
    return APPBIN_OK;
}

/* Whether write_pending would begin, and the name could be taken. */
static enum appbin_error check_writable(struct pending *pending, const char *path,
                                        struct appbin_diagnostic *diagnostic)
{
    struct stat status;
    char *folder = NULL;
    pending->target = resolve(path);
    if (pending->target == NULL) {
        return fail_errno(diagnostic, "cannot create");
    }
    bool there = stat(pending->target, &status) == 0;
    if (there && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return fail_errno(diagnostic, "cannot create");
    }
    if (there && access(pending->target, W_OK) != 0) {
        return fail_errno(diagnostic, "cannot write");
    }
    if (there && !S_ISREG(status.st_mode)) {
        return APPBIN_OK;
    }
    if (asprintf(&folder, "%.*s", folder_length(pending->target), pending->target) < 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    enum appbin_error error =
        access(folder, W_OK | X_OK) == 0 ? APPBIN_OK : fail_errno(diagnostic, "cannot create");
    pending->temporary = folder; /* for check_two_names; there is no such file */
    return error;
}

enum appbin_error appbin_files_check(const struct appbin_output *outputs, size_t count,
                                     size_t *failed, struct appbin_diagnostic *diagnostic)
{
    struct pending pending[OUTPUTS_MAX] = {{NULL, NULL}};
    enum appbin_error error = APPBIN_OK;
    size_t index = 0;
    if (count > OUTPUTS_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "more than %d outputs", OUTPUTS_MAX);
    }
    for (; index < count && error == APPBIN_OK; index++) {
        error = check_writable(&pending[index], outputs[index].path, diagnostic);
        if (error == APPBIN_OK) {
            error = check_two_names(pending, index, diagnostic);
        }
    }
    if (error != APPBIN_OK && failed != NULL) {
        *failed = index - 1;
    }
    for (size_t i = 0; i < count; i++) {
        free(pending[i].target);
        free(pending[i].temporary);
    }
    return error;
}

enum appbin_error appbin_files_write(const struct appbin_output *outputs, size_t count,
                                     size_t *failed, struct appbin_diagnostic *diagnostic)
{
    struct pending pending[OUTPUTS_MAX] = {{NULL, NULL}};
    enum appbin_error error = APPBIN_OK;
    size_t index = 0;
    if (count > OUTPUTS_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "more than %d outputs", OUTPUTS_MAX);
    }
    for (; index < count && error == APPBIN_OK; index++) {
        error = write_pending(&pending[index], &outputs[index], diagnostic);
        if (error == APPBIN_OK) {
            error = check_two_names(pending, index, diagnostic);
        }
    }
    if (error == APPBIN_OK) {
        index = 0;
    }
    for (; index < count && error == APPBIN_OK; index++) {
        if (pending[index].temporary == NULL) {
            continue;
        }
        if (rename(pending[index].temporary, pending[index].target) != 0) {
            error = fail_errno(diagnostic, "cannot replace");
        } else {
            free(pending[index].temporary);
            pending[index].temporary = NULL;
        }
    }
    if (error != APPBIN_OK && failed != NULL) {
        *failed = index - 1;
    }
    discard(pending, count);
    return error;
}

enum appbin_error appbin_file_distinct(const char *output, const char *input,
                                       struct appbin_diagnostic *diagnostic)
{
    struct stat a;
    struct stat b;
    if (stat(output, &a) == 0 && stat(input, &b) == 0 && a.st_dev == b.st_dev &&
        a.st_ino == b.st_ino) {
        return appbin_fail(diagnostic, APPBIN_ERR_SAME_FILE,
                           "the output is the input %s; nothing was written", input);
    }
    return APPBIN_OK;
}

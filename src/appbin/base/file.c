/* SPDX-License-Identifier: MIT */
#include "appbin/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.h"

#define READ_STEP 0x10000u

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
            error = errno == EINTR ? APPBIN_OK : appbin_fail_errno(diagnostic, "cannot read");
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
        enum appbin_error error = appbin_fail_errno(diagnostic, "cannot open");
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

enum appbin_error appbin_file_distinct(const char *output, const char *input,
                                       struct appbin_diagnostic *diagnostic)
{
    struct stat a;
    struct stat b;
    if (stat(output, &a) == 0 && stat(input, &b) == 0 && a.st_dev == b.st_dev &&
        a.st_ino == b.st_ino && S_ISREG(a.st_mode)) {
        return appbin_fail(diagnostic, APPBIN_ERR_SAME_FILE,
                           "the output is the input %s; nothing was written", input);
    }
    return APPBIN_OK;
}

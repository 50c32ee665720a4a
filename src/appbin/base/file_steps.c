/* SPDX-License-Identifier: MIT */
#include "base/file_steps.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.h"

#define LINKS_MAX 40u /* as the kernel follows */

const int appbin_held_signals[APPBIN_HELD_SIGNAL_COUNT] = {SIGINT, SIGTERM, SIGHUP};

void appbin_signals_hold(sigset_t *before)
{
    sigset_t held;
    (void)sigemptyset(&held);
    for (size_t i = 0; i < APPBIN_HELD_SIGNAL_COUNT; i++) {
        (void)sigaddset(&held, appbin_held_signals[i]);
    }
    (void)pthread_sigmask(SIG_BLOCK, &held, before);
}

void appbin_signals_release(const sigset_t *before)
{
    (void)pthread_sigmask(SIG_SETMASK, before, NULL);
}

int appbin_folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (int)(slash - path) + 1 : 0;
}

enum appbin_error appbin_refuse_planted_link(const char *path, struct appbin_diagnostic *diagnostic)
{
    char link[4096];
    char target[4096];
    struct stat status;
    if (strlen(path) >= sizeof link) {
        return APPBIN_OK; /* no system call takes it */
    }
    (void)stpcpy(link, path);
    for (unsigned depth = 0; depth < LINKS_MAX; depth++) {
        ssize_t length = readlink(link, target, sizeof target - 1);
        if (length <= 0) {
            return APPBIN_OK;
        }
        target[length] = '\0';
        int folder = appbin_folder_length(link);
        link[folder] = '\0';
        if (stat(folder > 0 ? link : ".", &status) == 0 && (status.st_mode & S_IWOTH) != 0) {
            return appbin_fail(diagnostic, APPBIN_ERR_IO,
                               "a symbolic link in a folder that others can write; name the file "
                               "itself");
        }
        size_t start = target[0] == '/' ? 0 : (size_t)folder;
        if (start + (size_t)length >= sizeof link) {
            return APPBIN_OK;
        }
        (void)stpcpy(link + start, target);
    }
    return APPBIN_OK;
}

char *appbin_temporary_name(const char *target)
{
    char *name = NULL;
    uint64_t number = 0;
    if (getentropy(&number, sizeof number) != 0 ||
        asprintf(&name, "%.*s.imagetool.%016" PRIx64, appbin_folder_length(target), target,
                 number) < 0) {
        return NULL;
    }
    return name;
}

bool appbin_write_all(int descriptor, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    while (size > 0) {
        ssize_t written = write(descriptor, at, size);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        if (written > 0) {
            at += written;
            size -= (size_t)written;
        }
    }
    return true;
}

void appbin_sync_folder_of(const char *target)
{
    char *folder = NULL;
    int length = appbin_folder_length(target);
    if (asprintf(&folder, "%.*s", length > 0 ? length : 1, length > 0 ? target : ".") < 0) {
        return;
    }
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        (void)fsync(descriptor);
        (void)close(descriptor);
    }
    free(folder);
}

static bool rename_over_empty(int folder, const char *from, const char *to)
{
    int descriptor = openat(folder, to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return false;
    }
    (void)close(descriptor);
    if (renameat(folder, from, folder, to) == 0) {
        return true;
    }
    int reason = errno;
    (void)unlinkat(folder, to, 0);
    errno = reason;
    return false;
}

bool appbin_rename_to_new(int folder, const char *from, const char *to)
{
#ifdef RENAME_NOREPLACE
    if (renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return false;
    }
#endif
    return rename_over_empty(folder, from, to);
}

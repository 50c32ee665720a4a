/* SPDX-License-Identifier: MIT */
#include "base/file_direct.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/file_steps.h"

int appbin_named_descriptor(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0 || strcmp(path, "/dev/stderr") == 0) {
        return strcmp(path, "/dev/stdout") == 0 ? STDOUT_FILENO : STDERR_FILENO;
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        size_t length = strlen(folders[i]);
        if (strncmp(path, folders[i], length) == 0) {
            const char *digits = path + length;
            size_t count = strspn(digits, "0123456789");
            bool is_number = count > 0 && count < 6 && digits[count] == '\0' &&
                             (digits[0] != '0' || count == 1); /* as the kernel has them */
            return is_number ? (int)strtol(digits, NULL, 10) : -1;
        }
    }
    return -1;
}

/* What was looked at may have been replaced by a file, which must not be written into. */
static enum appbin_error check_kind(int descriptor, struct appbin_diagnostic *diagnostic)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return appbin_fail_errno(diagnostic, "cannot read the status");
    }
    return S_ISREG(status.st_mode)
               ? appbin_fail(diagnostic, APPBIN_ERR_IO, "was replaced by a file meanwhile")
               : APPBIN_OK;
}

enum appbin_error appbin_direct_open(int *descriptor, const char *path, const char *real,
                                     struct appbin_diagnostic *diagnostic)
{
    int number = appbin_named_descriptor(path);
    int flags = O_WRONLY | O_CLOEXEC | O_NOCTTY | (real != NULL ? O_NOFOLLOW : 0);
    int opened = number >= 0 ? fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
                             : open(real != NULL ? real : path, flags);
    if (opened < 0) {
        return appbin_fail_errno(diagnostic, "cannot create");
    }
    enum appbin_error error = number >= 0 ? APPBIN_OK : check_kind(opened, diagnostic);
    if (error != APPBIN_OK) {
        (void)close(opened);
        return error;
    }
    *descriptor = opened;
    return APPBIN_OK;
}

/* A descriptor that can be read once a held signal waits which acts when it is released. */
static int watch_signals(const sigset_t *before)
{
    sigset_t watched;
    (void)sigemptyset(&watched);
    for (size_t i = 0; i < APPBIN_HELD_SIGNAL_COUNT; i++) {
        struct sigaction action;
        bool ignored =
            sigaction(appbin_held_signals[i], NULL, &action) == 0 && action.sa_handler == SIG_IGN;
        if (!ignored && sigismember(before, appbin_held_signals[i]) == 0) {
            (void)sigaddset(&watched, appbin_held_signals[i]);
        }
    }
    return signalfd(-1, &watched, SFD_CLOEXEC);
}

/* Until something can be written. False with errno, EINTR for a signal. */
static bool wait_for_room(int descriptor, int signals)
{
    struct pollfd polled[] = {{.fd = descriptor, .events = POLLOUT},
                              {.fd = signals, .events = POLLIN}};
    while (poll(polled, 2, -1) < 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    if (polled[1].revents != 0) {
        errno = EINTR;
        return false;
    }
    return true;
}

/* A pipe that has room takes PIPE_BUF bytes without a wait, in which no signal would be seen. */
static bool write_waiting(int descriptor, int signals, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        if (!wait_for_room(descriptor, signals)) {
            return false;
        }
        ssize_t written = write(descriptor, bytes, size < PIPE_BUF ? size : PIPE_BUF);
        if (written < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return true;
}

/* It would end the program before its temporary files are removed. */
static void hold_broken_pipe(void)
{
    sigset_t held;
    (void)sigemptyset(&held);
    (void)sigaddset(&held, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &held, NULL);
}

enum appbin_error appbin_direct_write(int descriptor, const void *bytes, size_t size,
                                      const sigset_t *before, struct appbin_diagnostic *diagnostic)
{
    int signals = watch_signals(before);
    hold_broken_pipe();
    enum appbin_error error = APPBIN_OK;
    if (signals < 0 || !write_waiting(descriptor, signals, bytes, size)) {
        error = appbin_fail_errno(diagnostic, "cannot write");
    }
    if (signals >= 0) {
        (void)close(signals);
    }
    if (close(descriptor) != 0 && error == APPBIN_OK) {
        error = appbin_fail_errno(diagnostic, "cannot write");
    }
    return error;
}

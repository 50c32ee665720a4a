/* SPDX-License-Identifier: MIT */
#include "terminal_turn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Only the terminal of the session tells its process group. /dev/tty is one file for all sessions:
 * a lock of it would wait for those of others.
 */
static bool is_real_terminal(int descriptor, const struct stat *any_terminal)
{
    struct stat status;
    return tcgetpgrp(descriptor) >= 0 && fstat(descriptor, &status) == 0 &&
           status.st_rdev != any_terminal->st_rdev;
}

/* Opened once more: a lock of an inherited descriptor is the parent's too. */
static int open_real_terminal(FILE *terminal)
{
    static const char *const paths[] = {"/dev/fd/0", "/dev/fd/1", "/dev/fd/2"};
    struct stat any_terminal;
    if (fstat(fileno(terminal), &any_terminal) != 0) {
        return -1;
    }
    for (int i = 0; i <= STDERR_FILENO; i++) {
        if (is_real_terminal(i, &any_terminal)) {
            return open(paths[i], O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        }
    }
    return -1;
}

int terminal_turn_begin(FILE *terminal)
{
    int turn = open_real_terminal(terminal);
    while (turn >= 0 && flock(turn, LOCK_EX) != 0) {
        if (errno != EINTR) {
            terminal_turn_end(turn);
            return -1;
        }
    }
    return turn;
}

void terminal_turn_end(int turn)
{
    if (turn >= 0) {
        (void)close(turn);
    }
}

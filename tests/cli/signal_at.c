/* SPDX-License-Identifier: MIT */
/*
 * signal_at SIGNAL NUMBER COMMAND [ARGUMENT...]: runs a program and sends it a signal at its system
 * call of that number, which is made when the program survives it. Exits as a shell does of the
 * program, 128 + SIGNAL when the signal ended it; 120: it had ended before that call; 77: no
 * process may be traced here; 121: failed.
 *
 * signal_at 0 0 COMMAND...: prints how many system calls it makes.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ENDED_BEFORE = 120, FAILED = 121, NOT_TRACED = 77 };

static int exit_code_of(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void run_child(char **argv)
{
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) {
        _exit(NOT_TRACED);
    }
    (void)raise(SIGSTOP); /* the parent says what counts as a call */
    (void)execv(argv[0], argv);
    _exit(FAILED);
}

/* Calls are reported when they begin and when they end. */
static int trace(pid_t child, int number, unsigned long at)
{
    unsigned long calls = 0;
    bool inside = false;
    int status = 0;
    long pass_on = 0;
    while (ptrace(PTRACE_SYSCALL, child, NULL, pass_on) == 0 &&
           waitpid(child, &status, 0) == child) {
        pass_on = 0;
        if (!WIFSTOPPED(status)) {
            if (at == 0) {
                (void)printf("%lu\n", calls);
            }
            return at == 0 || calls >= at ? exit_code_of(status) : ENDED_BEFORE;
        }
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            pass_on = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status); /* SIGTRAP: of execv */
            continue;
        }
        inside = !inside;
        if (inside && ++calls == at && kill(child, number) != 0) {
            return FAILED;
        }
    }
    return FAILED;
}

int main(int argc, char **argv)
{
    int status = 0;
    if (argc < 4) {
        return FAILED;
    }
    int number = (int)strtol(argv[1], NULL, 10);
    unsigned long at = strtoul(argv[2], NULL, 10);
    pid_t child = fork();
    if (child == 0) {
        run_child(argv + 3);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return FAILED;
    }
    if (!WIFSTOPPED(status)) {
        return exit_code_of(status);
    }
    if (ptrace(PTRACE_SETOPTIONS, child, NULL, (long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) !=
        0) {
        return FAILED;
    }
    return trace(child, number, at);
}

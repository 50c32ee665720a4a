/* SPDX-License-Identifier: MIT */
/*
 * signal_at [-a] SIGNAL NUMBER COMMAND [ARGUMENT...]: runs a program and sends it a signal at its
 * system call of that number, which is made when the program survives it. Only calls count that
 * change files or end the program; with -a all count. Exits as a shell does of the program, 128 +
 * SIGNAL when the signal ended it; 120: it had ended before that call; 77: no process may be traced
 * here; 121: failed.
 *
 * signal_at [-a] 0 0 COMMAND...: prints how many such calls it makes.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
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

#if defined __GLIBC__ && defined PTRACE_GET_SYSCALL_INFO
/* They are opened to be made or written; where the flags are depends on the call. */
static bool opens_for_writing(const struct __ptrace_syscall_info *call)
{
    int flags = 0;
    if (call->entry.nr == SYS_openat) {
        flags = (int)call->entry.args[2];
    }
#ifdef SYS_open
    if (call->entry.nr == SYS_open) {
        flags = (int)call->entry.args[1];
    }
#endif
    return (flags & (O_CREAT | O_TRUNC)) != 0 || (flags & O_ACCMODE) != O_RDONLY;
}

static bool changes(pid_t child)
{
    static const uint64_t numbers[] = {
        SYS_write,     SYS_pwrite64, SYS_writev,   SYS_renameat2,  SYS_linkat,    SYS_unlinkat,
        SYS_symlinkat, SYS_mkdirat,  SYS_fchmodat, SYS_fchmod,     SYS_ftruncate, SYS_fsync,
        SYS_fdatasync, SYS_flock,    SYS_fchown,   SYS_exit_group,
#ifdef SYS_renameat
        SYS_renameat,
#endif
#ifdef SYS_rename /* the old calls, which newer processors do not have */
        SYS_rename,    SYS_link,     SYS_unlink,   SYS_symlink,    SYS_mkdir,     SYS_chmod,
#endif
    };
    struct __ptrace_syscall_info call;
    (void)memset(&call, 0, sizeof call);
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof call, &call) <= 0) {
        return true; /* the kernel cannot tell: every call counts */
    }
    if (call.entry.nr == SYS_write && call.entry.args[0] <= STDERR_FILENO) {
        return false; /* words */
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (call.entry.nr == numbers[i]) {
            return true;
        }
    }
    return opens_for_writing(&call);
}
#else
static bool changes(pid_t child)
{
    (void)child;
    return true;
}
#endif

/* Calls are reported when they begin and when they end. */
static int trace(pid_t child, int number, unsigned long at, bool all)
{
    unsigned long calls = 0;
    bool inside = false;
    int status = 0;
    long pass_on = 0;
    for (;;) {
        (void)ptrace(PTRACE_SYSCALL, child, NULL, pass_on); /* fails after SIGKILL */
        if (waitpid(child, &status, 0) != child) {
            return FAILED;
        }
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
        if (inside && (all || changes(child)) && ++calls == at && kill(child, number) != 0) {
            return FAILED;
        }
    }
}

int main(int argc, char **argv)
{
    int status = 0;
    bool all = argc > 1 && strcmp(argv[1], "-a") == 0;
    argc -= all ? 1 : 0;
    argv += all ? 1 : 0;
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
    return trace(child, number, at, all);
}

/* SPDX-License-Identifier: MIT */
/* Runs a command and prints its peak resident memory in KiB; small itself, so as not to count. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct rusage usage;
    int status = 0;
    pid_t child = argc > 1 ? fork() : -1;
    if (child == 0) {
        (void)dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
        (void)execv(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) {
        return EXIT_FAILURE;
    }
    (void)printf("%ld\n", usage.ru_maxrss);
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
#include "signer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "message.h"

struct pipes {
    int to_child[2];
    int from_child[2];
};

static void close_all(const struct pipes *pipes)
{
    (void)close(pipes->to_child[0]);
    (void)close(pipes->to_child[1]);
    (void)close(pipes->from_child[0]);
    (void)close(pipes->from_child[1]);
}

static bool open_all(struct pipes *pipes)
{
    if (pipe2(pipes->to_child, O_CLOEXEC) != 0) {
        return false;
    }
    if (pipe2(pipes->from_child, O_CLOEXEC) != 0) {
        (void)close(pipes->to_child[0]);
        (void)close(pipes->to_child[1]);
        return false;
    }
    return true;
}

static void run_child(const struct pipes *pipes, const char *command, const char *secret)
{
    if (secret != NULL && unsetenv(secret) != 0) {
        _exit(127);
    }
    if (dup2(pipes->to_child[0], STDIN_FILENO) >= 0 &&
        dup2(pipes->from_child[1], STDOUT_FILENO) >= 0) {
        (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    }
    _exit(127);
}

/* Reads to the end; *size above SIGNER_OUTPUT_MAX means that there was more, which is not read. */
static void read_output(int descriptor, uint8_t *output, size_t *size)
{
    uint8_t one_more = 0;
    *size = 0;
    while (*size <= SIGNER_OUTPUT_MAX) {
        bool room = *size < SIGNER_OUTPUT_MAX;
        ssize_t got = read(descriptor, room ? output + *size : &one_more,
                           room ? SIGNER_OUTPUT_MAX - *size : 1);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return;
        }
        *size += got > 0 ? (size_t)got : 0;
    }
}

/* One that prints too much is ended by the closed pipe: that comes first. */
static enum exit_code judge(int status, size_t size)
{
    if (size > SIGNER_OUTPUT_MAX) {
        message_error(NULL, "the signer printed more than a signature");
        return EXIT_INPUT;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        message_error(NULL, "the signer failed (%s %d)",
                      WIFEXITED(status) ? "exit status" : "signal",
                      WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
        return EXIT_INPUT;
    }
    if (size == 0) {
        message_error(NULL, "the signer printed nothing");
        return EXIT_INPUT;
    }
    return EXIT_DONE;
}

enum exit_code signer_run(const char *command, const char *secret, const uint8_t digest[32],
                          uint8_t *output, size_t *size)
{
    struct pipes pipes;
    int status = 0;
    if (!open_all(&pipes)) {
        message_error(NULL, "cannot run the signer: %s", strerror(errno));
        return EXIT_INPUT;
    }
    pid_t child = fork();
    if (child < 0) {
        message_error(NULL, "cannot run the signer: %s", strerror(errno));
        close_all(&pipes);
        return EXIT_INPUT;
    }
    if (child == 0) {
        run_child(&pipes, command, secret);
    }
    (void)close(pipes.to_child[0]);
    (void)close(pipes.from_child[1]);
    /* A signer that does not read its input must not kill us; 32 bytes always fit the pipe. */
    void (*previous)(int) = signal(SIGPIPE, SIG_IGN);
    (void)!write(pipes.to_child[1], digest, 32);
    (void)signal(SIGPIPE, previous);
    (void)close(pipes.to_child[1]);
    read_output(pipes.from_child[0], output, size);
    (void)close(pipes.from_child[0]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return judge(status, *size);
}

/* SPDX-License-Identifier: MIT */
#include "hidden_line.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "appbin/secret.h"
#include "plain_text.h"
#include "terminal_turn.h"

/* What may end or stop the process while it waits; after SIGCONT the echo may be on again. */
static const int signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGTSTP,   SIGCONT, SIGALRM,
                              SIGPIPE, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO};
#define SIGNAL_COUNT (sizeof signals / sizeof signals[0])

static volatile sig_atomic_t caught[SIGNAL_COUNT];

/* The terminal and the signals as they were. */
struct quiet_terminal {
    int descriptor;
    struct termios modes;
    sigset_t mask;
    struct sigaction actions[SIGNAL_COUNT];
};

FILE *hidden_line_open(void)
{
    FILE *terminal = fopen("/dev/tty", "r+e");
    if (terminal != NULL && tcgetpgrp(fileno(terminal)) != getpgrp()) {
        (void)fclose(terminal);
        return NULL;
    }
    return terminal;
}

static void note_signal(int number)
{
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        if (signals[i] == number) {
            caught[i] = 1;
        }
    }
}

/* From here on these signals are taken by wait_for_input only. */
static void hold_signals(struct quiet_terminal *quiet)
{
    struct sigaction action = {.sa_handler = note_signal};
    sigset_t held;
    (void)sigemptyset(&held);
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        (void)sigaddset(&held, signals[i]);
    }
    (void)pthread_sigmask(SIG_BLOCK, &held, &quiet->mask);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        caught[i] = 0;
        (void)sigaction(signals[i], NULL, &quiet->actions[i]);
        if (quiet->actions[i].sa_handler != SIG_IGN) {
            (void)sigaction(signals[i], &action, NULL);
        }
    }
}

/* Does what the signals that came meanwhile ask for. */
static void release_signals(const struct quiet_terminal *quiet)
{
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        (void)sigaction(signals[i], &quiet->actions[i], NULL);
        if (caught[i] != 0) {
            (void)raise(signals[i]); /* once the mask is as before */
        }
    }
    (void)pthread_sigmask(SIG_SETMASK, &quiet->mask, NULL);
}

static bool set_modes(int descriptor, int when, const struct termios *modes)
{
    int result = 0;
    do {
        result = tcsetattr(descriptor, when, modes);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

static bool hide(struct quiet_terminal *quiet, int descriptor)
{
    quiet->descriptor = descriptor;
    if (tcgetattr(descriptor, &quiet->modes) != 0) {
        return false;
    }
    struct termios hidden = quiet->modes;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    hidden.c_lflag |= ICANON | ISIG;
    return set_modes(descriptor, TCSAFLUSH, &hidden);
}

/* Half a passphrase must not be left for whoever reads next. */
static void show(const struct quiet_terminal *quiet, bool flush)
{
    sigset_t background;
    sigset_t before;
    (void)sigemptyset(&background);
    (void)sigaddset(&background, SIGTTOU);
    (void)pthread_sigmask(SIG_BLOCK, &background, &before);
    (void)set_modes(quiet->descriptor, flush ? TCSAFLUSH : TCSADRAIN, &quiet->modes);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Until there is something to read, or one of the signals came. */
static bool wait_for_input(const struct quiet_terminal *quiet)
{
    fd_set wanted;
    if (quiet->descriptor >= FD_SETSIZE) {
        errno = EMFILE;
        return false;
    }
    FD_ZERO(&wanted);
    FD_SET(quiet->descriptor, &wanted);
    return pselect(quiet->descriptor + 1, &wanted, NULL, NULL, NULL, &quiet->mask) > 0;
}

/* The bytes of a line up to its newline, which comes last. */
static enum hidden_line read_line(const struct quiet_terminal *quiet, uint8_t *bytes,
                                  size_t capacity, size_t *size)
{
    *size = 0;
    while (*size < capacity) {
        if (!wait_for_input(quiet)) {
            return HIDDEN_LINE_FAILED;
        }
        ssize_t got = read(quiet->descriptor, bytes + *size, capacity - *size);
        if (got <= 0) {
            return got == 0 ? HIDDEN_LINE_ENDED : HIDDEN_LINE_FAILED;
        }
        *size += (size_t)got;
        if (bytes[*size - 1] == '\n') {
            (*size)--;
            return HIDDEN_LINE_READ;
        }
    }
    return HIDDEN_LINE_LONG;
}

static void print_prompt(FILE *terminal, const struct hidden_prompt *prompt)
{
    (void)fputs(prompt->before, terminal);
    plain_text_print(terminal, prompt->file);
    (void)fputs(prompt->after, terminal);
    (void)fflush(terminal);
}

enum hidden_line hidden_line_read(FILE *terminal, const struct hidden_prompt *prompt,
                                  uint8_t *bytes, size_t capacity, size_t *size)
{
    struct quiet_terminal quiet;
    enum hidden_line result = HIDDEN_LINE_FAILED;
    int reason = 0;
    *size = 0;
    do {
        int turn = terminal_turn_begin(terminal);
        hold_signals(&quiet);
        bool hidden = hide(&quiet, fileno(terminal));
        if (hidden) {
            print_prompt(terminal, prompt);
            result = read_line(&quiet, bytes, capacity, size);
        }
        reason = errno;
        if (hidden) {
            show(&quiet, result != HIDDEN_LINE_READ);
            (void)fputc('\n', terminal); /* that of the line was not echoed */
            (void)fflush(terminal);
        }
        terminal_turn_end(turn);
        if (result != HIDDEN_LINE_READ) {
            appbin_wipe(bytes, capacity);
        }
        release_signals(&quiet);
    } while (result == HIDDEN_LINE_FAILED && reason == EINTR);
    errno = reason;
    return result;
}

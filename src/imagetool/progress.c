/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define FIRST_MS 1000
#define NEXT_MS 100
#define BAR_WIDTH 24u
#define COLUMNS_MAX 79u

static const char erase[] = "\r\033[K";
#define ERASE_SIZE (sizeof erase - 1)

static bool is_quiet;
static atomic_size_t done;

/* The work, and the thread that shows it. */
static struct {
    bool shown; /* there is such a thread */
    bool over;  /* it is to end */
    const char *what;
    size_t total;
    struct timespec start;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t ends;
} work = {.mutex = PTHREAD_MUTEX_INITIALIZER};

void progress_set_quiet(bool quiet)
{
    is_quiet = quiet;
}

void progress_step(size_t count)
{
    (void)atomic_fetch_add_explicit(&done, count, memory_order_relaxed);
}

/* A terminal that erases a line, as all do but those that say so. */
static bool can_show(void)
{
    const char *term = getenv("TERM");
    return !is_quiet && isatty(STDERR_FILENO) == 1 && term != NULL && term[0] != '\0' &&
           strcmp(term, "dumb") != 0;
}

static unsigned seconds_since_start(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    time_t seconds = now.tv_sec - work.start.tv_sec;
    return (unsigned)(now.tv_nsec < work.start.tv_nsec ? seconds - 1 : seconds);
}

static void print_part(FILE *line, size_t part)
{
    part = part < work.total ? part : work.total;
    size_t bar = BAR_WIDTH * part / work.total;
    (void)fputc('[', line);
    for (size_t i = 0; i < BAR_WIDTH; i++) {
        (void)fputc(i < bar ? '#' : '.', line);
    }
    (void)fprintf(line, "] %3zu %%, %zu of %zu %s", 100 * part / work.total, part, work.total,
                  work.what);
}

/* A line that cannot be written is not missed. */
static void print(const char *text, size_t size)
{
    ssize_t written = write(STDERR_FILENO, text, size);
    (void)written;
}

/* In one write, and no wider than the terminal: of two lines one would stay. */
static void show(void)
{
    char text[ERASE_SIZE + COLUMNS_MAX] = "";
    struct winsize window;
    size_t columns = COLUMNS_MAX;
    FILE *line = fmemopen(text, sizeof text, "w");
    if (line == NULL) {
        return;
    }
    (void)fputs(erase, line);
    if (work.total > 0) {
        print_part(line, atomic_load_explicit(&done, memory_order_relaxed));
    } else {
        (void)fputs(work.what, line);
    }
    (void)fprintf(line, ", %u s", seconds_since_start());
    (void)fclose(line);
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 &&
        window.ws_col <= COLUMNS_MAX) {
        columns = window.ws_col - 1u;
    }
    size_t size = strnlen(text, sizeof text);
    print(text, size < ERASE_SIZE + columns ? size : ERASE_SIZE + columns);
}

/* A job in the background would write into what somebody types; another terminal has no jobs. */
static bool is_in_front(void)
{
    pid_t group = tcgetpgrp(STDERR_FILENO);
    return group < 0 || group == getpgrp();
}

static void add_ms(struct timespec *when, long ms)
{
    when->tv_sec += ms / 1000;
    when->tv_nsec += ms % 1000 * 1000000;
    if (when->tv_nsec >= 1000000000) {
        when->tv_sec++;
        when->tv_nsec -= 1000000000;
    }
}

static void *run(void *argument)
{
    bool stands = false;
    struct timespec next = work.start;
    (void)argument;
    add_ms(&next, FIRST_MS);
    (void)pthread_mutex_lock(&work.mutex);
    while (!work.over) {
        if (pthread_cond_timedwait(&work.ends, &work.mutex, &next) == 0) {
            continue;
        }
        if (is_in_front()) {
            show();
            stands = true;
        }
        (void)clock_gettime(CLOCK_MONOTONIC, &next);
        add_ms(&next, NEXT_MS);
    }
    (void)pthread_mutex_unlock(&work.mutex);
    if (stands && is_in_front()) {
        print(erase, ERASE_SIZE);
    }
    return NULL;
}

/* Signals are for the thread that works. */
static bool start_thread(void)
{
    sigset_t all;
    sigset_t before;
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0) {
        return false;
    }
    bool made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(&work.ends, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    if (!made) {
        return false;
    }
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&work.thread, NULL, run, NULL) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!started) {
        (void)pthread_cond_destroy(&work.ends);
    }
    return started;
}

void progress_begin(const char *what, size_t total)
{
    if (work.shown || !can_show()) {
        return;
    }
    atomic_store(&done, 0);
    work.over = false;
    work.what = what;
    work.total = total;
    (void)clock_gettime(CLOCK_MONOTONIC, &work.start);
    work.shown = start_thread();
}

void progress_end(void)
{
    if (!work.shown) {
        return;
    }
    (void)pthread_mutex_lock(&work.mutex);
    work.over = true;
    (void)pthread_cond_signal(&work.ends);
    (void)pthread_mutex_unlock(&work.mutex);
    (void)pthread_join(work.thread, NULL);
    (void)pthread_cond_destroy(&work.ends);
    work.shown = false;
}

/* SPDX-License-Identifier: MIT */
/*
 * Runs every attack with every fault of a list on the host, each in a process of its own.
 * usage: glitch_host FAULTS
 * Prints "found FAULT ATTACK PATH LEVEL SWITCHES" for each finding, and a last line "done".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "scenario.h"

enum { TIME_LIMIT_US = 20000 };
enum { EXIT_AS_EXPECTED = 10, EXIT_FOUND, EXIT_OTHER, EXIT_BROKEN };

/* What a child tells, also when it does not return. */
struct report {
    uint32_t level;
    uint32_t switches;
};

static struct report *report;
struct glitch_outcome glitch_outcome;

extern uint8_t device_library_text_start[]; /* host_text.ld */

static void put(const struct fault *fault)
{
    uintptr_t start = (uintptr_t)device_library_text_start;
    uint8_t *at = device_library_text_start + (ptrdiff_t)(fault->address - start);
    size_t in_page = fault->address % (size_t)sysconf(_SC_PAGESIZE);
    if (mprotect(at - in_page, in_page + fault->size, PROT_READ | PROT_WRITE | PROT_EXEC) != 0) {
        _exit(EXIT_BROKEN);
    }
    memcpy(at, fault->bytes, fault->size);
}

static void tell(const struct glitch_attack *attack)
{
    if (glitch_found(attack)) {
        report->level = glitch_outcome.level;
        report->switches = glitch_outcome.switches;
    }
}

static const struct glitch_attack *running;

/* A run that goes on for ever or crashes may have switched before. */
static void stop(int number)
{
    (void)number;
    tell(running);
    _exit(glitch_found(running) ? EXIT_FOUND : EXIT_OTHER);
}

static void catch_all(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGVTALRM, SIGABRT};
    static uint8_t stack[16384];
    const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_ONSTACK};
    (void)sigaltstack(&other, NULL);
    for (uint32_t i = 0; i < CHECK_COUNT(numbers); i++) {
        (void)sigaction(numbers[i], &action, NULL);
    }
    const struct itimerval limit = {.it_value.tv_usec = TIME_LIMIT_US};
    (void)setitimer(ITIMER_VIRTUAL, &limit, NULL);
}

static void run_child(const struct fault *fault, const struct glitch_attack *attack,
                      enum glitch_path path)
{
    running = attack;
    glitch_prepare(attack);
    if (check_failure.count != 0) {
        _exit(EXIT_BROKEN);
    }
    if (fault != NULL) {
        put(fault);
    }
    catch_all();
    glitch_run(path);
    tell(attack);
    _exit(glitch_found(attack)         ? EXIT_FOUND
          : glitch_as_expected(attack) ? EXIT_AS_EXPECTED
                                       : EXIT_OTHER);
}

/* How the child ended; fault may be NULL: none. */
static int run_one(const struct fault *fault, const struct glitch_attack *attack,
                   enum glitch_path path)
{
    int status = 0;
    *report = (struct report){0, 0};
    pid_t child = fork();
    if (child == 0) {
        run_child(fault, attack, path);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return EXIT_BROKEN;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_OTHER;
}

/* The number of the fault is that of its place in the list. */
static int run_fault(const struct fault *fault, uint32_t number)
{
    for (uint32_t i = 0; i < glitch_attack_count; i++) {
        for (enum glitch_path path = 0; path < PATHS; path++) {
            const struct glitch_attack *attack = &glitch_attacks[i];
            int end =
                glitch_applies(attack, path) ? run_one(fault, attack, path) : EXIT_AS_EXPECTED;
            if (end == EXIT_FOUND) {
                (void)printf("found %u %s %s %u %u\n", number, attack->name,
                             glitch_path_names[path], report->level, report->switches);
            }
            if (end == EXIT_BROKEN || (fault == NULL && end != EXIT_AS_EXPECTED)) {
                (void)printf("broken %s %s\n", attack->name, glitch_path_names[path]);
                return 0;
            }
        }
    }
    return 1;
}

int main(int argc, char **argv)
{
    struct fault fault;
    uint32_t number = 0;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (file == NULL || report == MAP_FAILED) {
        (void)fprintf(stderr, "usage: glitch_host FAULTS\n");
        return 2;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    int good = run_fault(NULL, 0);
    while (good && fread(&fault, sizeof fault, 1, file) == 1) {
        good = run_fault(&fault, number++);
    }
    (void)fclose(file);
    if (good) {
        (void)printf("done %u\n", number);
    }
    return good ? 0 : 1;
}

/* SPDX-License-Identifier: MIT */
/*
 * heap_watch for a program that exists, by LD_PRELOAD. The environment names a file with a secret a
 * line, in hexadecimal (HEAP_WATCH_SECRETS), the allocation that fails (HEAP_WATCH_FAILS), and a
 * file to which a line goes at the end: the number of allocations, and of freed blocks with a
 * secret in them (HEAP_WATCH_RESULT).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "heap_watch.h"

static void add_line(const char *line, size_t digits)
{
    unsigned char secret[1024];
    char digit_pair[3] = {0};
    size_t size = digits / 2 < sizeof secret ? digits / 2 : sizeof secret;
    for (size_t i = 0; i < size; i++) {
        memcpy(digit_pair, line + 2 * i, 2);
        secret[i] = (unsigned char)strtoul(digit_pair, NULL, 16);
    }
    heap_watch_secret(secret, size);
}

__attribute__((constructor)) static void begin(void)
{
    static char text[16384];
    const char *path = getenv("HEAP_WATCH_SECRETS");
    const char *fails = getenv("HEAP_WATCH_FAILS");
    int descriptor = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (descriptor < 0 || read(descriptor, text, sizeof text - 1) < 0) {
        return;
    }
    (void)close(descriptor);
    for (const char *line = text; *line != '\0';) {
        size_t digits = strspn(line, "0123456789abcdef");
        add_line(line, digits);
        line += digits + (line[digits] == '\n' ? 1 : 0);
    }
    heap_watch_begin(fails != NULL ? strtoul(fails, NULL, 10) : 0);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("HEAP_WATCH_RESULT");
    struct heap_watch_result result = heap_watch_end();
    char line[64];
    int length = snprintf(line, sizeof line, "%zu %zu\n", result.allocations, result.found);
    int descriptor = path != NULL ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    if (descriptor >= 0) {
        (void)!write(descriptor, line, (size_t)length);
        (void)close(descriptor);
    }
}

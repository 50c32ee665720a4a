/* SPDX-License-Identifier: MIT */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "color.h"
#include "plain_text.h"
#include "standard_streams.h"

static const char *command_name;
static const struct message_hint *command_hints;
static bool be_quiet;
static char *first_file;
static char first_text[APPBIN_DIAGNOSTIC_SIZE + 256];

void message_set_command(const char *name, const struct message_hint *hints)
{
    command_name = name;
    command_hints = hints;
}

void message_set_quiet(bool quiet)
{
    be_quiet = quiet;
}

bool message_is_quiet(void)
{
    return be_quiet;
}

const char *message_first_file(void)
{
    return first_file;
}

const char *message_first_text(void)
{
    return first_text;
}

void message_forget(void)
{
    free(first_file);
    first_file = NULL;
    first_text[0] = '\0';
}

static void keep_first(const char *file, const char *text)
{
    if (first_text[0] == '\0') {
        first_file = file != NULL ? strdup(file) : NULL;
        (void)snprintf(first_text, sizeof first_text, "%s", text);
    }
}

enum kind { ERROR, WARNING, NOTE };

/* Who speaks; of an error in colour. */
static void print_name(enum kind kind)
{
    (void)fprintf(stderr, "%simagetool%s%s:%s ",
                  kind == ERROR ? color_start(stderr, COLOR_RED) : "",
                  command_name != NULL ? " " : "", command_name != NULL ? command_name : "",
                  kind == ERROR ? color_end(stderr) : "");
}

static void print_line(const char *file, enum kind kind, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void print_line(const char *file, enum kind kind, const char *format, va_list arguments)
{
    char text[APPBIN_DIAGNOSTIC_SIZE + 256];
    (void)vsnprintf(text, sizeof text, format, arguments);
    if (kind == ERROR) {
        keep_first(file, text);
    }
    print_name(kind);
    if (file != NULL) {
        plain_text_print(stderr, standard_streams_text(file));
        (void)fputs(": ", stderr);
    }
    if (kind == WARNING) {
        (void)fprintf(stderr, "%swarning:%s ", color_start(stderr, COLOR_YELLOW),
                      color_end(stderr));
    } else if (kind == NOTE) {
        (void)fputs("note: ", stderr);
    }
    plain_text_print(stderr, text);
    (void)fputc('\n', stderr);
}

void message_error(const char *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(file, ERROR, format, arguments);
    va_end(arguments);
}

void message_warning(const char *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(file, WARNING, format, arguments);
    va_end(arguments);
}

void message_note(const char *file, const char *format, ...)
{
    va_list arguments;
    if (be_quiet) {
        return;
    }
    va_start(arguments, format);
    print_line(file, NOTE, format, arguments);
    va_end(arguments);
}

enum exit_code message_usage(const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    message_error(NULL, "%s; see imagetool %s%s--help", text,
                  command_name != NULL ? command_name : "", command_name != NULL ? " " : "");
    return EXIT_USAGE;
}

enum exit_code message_failure(const char *file, enum appbin_error error,
                               const struct appbin_diagnostic *diagnostic)
{
    const struct message_hint *hint = command_hints;
    while (hint != NULL && hint->error != APPBIN_OK && hint->error != error) {
        hint++;
    }
    bool helps = hint != NULL && hint->error == error;
    message_error(file, "%s%s%s", diagnostic->message, helps ? "; " : "", helps ? hint->text : "");
    return exit_code_of(error);
}

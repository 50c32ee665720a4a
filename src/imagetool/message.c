/* SPDX-License-Identifier: MIT */
#include "message.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "plain_text.h"
#include "standard_streams.h"

static const char *command_name;
static const struct message_hint *command_hints;

void message_set_command(const char *name, const struct message_hint *hints)
{
    command_name = name;
    command_hints = hints;
}

static void print_line(const char *file, const char *kind, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void print_line(const char *file, const char *kind, const char *format, va_list arguments)
{
    char text[APPBIN_DIAGNOSTIC_SIZE + 256];
    (void)vsnprintf(text, sizeof text, format, arguments);
    (void)fputs("imagetool", stderr);
    if (command_name != NULL) {
        (void)fprintf(stderr, " %s", command_name);
    }
    (void)fputs(": ", stderr);
    if (file != NULL) {
        plain_text_print(stderr, standard_streams_text(file));
        (void)fputs(": ", stderr);
    }
    (void)fputs(kind, stderr);
    plain_text_print(stderr, text);
    (void)fputc('\n', stderr);
}

void message_error(const char *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(file, "", format, arguments);
    va_end(arguments);
}

void message_warning(const char *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(file, "warning: ", format, arguments);
    va_end(arguments);
}

void message_note(const char *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(file, "note: ", format, arguments);
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

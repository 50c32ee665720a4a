/* SPDX-License-Identifier: MIT */
/* Every line on stderr goes through here: "imagetool COMMAND: FILE: reason". */
#ifndef IMAGETOOL_MESSAGE_H
#define IMAGETOOL_MESSAGE_H

#include <stdbool.h>

#include "appbin/error.h"
#include "exit_code.h"

/* What a command says about an error of the library: which of its options helps. */
struct message_hint {
    enum appbin_error error; /* APPBIN_OK ends a list */
    const char *text;
};

/* The command whose name starts every message, and its hints, NULL for none. */
void message_set_command(const char *name, const struct message_hint *hints);

/* Whether notes and reports are left out, as with --quiet. */
void message_set_quiet(bool quiet);
bool message_is_quiet(void);

/*
 * The first error that was printed since the start or message_forget: its file, NULL for none, and
 * what is wrong, "" without an error.
 */
const char *message_first_file(void);
const char *message_first_text(void);
void message_forget(void);

/* Prints an error; file may be NULL. */
void message_error(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

void message_warning(const char *file, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void message_note(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints a wrong use of the command line with a hint at --help; returns EXIT_USAGE. */
enum exit_code message_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Prints the diagnostic of a failed library call, and the command's hint about it; returns the exit
 * code of the error.
 */
enum exit_code message_failure(const char *file, enum appbin_error error,
                               const struct appbin_diagnostic *diagnostic);

#endif

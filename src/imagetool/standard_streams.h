/* SPDX-License-Identifier: MIT */
/* "-", which is standard input where a file is read and standard output where one is written. */
#ifndef IMAGETOOL_STANDARD_STREAMS_H
#define IMAGETOOL_STANDARD_STREAMS_H

#include <stdbool.h>

#include "arguments.h"

extern char standard_input_path[];  /* "/dev/stdin" */
extern char standard_output_path[]; /* "/dev/stdout" */

/*
 * First of all: a stream that is closed stays so, and no file gets its number. EXIT_INPUT, after a
 * message, where /dev/null cannot be opened for that.
 */
enum exit_code standard_streams_begin(void);

/*
 * Whether the streams can serve what the command was given so far: each is open and serves once.
 * Prints a message on failure.
 */
enum exit_code standard_streams_check(const struct arguments *arguments);

/* Puts these paths in place of "-". */
void standard_streams_name(struct arguments *arguments);

/* Whether standard output is open. Prints a message otherwise. */
enum exit_code standard_streams_check_output(void);

bool standard_streams_is_input(const char *path);
bool standard_streams_is_output(const char *path);

/* What messages call a file: "standard input" for its path. */
const char *standard_streams_text(const char *path);

/* What "-" is to a command, for its help; NULL when it takes none. */
const char *standard_streams_help(const struct command *command);

#endif

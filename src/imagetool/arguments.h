/* SPDX-License-Identifier: MIT */
/* Arguments of one command, as parsed. */
#ifndef IMAGETOOL_ARGUMENTS_H
#define IMAGETOOL_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "command.h"

#define OPTION_FILES_MAX 16u

struct argument_value {
    const struct command_option *option;
    const char *value; /* "" for a switch */
    char *owned;       /* value, when it is of a file */
    char *place;       /* "FILE:LINE" of one that is of a file, otherwise NULL */
};

struct arguments {
    const struct command *command;
    size_t value_count;
    struct argument_value values[64];
    char **operands;
    size_t operand_count;
    char *const *unparsed;                      /* words behind a mistake; NULL ends them */
    const char *option_files[OPTION_FILES_MAX]; /* that were read; no output may be one */
    size_t option_file_count;
};

/*
 * Parses what follows the command's name, and the files of options in it. Returns EXIT_DONE, or
 * another code after a message; arguments_free is called in any case. *help is set when --help was
 * given; then nothing else was judged.
 */
enum exit_code arguments_parse(struct arguments *arguments, const struct command *command, int argc,
                               char **argv, bool *help);

/*
 * Adds the value of an option. owned and place are taken over, also on failure. Prints a message on
 * failure.
 */
enum exit_code arguments_add(struct arguments *arguments, const struct argument_value *value);

void arguments_free(struct arguments *arguments);

/* Value of an option, NULL when it was not given. */
const char *arguments_get(const struct arguments *arguments, const char *name);

/* Values of a repeated option in the order given; returns how many, which may be more than max. */
size_t arguments_get_all(const struct arguments *arguments, const char *name, const char **values,
                         size_t max);

/* Reads an unsigned number, decimal or 0x. Prints a usage message and returns false otherwise. */
bool arguments_parse_number(const char *text, const char *what, unsigned max, unsigned *number);

/* The same for an option: leaves *number alone when the option was not given. */
bool arguments_get_number(const struct arguments *arguments, const char *name, unsigned max,
                          unsigned *number);

/* One of the option's choices: *index becomes its place, and is left alone without the option. */
bool arguments_get_choice(const struct arguments *arguments, const char *name, unsigned *index);

/* --map: a number of the table of flash maps. */
bool arguments_get_map(const struct arguments *arguments, unsigned *map);

/* --slot: 1 or 2. */
bool arguments_get_slot(const struct arguments *arguments, unsigned *slot);

#endif

/* SPDX-License-Identifier: MIT */
/* The command table: help, argument parsing and everything derived from the options. */
#ifndef IMAGETOOL_COMMAND_H
#define IMAGETOOL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "exit_code.h"
#include "message.h"

struct command_option {
    const char *name;     /* long name without dashes */
    char letter;          /* short form, 0 for none */
    const char *argument; /* name of its argument in the help, NULL for a switch */
    bool repeats;         /* may be given several times */
    const char *help;
    const char *choices; /* the words it takes, with a space between, NULL for other values */
};

/* Choices of more than one command; their order is that of the library's enums. */
#define SLOT_CHOICES "1 2"
#define CRC_CHOICES "portable inverted sdk"
#define HEADER_CHOICES "slot flash"

/* A use to copy; a test runs it. */
struct command_example {
    const char *purpose; /* one line */
    const char *lines;   /* for a shell, separated by \n */
};

/* What the first operand is; those behind it are files, where there are any. */
enum operand_kind {
    OPERAND_FILE,
    OPERAND_MAP,
    OPERAND_COMMAND,
    OPERAND_WORD, /* one of operand_choices */
};

struct arguments;

struct command {
    const char *name;
    const char *summary;  /* one line */
    const char *synopsis; /* after "imagetool NAME", lines separated by \n */
    const char *details;  /* paragraphs below the options, may be NULL */
    const struct command_example *examples;
    size_t example_count;
    const struct command_option *options;
    size_t option_count;
    const struct message_hint *hints; /* which option helps where the library refuses, or NULL */
    const char *required; /* names of options with a space between, or NULL; "a|b": one of them */
    enum operand_kind operand;
    const char *operand_choices; /* words with a space between, for OPERAND_WORD */
    size_t operands_min;
    size_t operands_max;
    enum exit_code (*run)(const struct arguments *arguments);
};

extern const struct command command_build;
extern const struct command command_gen_appbin;
extern const struct command command_info;
extern const struct command command_check;
extern const struct command command_fix_crc;
extern const struct command command_maps;
extern const struct command command_size;
extern const struct command command_merge;
extern const struct command command_keygen;
extern const struct command command_pubkey;
extern const struct command command_lms;
extern const struct command command_sign;
extern const struct command command_tbs;
extern const struct command command_attach;
extern const struct command command_verify;
extern const struct command command_release;
extern const struct command command_makefile;
extern const struct command command_help;

/* All commands in the order of the help. */
extern const struct command *const commands[];
extern const size_t command_count;

/* NULL when there is none of that name. */
const struct command *command_find(const char *name);

/* Says that there is none, and which may have been meant. */
enum exit_code command_unknown(const char *name);

#define OPERANDS_ANY ((size_t)-1)

/* What every command takes beside its own options. */
extern const struct command_option common_options[];
extern const size_t common_option_count;
extern const struct command_option *const common_help_option;
extern const struct command_option *const common_quiet_option; /* may be given again */

/* All that a command takes: its own options, and the common ones behind them. */
size_t command_option_count(const struct command *command);
const struct command_option *command_option_at(const struct command *command, size_t index);

/* Beside them, a file of further options. */
extern const char command_file_head[];
extern const char command_file_help[];

/* And what stands for standard input and output; standard_streams_help tells of it. */
extern const char command_dash_head[];

/* What "imagetool" takes instead of a command, and one line on what it is for. */
extern const struct command_option overview_options[];
extern const size_t overview_option_count;
extern const char overview_summary[];
extern const char overview_streams[]; /* what "-" is */

/* How an option is written: "-o, --output FILE". */
void command_option_head(char *head, size_t size, const struct command_option *option);

void command_print_help(const struct command *command);
void command_print_overview(void);

#endif

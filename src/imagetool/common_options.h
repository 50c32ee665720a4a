/* SPDX-License-Identifier: MIT */
/* What every command takes beside its own options. */
#ifndef IMAGETOOL_COMMON_OPTIONS_H
#define IMAGETOOL_COMMON_OPTIONS_H

#include "arguments.h"

/* Whether it is one of them. */
bool common_options_have(const struct command_option *option);

/* Whether a word of the command line names one: -q, --quiet, --color=never. */
bool common_options_name(const char *word);

/* Does what those that were given so far ask for. Prints a message on failure. */
enum exit_code common_options_apply(const struct arguments *arguments);

#endif

/* SPDX-License-Identifier: MIT */
/* Words that completions of every shell offer. */
#ifndef IMAGETOOL_COMPLETION_WORDS_H
#define IMAGETOOL_COMPLETION_WORDS_H

#include <stdio.h>

#include "command.h"

/* Those that an option of kind OPTION_WORDS takes, with a space between. */
void completion_words_print(FILE *script, const struct command_option *option);

/* Those that a command takes as its first operand; prints nothing for one that takes a file there.
 */
void completion_words_print_operands(FILE *script, const struct command *command);

#endif

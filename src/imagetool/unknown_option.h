/* SPDX-License-Identifier: MIT */
/* What to say of an option that there is not. */
#ifndef IMAGETOOL_UNKNOWN_OPTION_H
#define IMAGETOOL_UNKNOWN_OPTION_H

#include "command.h"

/*
 * Says so, and which of the options may have been meant. command: NULL when there is none yet;
 * word: as it was typed.
 */
enum exit_code unknown_option_say(const struct command *command, const char *word);

/* The option whose long name stands behind a single dash, as in "-map"; NULL when there is none. */
const struct command_option *unknown_option_one_dash(const struct command *command,
                                                     const char *word);

#endif

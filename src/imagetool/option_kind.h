/* SPDX-License-Identifier: MIT */
/* What the value of an option is, by the name of its argument. */
#ifndef IMAGETOOL_OPTION_KIND_H
#define IMAGETOOL_OPTION_KIND_H

#include "command.h"

enum option_kind {
    OPTION_SWITCH,
    OPTION_WORDS, /* choices, or a flash map */
    OPTION_FILE,
    OPTION_FOLDER,
    OPTION_PREFIX,  /* what paths begin with */
    OPTION_COMMAND, /* for a shell */
    OPTION_VARIABLE,
    OPTION_TEXT,
};

enum option_kind option_kind_of(const struct command_option *option);

/* Whether its value is a path, or begins one. */
bool option_is_path(const struct command_option *option);

/* Whether it names a file that is written. */
bool option_is_output(const struct command_option *option);

#endif

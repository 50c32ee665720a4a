/* SPDX-License-Identifier: MIT */
/* What a command needs and was not given. */
#ifndef IMAGETOOL_MISSING_OPTIONS_H
#define IMAGETOOL_MISSING_OPTIONS_H

#include "arguments.h"

/*
 * Names all that is missing in one message, when it is more than one thing: the command itself
 * says more of a single one.
 */
enum exit_code missing_options_check(const struct arguments *arguments);

#endif

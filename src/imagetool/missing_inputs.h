/* SPDX-License-Identifier: MIT */
/* Input files that are not there, all in one message. */
#ifndef IMAGETOOL_MISSING_INPUTS_H
#define IMAGETOOL_MISSING_INPUTS_H

#include <stdbool.h>

#include "arguments.h"

/* The files that the command was given; arguments stays where it is until the program ends. */
void missing_inputs_of(const struct arguments *arguments);

/*
 * Asked when an input could not be opened: names it with all others that are not there. False when
 * it is the only one, which the caller says then.
 */
bool missing_inputs_said(const char *path);

#endif

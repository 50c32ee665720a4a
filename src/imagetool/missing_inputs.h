/* SPDX-License-Identifier: MIT */
/* Input files that are not there, all in one message. */
#ifndef IMAGETOOL_MISSING_INPUTS_H
#define IMAGETOOL_MISSING_INPUTS_H

#include <stdbool.h>

#include "arguments.h"

/* The files that the command was given; arguments stays where it is until the program ends. */
void missing_inputs_of(const struct arguments *arguments);

/*
 * Asked before an input is read, when the command line has been judged: names all inputs that are
 * not there. False when all are.
 */
bool missing_inputs_said(void);

#endif

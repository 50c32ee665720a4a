/* SPDX-License-Identifier: MIT */
#ifndef IMAGETOOL_PLAIN_TEXT_H
#define IMAGETOOL_PLAIN_TEXT_H

#include <stdio.h>

/* Prints a text as it is, but for control bytes that would steer a terminal: they become '?'. */
void plain_text_print(FILE *stream, const char *text);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef IMAGETOOL_PLAIN_TEXT_H
#define IMAGETOOL_PLAIN_TEXT_H

#include <stdio.h>

/*
 * Prints a text as it is, but for what would steer a terminal: control characters, marks of the
 * direction of text and each byte that is not part of UTF-8 become '?'.
 */
void plain_text_print(FILE *stream, const char *text);

#endif

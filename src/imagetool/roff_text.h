/* SPDX-License-Identifier: MIT */
/* Text as roff, for pages that groff and mandoc show alike. */
#ifndef IMAGETOOL_ROFF_TEXT_H
#define IMAGETOOL_ROFF_TEXT_H

#include <stdio.h>

/* Prose: lines are filled, options are bold. Without a line feed at the end. */
void roff_text_print(FILE *page, const char *text);

/* Options with their arguments: what is in capitals is italic too. */
void roff_text_print_usage(FILE *page, const char *text);

/* The same for lines that are filled: an argument stays on the line of its option. */
void roff_text_print_synopsis(FILE *page, const char *text);

#endif

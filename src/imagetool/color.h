/* SPDX-License-Identifier: MIT */
/* Colours of what people read; nothing has a meaning by its colour alone, and JSON has none. */
#ifndef IMAGETOOL_COLOR_H
#define IMAGETOOL_COLOR_H

#include <stdio.h>

/* In the order of the choices of --color. */
#define COLOR_CHOICES "auto always never"
enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum color { COLOR_RED, COLOR_GREEN, COLOR_YELLOW };

/* Auto, until this is called: on a terminal that is not "dumb", unless NO_COLOR has a value. */
void color_set_when(enum color_when when);

/* What starts the colour on a stream and what ends it: "" where there is to be none. */
const char *color_start(FILE *stream, enum color color);
const char *color_end(FILE *stream);

#endif

/* SPDX-License-Identifier: MIT */
#include "color.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum color_when color_when = COLOR_AUTO;

void color_set_when(enum color_when when)
{
    color_when = when;
}

static bool is_on(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (color_when != COLOR_AUTO) {
        return color_when == COLOR_ALWAYS;
    }
    return (no_color == NULL || no_color[0] == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0) && isatty(fileno(stream)) != 0;
}

const char *color_start(FILE *stream, enum color color)
{
    static const char *const starts[] = {"\033[31m", "\033[32m", "\033[33m"};
    return is_on(stream) ? starts[color] : "";
}

const char *color_end(FILE *stream)
{
    return is_on(stream) ? "\033[0m" : "";
}

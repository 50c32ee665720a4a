#ifndef IMAGETOOL_EXIT_CODE_H
#define IMAGETOOL_EXIT_CODE_H

#include "appbin/error.h"

/* Documented in README.md and in the help of every command. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1, /* the request or the image is refused */
    EXIT_USAGE = 2,
    EXIT_INPUT = 3, /* input unreadable or malformed, or output not writable */
};

enum exit_code exit_code_of(enum appbin_error error);

/* The exit code of several files is that of the worst. */
enum exit_code exit_code_worst(enum exit_code a, enum exit_code b);

#endif

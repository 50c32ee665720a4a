/* SPDX-License-Identifier: MIT */
#ifndef IMAGETOOL_EXIT_CODE_H
#define IMAGETOOL_EXIT_CODE_H

#include <stddef.h>

#include "appbin/error.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1, /* the request or the image is refused */
    EXIT_USAGE = 2,
    EXIT_INPUT = 3, /* input unreadable or malformed, or output not writable */
};

/* What help and manual say about the codes, in their order. */
struct exit_code_text {
    enum exit_code code;
    const char *name; /* for programs */
    const char *text;
    const char *more; /* a sentence for the manual, without its full stop; may be NULL */
};
extern const struct exit_code_text exit_code_texts[];
extern const size_t exit_code_text_count;

enum exit_code exit_code_of(enum appbin_error error);

/* Its stable name: "done", "refused", "usage" or "input". */
const char *exit_code_name(enum exit_code code);

/* The exit code of several files is that of the worst. */
enum exit_code exit_code_worst(enum exit_code a, enum exit_code b);

#endif

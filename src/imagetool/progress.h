/* SPDX-License-Identifier: MIT */
/*
 * A line on the terminal that says how far a work is which takes longer than a second. It stands on
 * standard error, only where that is a terminal that can erase it. Nothing is printed between begin
 * and end. One work at a time.
 */
#ifndef IMAGETOOL_PROGRESS_H
#define IMAGETOOL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether no work shows anything from here on. */
void progress_set_quiet(bool quiet);

/* what: of what there are total, as "files"; with total 0, when nobody knows: what is done. It must
 * last until the end. */
void progress_begin(const char *what, size_t total);

/* So many more are done. In any thread; does nothing outside of a work. */
void progress_step(size_t count);

/* Erases the line; when this returns nothing is written to it any more. */
void progress_end(void);

#endif

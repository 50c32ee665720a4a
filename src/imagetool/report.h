/* SPDX-License-Identifier: MIT */
/*
 * What a command tells people of work that is done: on standard output, or on standard error where
 * that carries data. Nothing with --quiet. A report that cannot be written is no failure.
 */
#ifndef IMAGETOOL_REPORT_H
#define IMAGETOOL_REPORT_H

#include <stdbool.h>

#include "appbin/file.h"

/* Prints "FILE: text", or the text alone where file is NULL. */
void report_line(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether standard output carries data. */
bool report_is_beside_data(void);

/* Names the files that were written; the lines after them go where these go. */
void report_written(const struct appbin_output *outputs, size_t count);

#endif

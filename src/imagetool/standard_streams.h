/* SPDX-License-Identifier: MIT */
/* "-", which is standard input where a file is read and standard output where one is written. */
#ifndef IMAGETOOL_STANDARD_STREAMS_H
#define IMAGETOOL_STANDARD_STREAMS_H

#include <stdbool.h>

#include "arguments.h"

extern char standard_input_path[];  /* "/dev/stdin" */
extern char standard_output_path[]; /* "/dev/stdout" */

/*
 * Puts these paths in place of "-". Each stream serves once, and no file is replaced that was
 * standard input. Prints a message on failure.
 */
enum exit_code standard_streams_name(struct arguments *arguments);

#endif

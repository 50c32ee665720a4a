/* SPDX-License-Identifier: MIT */
/* @FILE: options of a command in a file, one a line. docs/releasing.md describes it. */
#ifndef IMAGETOOL_OPTIONS_FILE_H
#define IMAGETOOL_OPTIONS_FILE_H

#include "arguments.h"

/*
 * Adds the options of a file to those of the command. Paths in it count from its own folder, those
 * of standard input from the working folder. Prints a message on failure, with file and line.
 */
enum exit_code options_file_read(struct arguments *arguments, const char *path);

#endif

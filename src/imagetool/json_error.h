/* SPDX-License-Identifier: MIT */
/* Errors for programs: docs/json/error.schema.json. */
#ifndef IMAGETOOL_JSON_ERROR_H
#define IMAGETOOL_JSON_ERROR_H

#include <jansson.h>

#include "arguments.h"

/* Code, its name and a sentence. */
json_t *json_error(enum exit_code code, const char *text);

/* A file of which there is nothing else to say; what is said is the first error since
 * message_forget. */
json_t *json_error_entry(const char *file, enum exit_code code);

/*
 * Prints the first error in place of a value that was asked for on standard output and was not
 * printed. Otherwise does nothing. The arguments need not be whole.
 */
void json_error_print(const struct arguments *arguments, enum exit_code code);

#endif

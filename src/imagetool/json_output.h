/* SPDX-License-Identifier: MIT */
/* JSON on standard output. */
#ifndef IMAGETOOL_JSON_OUTPUT_H
#define IMAGETOOL_JSON_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* The value as text in ASCII, to be freed; NULL when out of memory or for NULL. */
char *json_output_dump(const json_t *value);

/* Prints the value so, ends the line and frees it. NULL (out of memory) prints nothing. */
void json_output_print(json_t *value);

/* Standard output has data of another kind, or a value that is no more to be followed by one. */
void json_output_end(void);

/* Whether a value was printed, or none may be. */
bool json_output_is_done(void);

/* File names and ELF strings need not be UTF-8; every other byte becomes '?'. */
json_t *json_output_text(const char *text);

/* A number as "0x0000abcd". */
json_t *json_output_hex(uint32_t value);

#endif

/* SPDX-License-Identifier: MIT */
/* Output files of a command. */
#ifndef IMAGETOOL_OUTPUT_H
#define IMAGETOOL_OUTPUT_H

#include "appbin/file.h"
#include "exit_code.h"

/* Refuses outputs that are one of the inputs. Prints a message on failure. */
enum exit_code output_check_distinct(const struct appbin_output *outputs, size_t output_count,
                                     const char *const *inputs, size_t input_count);

/* Whether they could be written. Prints a message on failure. */
enum exit_code output_check_writable(const struct appbin_output *outputs, size_t count);

/* Refuses bytes that are no text where standard output is a terminal. Prints a message. */
enum exit_code output_check_terminal(const uint8_t *bytes, size_t size);

/* Writes all outputs or none, and reports each. Prints a message on failure. */
enum exit_code output_write(const struct appbin_output *outputs, size_t count);

/* The same for what is signed: on the disk when it returns, as keys are. */
enum exit_code output_write_signed(const struct appbin_output *outputs, size_t count);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_DIAGNOSTIC_H
#define APPBIN_SRC_DIAGNOSTIC_H

#include <stddef.h>

#include "appbin/error.h"

/* Fills the diagnostic and returns error, so that a failure is one statement. */
enum appbin_error appbin_fail(struct appbin_diagnostic *diagnostic, enum appbin_error error,
                              const char *format, ...) __attribute__((format(printf, 3, 4)));

/* APPBIN_ERR_IO: what could not be done, and why by errno. */
enum appbin_error appbin_fail_errno(struct appbin_diagnostic *diagnostic, const char *what);

/* Hostile names reach messages and terminals: every byte outside printable ASCII becomes '?'. */
void appbin_make_printable(char *text);

#endif

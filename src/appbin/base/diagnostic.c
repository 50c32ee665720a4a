/* SPDX-License-Identifier: MIT */
#include "base/diagnostic.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void appbin_make_printable(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text < 0x20 || *text > 0x7e) {
            *text = '?';
        }
    }
}

enum appbin_error appbin_fail(struct appbin_diagnostic *diagnostic, enum appbin_error error,
                              const char *format, ...)
{
    if (diagnostic != NULL) {
        va_list arguments;
        va_start(arguments, format);
        (void)vsnprintf(diagnostic->message, sizeof diagnostic->message, format, arguments);
        va_end(arguments);
        appbin_make_printable(diagnostic->message);
    }
    return error;
}

enum appbin_error appbin_fail_errno(struct appbin_diagnostic *diagnostic, const char *what)
{
    return appbin_fail(diagnostic, APPBIN_ERR_IO, "%s: %s", what, strerror(errno));
}

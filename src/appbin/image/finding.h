/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_FINDING_H
#define APPBIN_SRC_FINDING_H

#include <stdarg.h>

#include "appbin/image_check.h"

/* Append a finding; a full list stays as it is. */
void appbin_finding_add(struct appbin_findings *findings, enum appbin_finding_code code,
                        bool refuses, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void appbin_finding_vadd(struct appbin_findings *findings, enum appbin_finding_code code,
                         bool refuses, const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

#endif

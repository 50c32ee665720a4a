/* SPDX-License-Identifier: MIT */
#include "image/finding.h"

#include <stdio.h>

void appbin_finding_vadd(struct appbin_findings *findings, enum appbin_finding_code code,
                         bool refuses, const char *format, va_list arguments)
{
    if (findings->count == sizeof findings->items / sizeof findings->items[0]) {
        return;
    }
    struct appbin_finding *item = &findings->items[findings->count++];
    item->code = code;
    item->refuses = refuses;
    (void)vsnprintf(item->text, sizeof item->text, format, arguments);
}

void appbin_finding_add(struct appbin_findings *findings, enum appbin_finding_code code,
                        bool refuses, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    appbin_finding_vadd(findings, code, refuses, format, arguments);
    va_end(arguments);
}

/* SPDX-License-Identifier: MIT */
#include "pair_strict.h"

#include "message.h"

void pair_strict_apply(struct appbin_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct appbin_finding *item = &findings->items[i];
        item->refuses = item->refuses || item->code == APPBIN_FINDING_PAIR_PROGRAMS;
    }
}

enum exit_code pair_strict_refuse(const struct arguments *arguments, const char *first,
                                  const char *second, const char *text)
{
    if (arguments_get(arguments, "strict") == NULL) {
        return EXIT_DONE;
    }
    message_error(NULL, "%s, %s: %s", first, second, text);
    return EXIT_REFUSED;
}

void pair_strict_warn(const char *first, const char *second, const char *text)
{
    message_warning(NULL, "%s, %s: %s", first, second, text);
}

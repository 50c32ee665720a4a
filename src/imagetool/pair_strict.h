/* SPDX-License-Identifier: MIT */
/* Two images that look like different programs: a warning, or with --strict a refusal. */
#ifndef IMAGETOOL_PAIR_STRICT_H
#define IMAGETOOL_PAIR_STRICT_H

#include "appbin/image_check.h"
#include "arguments.h"

/* clang-format off */
#define PAIR_STRICT_OPTION                                                                         \
    {"strict", 0, NULL, false, "refuse two images that look like different programs", NULL}
/* clang-format on */

/* Makes the warning a refusal. */
void pair_strict_apply(struct appbin_findings *findings);

/* With --strict it refuses, naming both files. text: the difference. */
enum exit_code pair_strict_refuse(const struct arguments *arguments, const char *first,
                                  const char *second, const char *text);

/* The warning goes with a result: after it was written. */
void pair_strict_warn(const char *first, const char *second, const char *text);

#endif

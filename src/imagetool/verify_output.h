/* SPDX-License-Identifier: MIT */
/* What verify found, for people and for machines. */
#ifndef IMAGETOOL_VERIFY_OUTPUT_H
#define IMAGETOOL_VERIFY_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "appbin/verify.h"

/* What was asked. */
struct verify_context {
    const struct appbin_verify_request *request;
    const char *vendor; /* as on the command line; NULL: not asked */
    const char *product;
    bool counter_asked;
    bool each; /* every file is a release of its own */
    bool manifest_only;
};

/* A file and what became of it. */
struct verify_outcome {
    const char *path;
    bool good;
    bool manifest;       /* it is one */
    bool bundle;         /* it is one */
    unsigned named_slot; /* the slot of its name, when it was judged by that; else 0 */
    const char *verdict; /* stable name */
    const char *reason;
    enum appbin_error error; /* of reading it; then no report */
    struct appbin_diagnostic trouble;
    struct appbin_verify_report report;
    uint8_t *manifest_bytes; /* those of report.manifest, when the file is good */
};

/* Text: good files on standard output, the others on standard error. */
void verify_output_print(const struct verify_context *context,
                         const struct verify_outcome *outcomes, size_t count, bool json);

#endif

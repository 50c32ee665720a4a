/* SPDX-License-Identifier: MIT */
/* What check found in a file: kept, since files are judged at the same time and told in order. */
#ifndef IMAGETOOL_CHECK_OUTCOME_H
#define IMAGETOOL_CHECK_OUTCOME_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "appbin/bundle.h"
#include "appbin/image_check.h"
#include "exit_code.h"

/* The images of a bundle and both as a pair. */
#define CHECK_ENTRIES_MAX (APPVERIFY_PAYLOADS_MAX + 1)

/* What was judged, an image, a whole flash or a pair, or why it could not be. */
struct check_entry {
    char *name;
    char *trouble; /* NULL: it was judged; then no findings: */
    enum exit_code result;
    struct appbin_finding *findings;
    size_t finding_count;
    bool accepted;
    char *good;    /* what was checked, for one that is accepted */
    bool is_image; /* then also: */
    enum appbin_kind kind;
    enum appbin_origin_witness linked_by;
};

/* All zero: nothing was found. */
struct check_outcome {
    enum exit_code result; /* the worst of all entries */
    bool no_memory;        /* an entry is missing */
    size_t count;
    struct check_entry entries[CHECK_ENTRIES_MAX];
};

/* Adds a verdict. good: NULL when it could not be had; image: NULL for a pair, a whole flash. */
void check_outcome_judged(struct check_outcome *outcome, const char *name,
                          const struct appbin_findings *findings, const char *good,
                          const struct appbin_image *image);

/* Adds a reason why nothing was judged. */
void check_outcome_failed(struct check_outcome *outcome, const char *name, enum exit_code result,
                          const char *trouble);

/* Notes that an entry is missing. */
void check_outcome_no_memory(struct check_outcome *outcome);

/* Adds to the array or, where that is NULL, prints; troubles go to standard error in any case. */
void check_outcome_print(const struct check_outcome *outcome, json_t *array);

void check_outcome_free(struct check_outcome *outcome);

#endif

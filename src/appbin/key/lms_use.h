/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_LMS_USE_H
#define APPBIN_SRC_LMS_USE_H

#include "appbin/lms_key.h"
#include "key/lms_file.h"

/* A key file, read and perhaps locked. */
struct lms_use {
    struct lms_file file;
    struct lms_text text;
    struct lms_record record;
};

/* Opens, locks when asked to, and reads; appbin_lms_use_end is called in any case. */
enum appbin_error appbin_lms_use_begin(struct lms_use *use, const char *path, bool locked,
                                       struct appbin_diagnostic *diagnostic);
void appbin_lms_use_end(struct lms_use *use);

void appbin_lms_status_fill(struct appbin_lms_status *status, const struct lms_record *record);

#endif

/* SPDX-License-Identifier: MIT */
/* What is said of the state of an LMS key. */
#ifndef IMAGETOOL_LMS_MESSAGE_H
#define IMAGETOOL_LMS_MESSAGE_H

#include "appbin/lms_key.h"

/* How many signatures are left after one was made; a warning when they are few. */
void lms_message_left(const char *path, const struct appbin_lms_status *status);

/* A new key: how many signatures it has, and that it must not be copied. */
void lms_message_new(const char *path, const struct appbin_lms_status *status);

#endif

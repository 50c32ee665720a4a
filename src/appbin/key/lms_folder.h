/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_LMS_FOLDER_H
#define APPBIN_SRC_LMS_FOLDER_H

#include "appbin/error.h"

/* Refuses network and other file systems that a state is not safe on. Returns APPBIN_OK, IO, KEY.
 */
enum appbin_error appbin_lms_folder_check(int descriptor, struct appbin_diagnostic *diagnostic);

#endif

/* SPDX-License-Identifier: MIT */
/* Does the security counter of a release leap ahead? */
#ifndef APPBIN_SRC_COUNTER_STEP_H
#define APPBIN_SRC_COUNTER_STEP_H

#include "appbin/release.h"

/*
 * APPBIN_OK, COUNTER. The images of the release carry the manifest that is replaced, or none; what
 * it says is somebody's claim.
 */
enum appbin_error appbin_counter_step_check(const struct appbin_release *release, uint32_t counter,
                                            struct appbin_diagnostic *diagnostic);

#endif

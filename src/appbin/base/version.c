/* SPDX-License-Identifier: MIT */
#include "appbin/version.h"

const char *appbin_version(void)
{
    return APPBIN_VERSION_STRING;
}

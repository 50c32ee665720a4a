/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "appbin/verify.h"

void appbin_manifest_version_write(char text[APPBIN_VERSION_TEXT_SIZE],
                                   const struct appverify_manifest *manifest)
{
    int length = snprintf(text, APPBIN_VERSION_TEXT_SIZE, "%u.%u.%" PRIu32, manifest->version_major,
                          manifest->version_minor, manifest->version_patch);
    if (manifest->version_build != 0) {
        (void)snprintf(text + length, APPBIN_VERSION_TEXT_SIZE - (size_t)length, "+%" PRIu32,
                       manifest->version_build);
    }
}

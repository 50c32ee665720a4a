/* SPDX-License-Identifier: MIT */
/* Who this firmware is. An object of its own, so that no code depends on the values. */
#ifndef RUNNING_RELEASE_H
#define RUNNING_RELEASE_H

#include <stdint.h>

struct running_release {
    const char *version_text;
    uint32_t version[4]; /* major, minor, patch, build */
    uint32_t security_counter;
    uint32_t vendor_id[4]; /* as in the manifest, first byte in the low bits */
    uint32_t class_id[4];
};

extern const struct running_release running_release;

#endif

/* SPDX-License-Identifier: MIT */
/* The options that describe a release, shared by sign and tbs. */
#ifndef IMAGETOOL_RELEASE_OPTIONS_H
#define IMAGETOOL_RELEASE_OPTIONS_H

#include "appbin/release.h"
#include "arguments.h"
#include "layout_options.h"
#include "message.h"

/* clang-format off */
#define RELEASE_OPTIONS                                                                            \
    {"vendor", 0, "NAME", false, "vendor name, or a UUID (required)", NULL},                       \
    {"product", 0, "NAME", false, "product name, or a UUID (required)", NULL},                     \
    {"fw-version", 0, "X.Y.Z[+BUILD]", false, "firmware version (required)", NULL},                \
    {"security-counter", 0, "N", false,                                                            \
     "devices refuse a release whose counter is below\nthe one they have stored (required)", NULL},\
    {"allow-counter-jump", 0, NULL, false,                                                         \
     "take a security counter above 2147483648, or more\nthan 1000 above the one it replaces",      \
     NULL},                                                                                        \
    {"map", 0, "N", false, "flash map; default: the one in the images", NULL},                     \
    LAYOUT_OPTIONS,                                                                                \
    {"build-id", 0, "TEXT", false, "for people: a commit, a time; 1 to 64 printable bytes", NULL}, \
    {"tlv", 0, "TYPE=HEX[,critical]", true, "a vendor-defined value, type 0x4000 to 0x7fff", NULL}

/* Which of them helps where the library refuses. */
#define RELEASE_HINTS                                                                              \
    {APPBIN_ERR_COUNTER, "--allow-counter-jump if it is meant"},                                   \
    {APPBIN_ERR_NO_MAP, "give --map"}
/* clang-format on */

extern const struct message_hint release_hints[];

/* Reads them; *map is -1 when it is not given. Prints a message on failure. */
enum exit_code release_options_read(const struct arguments *arguments,
                                    struct appbin_release_info *info, int *map);

/* Begins a release of the map and the layout. Prints a message on failure. */
enum exit_code release_options_begin(struct appbin_release **release,
                                     const struct arguments *arguments, int map);

#endif

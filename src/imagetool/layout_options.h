/* SPDX-License-Identifier: MIT */
/* Where the slots are, when the flash map does not say. */
#ifndef IMAGETOOL_LAYOUT_OPTIONS_H
#define IMAGETOOL_LAYOUT_OPTIONS_H

#include "appbin/flash_map.h"
#include "arguments.h"

/* clang-format off */
#define SLOT_LIMIT_OPTION                                                                          \
    {"slot-limit", 0, "BYTES", false,                                                              \
     "longest image, where devices have less room than the\nslot of --map: a multiple of 4096", NULL}

#define LAYOUT_OPTIONS                                                                             \
    {"layout", 0, "NAME", false,                                                                   \
     "where the slots are: vendor (default), as --map says,\nor rboot, in the ROMs of rBoot",      \
     "vendor rboot"},                                                                              \
    {"rom", 0, "OFFSET", true,                                                                     \
     "rboot: flash offset of ROM 0, which is slot 1, then of\nROM 1; default 0x2000 and the same "  \
     "in the upper half",                                                                          \
     NULL},                                                                                        \
    SLOT_LIMIT_OPTION
/* clang-format on */

/* Whether --layout, when it is given, names one: to be asked before anything else is missed. */
bool layout_options_known(const struct arguments *arguments);

/* The same for SLOT_LIMIT_OPTION alone. */
enum exit_code layout_options_limit(const struct arguments *arguments,
                                    struct appbin_flash_map *made,
                                    const struct appbin_flash_map **layout);

/* *layout is set to made, or to NULL for the slots of the map. Prints a message on failure. */
enum exit_code layout_options_read(const struct arguments *arguments, struct appbin_flash_map *made,
                                   const struct appbin_flash_map **layout);

#endif

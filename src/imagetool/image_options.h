/* SPDX-License-Identifier: MIT */
/* The options that say how an image is built of an ELF, shared by build and release. */
#ifndef IMAGETOOL_IMAGE_OPTIONS_H
#define IMAGETOOL_IMAGE_OPTIONS_H

#include "appbin/image_build.h"
#include "appverify/image_format.h"
#include "arguments.h"
#include "message.h"

/* Beside --map and LAYOUT_OPTIONS. */
/* clang-format off */
#define IMAGE_OPTIONS                                                                              \
    {"boot", 0, "MODE", false,                                                                     \
     "new (default): boot v1.2 and later; old: boot v1.1;\n"                                       \
     "none: no boot loader, no OTA",                                                               \
     "none old new"},                                                                              \
    {"mode", 0, "MODE", false, "flash mode qio (default), qout, dio or dout", "qio qout dio dout"},\
    {"freq", 0, "MHZ", false, "flash clock 40 (default), 26 or 26.7, 20 or 80", "40 26 20 80 26.7"},\
    {"header", 0, "STYLE", false,                                                                  \
     "slot (default): NONOS SDK 1.5.1 and later;\n"                                                \
     "flash: RTOS SDK 1.x and 2.x, NONOS SDK 1.3",                                                 \
     HEADER_CHOICES},                                                                              \
    {"entry", 0, "SYMBOL", false,                                                                  \
     "entry, a symbol or an address; default call_user_start1,\n"                                  \
     "else call_user_start, else the entry of the ELF",                                            \
     NULL},                                                                                        \
    {"crc", 0, "RULE", false, "portable (default), inverted or sdk", CRC_CHOICES},                 \
    {"section", 0, "NAME", true, "load this section to RAM too, after .rodata", NULL}

/* Which of them helps where the library refuses. */
#define IMAGE_HINTS                                                                                \
    {APPBIN_ERR_SECTION_DROPPED, "--section adds it as a RAM segment"},                            \
    {APPBIN_ERR_NO_SYMBOLS, "--entry takes an address"},                                           \
    {APPBIN_ERR_NO_ENTRY, "--entry takes another symbol, or an address"},                          \
    {APPBIN_ERR_NO_PORTABLE_CRC, "--crc sdk makes a word that stock devices take"}
/* clang-format on */

/* What the options of a build point into. */
struct image_options {
    struct appbin_build_options build;
    const char *sections[APPVERIFY_SEGMENTS_MAX];
    struct appbin_flash_map layout;
};

/* Reads all but the slot; options stays where it is. Prints a message on failure. */
enum exit_code image_options_read(struct image_options *options, const struct arguments *arguments);

/* Whether map, layout and boot go together, with a slot. Prints a message on failure. */
enum exit_code image_options_check(const struct appbin_build_options *build);

#endif

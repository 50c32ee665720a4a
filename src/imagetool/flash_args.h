/* SPDX-License-Identifier: MIT */
/* Files of arguments for "esptool write_flash @FILE": options and pairs of offset and file. */
#ifndef IMAGETOOL_FLASH_ARGS_H
#define IMAGETOOL_FLASH_ARGS_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/flash_map.h"
#include "exit_code.h"

/* Words of an option that asks for one of the two texts. */
#define FLASH_ARGS_CHOICES "first slots"
enum flash_args_choice { FLASH_ARGS_FIRST, FLASH_ARGS_SLOTS };

/* What goes where. Names may be NULL: not flashed. */
struct flash_files {
    const struct appbin_flash_map *map;
    const char *boot_loader;
    const char *slots[2];
    const char *init_data;
    const char *mode; /* words of esptool: "dio", "40m"; "keep" leaves those of the boot loader */
    const char *clock;
};

/*
 * FIRST is for a new module: it erases the whole flash, sets the map in the boot loader's header
 * and writes all files. SLOTS is for daily work: the slots, and nothing else changes. Returns NULL
 * after a message; free with free().
 */
char *flash_args_text(const struct flash_files *files, enum flash_args_choice choice);

/* esptool's word for a clock divider of a header, "keep" for one that is not defined. */
const char *flash_args_clock(unsigned divider);

#endif

/* SPDX-License-Identifier: MIT */
/* What the boot loader's parameters make it start. */
#ifndef APPBIN_SRC_BOOT_CHOICE_H
#define APPBIN_SRC_BOOT_CHOICE_H

#include "appbin/flash_dump.h"

/*
 * Reads the three sectors of the parameters. The rules are those of 1.7, and what is true of every
 * version: a new device starts user1, and some versions always do. *address is set for ADDRESS.
 */
enum appbin_next_boot appbin_boot_choice(const struct appbin_boot_loader *loader,
                                         const struct appbin_flash_map *map,
                                         const uint8_t *parameters, uint32_t *address);

#endif

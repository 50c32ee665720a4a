/* SPDX-License-Identifier: MIT */
/* What is in a whole flash, in words. */
#ifndef IMAGETOOL_FLASH_TEXT_H
#define IMAGETOOL_FLASH_TEXT_H

#include "appbin/flash_dump.h"

/* Prints all of it, on a terminal with a bar. */
void flash_text_print(const char *path, const struct appbin_flash_dump *dump);

/* What check says when nothing refuses the flash: what would run, and what was not checked. */
void flash_text_good(char *text, size_t size, const struct appbin_flash_dump *dump);

#endif

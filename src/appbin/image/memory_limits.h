/* SPDX-License-Identifier: MIT */
/* The limits of iram and dram, in one place for build, size and check. */
#ifndef APPBIN_SRC_MEMORY_LIMITS_H
#define APPBIN_SRC_MEMORY_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

#include "appbin/memory_use.h"

/* Says why a range cannot be loaded, "ends 4 bytes beyond iram" say; false when it can. */
bool appbin_ram_misfit(char *text, size_t size, uint32_t address, uint32_t length);

/* Sets iram and dram of *use: up to the end of the last section, .bss included. */
void appbin_ram_measure(struct appbin_memory_use *use, const struct appbin_elf *elf);

#endif

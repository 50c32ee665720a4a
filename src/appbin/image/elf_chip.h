/* SPDX-License-Identifier: MIT */
/* Which chip an ELF is for. The ESP32 has the machine number of the ESP8266, only addresses tell.
 */
#ifndef APPBIN_SRC_ELF_CHIP_H
#define APPBIN_SRC_ELF_CHIP_H

#include "appbin/elf_file.h"

/* Refuses another machine than Xtensa, and names it. */
enum appbin_error appbin_elf_check_machine(unsigned machine, struct appbin_diagnostic *diagnostic);

/* Refuses what is linked for the ESP32 family, or by an SDK whose images are of another kind. */
enum appbin_error appbin_elf_check_chip(const struct appbin_elf *elf,
                                        struct appbin_diagnostic *diagnostic);

#endif

/* SPDX-License-Identifier: MIT */
/* Where things are in the flash: map 2, 1 MB, two slots of 512 KB. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "appverify/image_format.h"

#define LAYOUT_FLASH_MAP 2u
#define LAYOUT_FLASH_SIZE 0x100000u
#define LAYOUT_BOOT_MODE APPVERIFY_BOOT_NEW

#define LAYOUT_SECTOR APPVERIFY_SECTOR_SIZE
#define LAYOUT_SLOT_1 APPVERIFY_SLOT_1_OFFSET
#define LAYOUT_SLOT_2 APPVERIFY_SLOT_2_OFFSET(LAYOUT_FLASH_MAP)
#define LAYOUT_SLOT_LIMIT APPVERIFY_SLOT_LIMIT(LAYOUT_FLASH_MAP)

/* Slot 1 ends at 0x7B000; up to 0x80000 the flash is the firmware's own. */
#define LAYOUT_STORE_1 0x7C000u
#define LAYOUT_STORE_2 0x7D000u

/* The boot loader's, at the end of the flash: two copies and the flag that tells which counts. */
#define LAYOUT_PARAMETERS_1 (LAYOUT_FLASH_SIZE - APPVERIFY_PARAMETERS_FROM_END)
#define LAYOUT_PARAMETERS_2 (LAYOUT_PARAMETERS_1 + LAYOUT_SECTOR)
#define LAYOUT_PARAMETER_FLAG (LAYOUT_PARAMETERS_2 + LAYOUT_SECTOR)

#endif

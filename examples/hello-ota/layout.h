/* Where things are in the flash: map 2, 1 MB, two slots of 512 KB. */
#ifndef LAYOUT_H
#define LAYOUT_H

#define LAYOUT_FLASH_MAP 2u
#define LAYOUT_BOOT_MODE 2u /* boot new */

#define LAYOUT_SECTOR 0x1000u
#define LAYOUT_SLOT_1 0x1000u
#define LAYOUT_SLOT_2 0x81000u
#define LAYOUT_SLOT_LIMIT 0x7A000u

/* Slot 1 ends at 0x7B000; up to 0x80000 the flash is the firmware's own. */
#define LAYOUT_STORE_1 0x7C000u
#define LAYOUT_STORE_2 0x7D000u

/* The boot loader's, at the end of the flash. */
#define LAYOUT_PARAMETERS_1 0xFD000u
#define LAYOUT_PARAMETERS_2 0xFE000u
#define LAYOUT_PARAMETER_FLAG 0xFF000u

#endif

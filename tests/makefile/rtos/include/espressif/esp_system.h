/* SPDX-License-Identifier: MIT */
#ifndef STAND_IN_RTOS_ESP_SYSTEM_H
#define STAND_IN_RTOS_ESP_SYSTEM_H

#include "c_types.h"

typedef enum { FLASH_SIZE_4M_MAP_256_256 = 0 } flash_size_map;

void system_restart(void);
uint32 system_get_free_heap_size(void);
uint8 system_upgrade_userbin_check(void);
void system_upgrade_reboot(void);
void system_upgrade_flag_set(uint8 flag);
flash_size_map system_get_flash_size_map(void);

#endif

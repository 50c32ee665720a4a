/* SPDX-License-Identifier: MIT */
/**
 * Port for the vendor's non-OS SDK: its flash functions and its slot switch. The RTOS SDK 2.x has
 * the same functions in other headers, which are included with -DAPPVERIFY_RTOS_SDK.
 */
#ifndef APPVERIFY_PORT_NONOS_SDK_H
#define APPVERIFY_PORT_NONOS_SDK_H

#include "appverify/commit.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Flash through spi_flash_read, spi_flash_write and spi_flash_erase_sector.
 *
 * @param storage  out
 */
void appverify_nonos_sdk_storage(struct appverify_storage *storage);

/**
 * Slot switch through system_upgrade_flag_set and system_upgrade_reboot: the boot loader starts
 * the slot that does not run now. Refuses the slot that runs, and to switch with less than 3 KB of
 * heap, where the SDK would do nothing and say nothing. The SDK resets some 0.1 s later.
 *
 * @param platform  out
 */
void appverify_nonos_sdk_platform(struct appverify_platform *platform);

/**
 * The slot this firmware runs from, as the SDK knows it.
 *
 * @return 1 or 2
 */
uint32_t appverify_nonos_sdk_running_slot(void);

#ifdef __cplusplus
}
#endif
#endif

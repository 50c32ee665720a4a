/* SPDX-License-Identifier: MIT */
#include "appverify/port_nonos_sdk.h"

#include "appverify/image_format.h"

#include "c_types.h"

#include "spi_flash.h"
#if defined(APPVERIFY_RTOS_SDK)
#include "esp_system.h"
#else
#include "user_interface.h"
#endif

/* upgrade.h of the SDKs pulls in the whole network for these values. */
#ifndef UPGRADE_FLAG_FINISH
#define UPGRADE_FLAG_FINISH 0x02
#endif
#ifndef UPGRADE_FW_BIN1
#define UPGRADE_FW_BIN1 0x00
#endif

/* system_upgrade_reboot allocates 1 188 bytes, and silently does nothing when it cannot. */
#define SWITCH_HEAP 3072u

static enum appverify_result read_flash(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    (void)context;
    return spi_flash_read(offset, (uint32 *)buffer, length) == SPI_FLASH_RESULT_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_READ;
}

static enum appverify_result write_flash(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    (void)context;
    return spi_flash_write(offset, (uint32 *)buffer, length) == SPI_FLASH_RESULT_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_WRITE;
}

static enum appverify_result erase_flash(void *context, uint32_t offset)
{
    (void)context;
    return spi_flash_erase_sector((uint16)(offset / APPVERIFY_SECTOR_SIZE)) == SPI_FLASH_RESULT_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_WRITE;
}

void appverify_nonos_sdk_storage(struct appverify_storage *storage)
{
    *storage = (struct appverify_storage){
        .read = read_flash,
        .crc32 = appverify_crc32,
        .write = write_flash,
        .erase = erase_flash,
    };
}

uint32_t appverify_nonos_sdk_running_slot(void)
{
    return system_upgrade_userbin_check() == UPGRADE_FW_BIN1 ? 1 : 2;
}

static enum appverify_result switch_slot(void *context, uint32_t slot)
{
    (void)context;
    if (slot == appverify_nonos_sdk_running_slot() || system_get_free_heap_size() < SWITCH_HEAP) {
        return APPVERIFY_ERR_SWITCH;
    }
    system_upgrade_flag_set(UPGRADE_FLAG_FINISH);
    system_upgrade_reboot();
    return APPVERIFY_OK;
}

void appverify_nonos_sdk_platform(struct appverify_platform *platform)
{
    *platform = (struct appverify_platform){.switch_slot = switch_slot};
}

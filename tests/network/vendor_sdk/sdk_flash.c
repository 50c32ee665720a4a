/* SPDX-License-Identifier: MIT */
/* The flash of a board with map 2, as the SDK offers it. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "nor_flash.h"
#include "sdk_glue.h"
#include "semihosting.h"

#define FLASH_MAP 2u
#define FLASH_SIZE 0x100000u
#define ERASE_TIME 40u /* milliseconds a sector, as the chip's flash takes them */

static uint8_t content[FLASH_SIZE] __attribute__((section(".flash"), aligned(4)));
static struct nor_flash flash;

void flash_begin(void)
{
    struct nor_flash_storage storage = nor_flash_array(content);
    memset(content, 0x5A, sizeof content); /* nothing is erased before libupgrade does it */
    nor_flash_init(&flash, &storage, sizeof content);
}

int flash_save(const char *path)
{
    int file = host_open(path, HOST_READ_WRITE | HOST_CREATE | HOST_TRUNCATE);
    if (file < 0) {
        return -1;
    }
    int32_t written = host_write(file, content, sizeof content);
    (void)host_close(file);
    (void)printf("bench: flash: %u programs, %u erases, rule %u\n", (unsigned)flash.programs,
                 (unsigned)flash.erases, (unsigned)flash.rule);
    return written == (int32_t)sizeof content ? 0 : -1;
}

int spi_flash_read(uint32_t address, void *buffer, uint32_t length);
int spi_flash_read(uint32_t address, void *buffer, uint32_t length)
{
    return nor_flash_read(&flash, address, buffer, length) == NOR_FLASH_OK ? 0 : 1;
}

int spi_flash_write(uint32_t address, const void *buffer, uint32_t length);
int spi_flash_write(uint32_t address, const void *buffer, uint32_t length)
{
    return nor_flash_program(&flash, address, buffer, length) == NOR_FLASH_OK ? 0 : 1;
}

int spi_flash_erase_sector(uint16_t sector);
int spi_flash_erase_sector(uint16_t sector)
{
    /* libupgrade erases while the connection that told the length ends. */
    services_wait(ERASE_TIME);
    return nor_flash_erase(&flash, sector * NOR_FLASH_SECTOR) == NOR_FLASH_OK ? 0 : 1;
}

uint32_t system_get_flash_size_map(void);
uint32_t system_get_flash_size_map(void)
{
    return FLASH_MAP;
}

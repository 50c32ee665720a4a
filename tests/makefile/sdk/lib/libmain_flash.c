/* SPDX-License-Identifier: MIT */
/* The flash, and what the boot loader's header and parameters say of it. */
#include "stand_in.h"

#include "upgrade.h"

#define SECTOR 4096u
#define SLOT_1 0x1000u
#define REBOOT_TIME 100u  /* milliseconds in which what is sent still goes out */
#define REBOOT_HEAP 1188u /* without it nothing happens */

/* Of the first two bytes of the boot loader's parameters (tests/device/boot/README.md). */
#define SLOT_BITS 0x0003u
#define FRESH_BIT 0x0004u
#define BY_SLOT_BIT 0x8000u

static uint32 map;
static uint32 slot;
static uint8 upgrade_flag;

static const struct {
    uint32 size;
    uint32 slot_2;
} maps[] = {
    {0x80000, 0x41000},   {0x40000, 0},          {0x100000, 0x81000},  {0x200000, 0x81000},
    {0x400000, 0x81000},  {0x200000, 0x101000},  {0x400000, 0x101000}, {0, 0},
    {0x800000, 0x101000}, {0x1000000, 0x101000},
};

uint32 sdk_size_of_map(uint32 number)
{
    return number < sizeof maps / sizeof maps[0] ? maps[number].size : 0;
}

uint32 sdk_slot_2_of_map(uint32 number)
{
    return number < sizeof maps / sizeof maps[0] ? maps[number].slot_2 : 0;
}

uint32 spi_flash_get_id(void)
{
    return 0x1640C8;
}

SpiFlashOpResult spi_flash_read(uint32 from, uint32 *to, uint32 size)
{
    return rom_flash_read(from, to, size) == 0 ? SPI_FLASH_RESULT_OK : SPI_FLASH_RESULT_ERR;
}

SpiFlashOpResult spi_flash_write(uint32 to, uint32 *from, uint32 size)
{
    return rom_flash_write(to, from, size) == 0 ? SPI_FLASH_RESULT_OK : SPI_FLASH_RESULT_ERR;
}

SpiFlashOpResult spi_flash_erase_sector(uint16 sector)
{
    return rom_flash_erase(sector * SECTOR) == 0 ? SPI_FLASH_RESULT_OK : SPI_FLASH_RESULT_ERR;
}

enum flash_size_map system_get_flash_size_map(void)
{
    return (enum flash_size_map)map;
}

/* Of the two copies the flag behind them names the one that holds. */
static uint32 parameters(void)
{
    return maps[map].size - 3 * SECTOR;
}

static uint32 current_copy(void)
{
    uint32 flag = 0;
    (void)rom_flash_read(parameters() + 2 * SECTOR, &flag, sizeof flag);
    return (flag & 0xFF) == 0 ? 0 : 1;
}

void sdk_flash_begin(void)
{
    uint32 word = 0;
    (void)rom_flash_read(0, &word, sizeof word);
    map = word >> 28;
    if (sdk_size_of_map(map) == 0) {
        sdk_misused("the boot loader's header names no flash map");
    }
    (void)rom_flash_read(parameters() + current_copy() * SECTOR, &word, sizeof word);
    uint32 choice = word & (SLOT_BITS | FRESH_BIT);
    slot = choice == 0 || choice == (FRESH_BIT | 1) ? 2 : 1;
}

uint8 system_upgrade_userbin_check(void)
{
    return slot == 1 ? UPGRADE_FW_BIN1 : UPGRADE_FW_BIN2;
}

uint32 system_get_userbin_addr(void)
{
    return slot == 1 ? SLOT_1 : maps[map].slot_2;
}

uint8 system_get_boot_version(void)
{
    return 7;
}

uint8 system_upgrade_flag_check()
{
    return upgrade_flag;
}

void system_upgrade_flag_set(uint8 flag)
{
    upgrade_flag = flag;
}

static void write_flag(uint32 copy)
{
    uint32 words[] = {0xFFFFFF00u | copy, 0x55AA55AAu, 1, 32, 32, 0xFF, 0xFF, 0xAA55AA55u};
    (void)spi_flash_erase_sector((uint16)(parameters() / SECTOR + 2));
    (void)spi_flash_write(parameters() + 2 * SECTOR, words, sizeof words);
}

/* The other slot is named in the copy that does not hold; then the flag makes it hold. */
static void name_other_slot(uint32 *page)
{
    uint32 copy = current_copy();
    uint32 from = parameters() + copy * SECTOR;
    uint32 to = parameters() + (1 - copy) * SECTOR;
    (void)spi_flash_erase_sector((uint16)(to / SECTOR));
    for (uint32 at = 0; at < SECTOR; at += 1024) {
        (void)spi_flash_read(from + at, page, 1024);
        if (at == 0) {
            uint32 bits = page[0] & SLOT_BITS;
            bits = page[0] & FRESH_BIT ? 1 - bits : bits;
            page[0] = (page[0] & ~SLOT_BITS) | bits | FRESH_BIT | BY_SLOT_BIT;
        }
        (void)spi_flash_write(to + at, page, 1024);
    }
    write_flag(1 - copy);
}

void system_upgrade_reboot(void)
{
    void *page = upgrade_flag == UPGRADE_FLAG_FINISH ? os_malloc(REBOOT_HEAP) : NULL;
    if (page != NULL) {
        name_other_slot(page);
        os_free(page);
        sdk_restart_in(REBOOT_TIME);
    }
}

/* SPDX-License-Identifier: MIT */
#include "boot_parameters.h"

#include <string.h>

#define SECTOR NOR_FLASH_SECTOR
#define PIECE 256u
#define TRIES 3u

#define SLOT_1 0x1000u
#define SLOT_MASK 0x03u
#define CHOICE_MASK 0x07u
#define FRESH 0x04u
#define VERSION_MASK 0x1Fu
#define VERSION 7u
#define TEST_MASK 0x60u
#define TEST 0x20u
#define BY_SLOT 0x80u

#define FIRST_ADDRESS 2u
#define SECOND_ADDRESS 5u

/* What a map says: where the system sectors begin, and slot 2. */
static const struct {
    uint32_t system;
    uint32_t slot2;
} maps[] = {
    {0x7C, 0x41000},   {0x3C, 0x41000},   {0xFC, 0x81000}, {0x1FC, 0x81000},  {0x3FC, 0x81000},
    {0x1FC, 0x101000}, {0x3FC, 0x101000}, {0, 0},          {0x7FC, 0x101000}, {0xFFC, 0x101000},
};

static int read_flag(const struct boot_parameters *boot, uint32_t *flag)
{
    return nor_flash_read(boot->flash, boot->first + 2 * SECTOR, flag, sizeof *flag) == NOR_FLASH_OK
               ? 0
               : -1;
}

static uint32_t current_copy(uint32_t flag)
{
    return (flag & 0xFF) == 0 ? 0 : 1;
}

/* The rest of the sector is carried over to the other copy, then the flag follows. */
static int save(const struct boot_parameters *boot)
{
    uint32_t flag = 0;
    if (read_flag(boot, &flag) != 0) {
        return -1;
    }
    uint32_t copy = current_copy(flag);
    uint32_t source = boot->first + copy * SECTOR;
    uint32_t target = boot->first + (1 - copy) * SECTOR;
    if (nor_flash_erase(boot->flash, target) != NOR_FLASH_OK) {
        return -1;
    }
    for (uint32_t at = 0; at < SECTOR; at += PIECE) {
        uint32_t piece[PIECE / 4];
        if (nor_flash_read(boot->flash, source + at, piece, sizeof piece) != NOR_FLASH_OK) {
            return -1;
        }
        if (at == 0) {
            memcpy(piece, boot->head, sizeof boot->head);
        }
        if (nor_flash_program(boot->flash, target + at, piece, sizeof piece) != NOR_FLASH_OK) {
            return -1;
        }
    }
    flag = (flag & ~0xFFu) | (1 - copy);
    return nor_flash_erase(boot->flash, boot->first + 2 * SECTOR) == NOR_FLASH_OK &&
                   nor_flash_program(boot->flash, boot->first + 2 * SECTOR, &flag, sizeof flag) ==
                       NOR_FLASH_OK
               ? 0
               : -1;
}

int boot_parameters_read(struct boot_parameters *boot, struct nor_flash *flash)
{
    uint32_t words[2];
    uint32_t flag = 0;
    boot->flash = flash;
    if (nor_flash_read(flash, 0, words, sizeof words) != NOR_FLASH_OK) {
        return -1;
    }
    boot->map = words[0] >> 28;
    if (boot->map >= sizeof maps / sizeof maps[0] || maps[boot->map].system == 0) {
        return -1;
    }
    boot->first = (maps[boot->map].system + 1) * SECTOR;
    if (read_flag(boot, &flag) != 0 ||
        nor_flash_read(flash, boot->first + current_copy(flag) * SECTOR, words, sizeof words) !=
            NOR_FLASH_OK) {
        return -1;
    }
    memcpy(boot->head, words, sizeof words);
    if ((boot->head[1] & VERSION_MASK) == VERSION && (boot->head[0] & SLOT_MASK) != SLOT_MASK) {
        return 0;
    }
    memset(boot->head, 0xFF, sizeof boot->head);
    boot->head[0] = 0xFF & ~SLOT_MASK;
    boot->head[1] = (0xFF & ~VERSION_MASK) | VERSION;
    return save(boot);
}

static uint32_t address(const struct boot_parameters *boot, uint32_t at)
{
    return boot->head[at] | (uint32_t)boot->head[at + 1] << 8 | (uint32_t)boot->head[at + 2] << 16;
}

uint32_t boot_parameters_choose(const struct boot_parameters *boot)
{
    if ((boot->head[1] & TEST_MASK) == TEST) {
        return address(boot, FIRST_ADDRESS);
    }
    if ((boot->head[1] & BY_SLOT) == 0) {
        return address(boot, (boot->head[0] & FRESH) != 0 ? SECOND_ADDRESS : FIRST_ADDRESS);
    }
    switch (boot->head[0] & CHOICE_MASK) {
    case 1:
    case 4:
        return SLOT_1;
    case 0:
    case 5:
        return maps[boot->map].slot2;
    default:
        return 0;
    }
}

enum boot_failed boot_parameters_failed(struct boot_parameters *boot, uint32_t *tries)
{
    if ((boot->head[1] & TEST_MASK) == TEST) {
        return BOOT_HANG;
    }
    if (*tries < TRIES) {
        ++*tries;
        return BOOT_RETRY;
    }
    if ((boot->head[0] & FRESH) == 0) {
        return BOOT_HANG;
    }
    boot->head[0] &= (uint8_t)~FRESH;
    *tries = 0;
    return save(boot) == 0 ? BOOT_OTHER_SLOT : BOOT_HANG;
}

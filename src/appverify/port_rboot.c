/* SPDX-License-Identifier: MIT */
#include "appverify/port_rboot.h"

#include "appverify/image_format.h"
#include "load.h"

/* Layout of rBoot's configuration, version 1: a head, MAX_ROMS offsets, perhaps a checksum. */
#define CONFIG_MAGIC 0xE1u
#define CONFIG_VERSION 0x01u
#define OFFSET_CURRENT_ROM 3u
#define OFFSET_COUNT 5u
#define ROM_TABLE_WORD 2u
#define DEFAULT_MAX_ROMS 4u
#define CONFIG_WORDS(max_roms) (ROM_TABLE_WORD + (max_roms) + 1u)
#define CHECKSUM_START 0xEFu

#define PIECE_WORDS 8u

/* Flash is little-endian, also where the tests run. */
static uint32_t rom_offset(const uint32_t *words, uint32_t rom)
{
    uint32_t word = words[ROM_TABLE_WORD + rom];
    return load_le32((const uint8_t *)&word);
}

static uint8_t checksum(const uint8_t *config, uint32_t length)
{
    uint8_t sum = CHECKSUM_START;
    for (uint32_t i = 0; i < length; i++) {
        sum ^= config[i];
    }
    return sum;
}

/* OK when nothing follows the configuration, which the erase would take away. */
static enum appverify_result check_rest_erased(const struct appverify_rboot *rboot, uint32_t at)
{
    uint32_t piece[PIECE_WORDS];
    while (at < APPVERIFY_SECTOR_SIZE) {
        uint32_t length = APPVERIFY_SECTOR_SIZE - at;
        if (length > sizeof piece) {
            length = sizeof piece;
        }
        if (rboot->storage->read(rboot->storage->context, rboot->config_offset + at,
                                 (uint8_t *)piece, length) != APPVERIFY_OK) {
            return APPVERIFY_ERR_READ;
        }
        for (uint32_t i = 0; i < length / 4; i++) {
            if (piece[i] != 0xFFFFFFFFu) {
                return APPVERIFY_ERR_STORE;
            }
        }
        at += length;
    }
    return APPVERIFY_OK;
}

/*
 * ROMs start at sectors. What is none, in the part of the table that is not used, is the checksum
 * of an rBoot that was built with a smaller table.
 */
static int table_is_as_long(const uint32_t *words, uint32_t max_roms)
{
    for (uint32_t i = ((const uint8_t *)words)[OFFSET_COUNT]; i < max_roms; i++) {
        uint32_t offset = rom_offset(words, i);
        if (offset % APPVERIFY_SECTOR_SIZE != 0 && offset != 0xFFFFFFFFu) {
            return 0;
        }
    }
    return 1;
}

static int has_rom(const struct appverify_rboot *rboot, uint32_t max_roms, const uint32_t *words,
                   uint32_t slot)
{
    const uint8_t *config = (const uint8_t *)words;
    return config[0] == CONFIG_MAGIC && config[1] == CONFIG_VERSION && slot >= 1 && slot <= 2 &&
           slot <= config[OFFSET_COUNT] && config[OFFSET_COUNT] <= max_roms &&
           rom_offset(words, slot - 1) == rboot->slot_offset[slot - 1] &&
           table_is_as_long(words, max_roms);
}

static enum appverify_result write_config(const struct appverify_rboot *rboot,
                                          const uint8_t *config, uint32_t length)
{
    const struct appverify_storage *storage = rboot->storage;
    if (storage->erase(storage->context, rboot->config_offset) != APPVERIFY_OK ||
        storage->write(storage->context, rboot->config_offset, config, length) != APPVERIFY_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    return APPVERIFY_OK;
}

static enum appverify_result switch_slot(void *context, uint32_t slot)
{
    const struct appverify_rboot *rboot = context;
    uint32_t max_roms = rboot->max_roms == 0 ? DEFAULT_MAX_ROMS : rboot->max_roms;
    uint32_t own_words[CONFIG_WORDS(APPVERIFY_RBOOT_ROMS_MAX)];
    uint32_t *words = rboot->sector != NULL ? rboot->sector : own_words;
    uint8_t *config = (uint8_t *)words;
    if (max_roms > APPVERIFY_RBOOT_ROMS_MAX) {
        return APPVERIFY_ERR_STORE;
    }
    uint32_t length = rboot->sector != NULL ? APPVERIFY_SECTOR_SIZE : 4 * CONFIG_WORDS(max_roms);
    if (rboot->storage->read(rboot->storage->context, rboot->config_offset, config, length) !=
        APPVERIFY_OK) {
        return APPVERIFY_ERR_READ;
    }
    if (!has_rom(rboot, max_roms, words, slot)) {
        return APPVERIFY_ERR_STORE;
    }
    if (config[OFFSET_CURRENT_ROM] == slot - 1) {
        return APPVERIFY_OK; /* no need to erase the only copy */
    }
    enum appverify_result rest = check_rest_erased(rboot, length);
    if (rest != APPVERIFY_OK) {
        return rest;
    }
    uint32_t summed = 4 * (ROM_TABLE_WORD + max_roms);
    int has_checksum = config[summed] == checksum(config, summed);
    config[OFFSET_CURRENT_ROM] = (uint8_t)(slot - 1);
    if (has_checksum) {
        config[summed] = checksum(config, summed);
    }
    return write_config(rboot, config, length);
}

void appverify_rboot_platform(struct appverify_platform *platform,
                              const struct appverify_rboot *rboot)
{
    *platform = (struct appverify_platform){switch_slot, (void *)rboot};
}

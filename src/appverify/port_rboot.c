/* SPDX-License-Identifier: MIT */
#include "appverify/port_rboot.h"

/* Layout of rBoot's configuration, version 1, with four ROMs. */
#define CONFIG_MAGIC 0xE1u
#define CONFIG_VERSION 0x01u
#define OFFSET_CURRENT_ROM 3u
#define OFFSET_COUNT 5u
#define ROM_TABLE_WORD 2u
#define OFFSET_CHECKSUM 24u
#define CONFIG_WORDS 7u
#define CHECKSUM_START 0xEFu

static uint8_t checksum(const uint8_t *config)
{
    uint8_t sum = CHECKSUM_START;
    for (uint32_t i = 0; i < OFFSET_CHECKSUM; i++) {
        sum ^= config[i];
    }
    return sum;
}

static enum appverify_result switch_slot(void *context, uint32_t slot)
{
    const struct appverify_rboot *rboot = context;
    const struct appverify_storage *storage = rboot->storage;
    uint32_t words[CONFIG_WORDS];
    uint8_t *config = (uint8_t *)words;
    if (storage->read(storage->context, rboot->config_offset, config, sizeof words) !=
        APPVERIFY_OK) {
        return APPVERIFY_ERR_READ;
    }
    if (config[0] != CONFIG_MAGIC || config[1] != CONFIG_VERSION || slot < 1 || slot > 2 ||
        slot > config[OFFSET_COUNT] ||
        words[ROM_TABLE_WORD + slot - 1] != rboot->slot_offset[slot - 1]) {
        return APPVERIFY_ERR_STORE;
    }
    if (config[OFFSET_CURRENT_ROM] == slot - 1) {
        return APPVERIFY_OK; /* no need to erase the only copy */
    }
    int has_checksum = config[OFFSET_CHECKSUM] == checksum(config);
    config[OFFSET_CURRENT_ROM] = (uint8_t)(slot - 1);
    if (has_checksum) {
        config[OFFSET_CHECKSUM] = checksum(config);
    }
    if (storage->erase(storage->context, rboot->config_offset) != APPVERIFY_OK ||
        storage->write(storage->context, rboot->config_offset, config, sizeof words) !=
            APPVERIFY_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    return APPVERIFY_OK;
}

void appverify_rboot_platform(struct appverify_platform *platform,
                              const struct appverify_rboot *rboot)
{
    *platform = (struct appverify_platform){switch_slot, (void *)rboot};
}

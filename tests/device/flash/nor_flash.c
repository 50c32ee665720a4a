/* SPDX-License-Identifier: MIT */
#include "nor_flash.h"

#include <string.h>

#define PIECE 256u
#define WEAK_BITS 0x55u

static uint32_t violations;

void nor_flash_init(struct nor_flash *flash, const struct nor_flash_storage *storage, uint32_t size)
{
    *flash = (struct nor_flash){.storage = *storage, .size = size, .powered = 1};
}

static int array_read(void *context, uint32_t offset, void *bytes, uint32_t length)
{
    memcpy(bytes, (const uint8_t *)context + offset, length);
    return 0;
}

static int array_write(void *context, uint32_t offset, const void *bytes, uint32_t length)
{
    memcpy((uint8_t *)context + offset, bytes, length);
    return 0;
}

struct nor_flash_storage nor_flash_array(uint8_t *bytes)
{
    return (struct nor_flash_storage){array_read, array_write, bytes};
}

static enum nor_flash_result violate(struct nor_flash *flash, enum nor_flash_rule rule,
                                     uint32_t address, uint32_t length)
{
    if (flash->rule == NOR_FLASH_RULE_NONE) {
        flash->rule = rule;
        flash->rule_address = address;
        flash->rule_length = length;
    }
    violations++;
    return NOR_FLASH_ERR_VIOLATION;
}

static enum nor_flash_rule broken_rule(const struct nor_flash *flash, uint32_t address,
                                       const void *buffer, uint32_t length)
{
    if (address % 4 != 0) {
        return NOR_FLASH_RULE_ADDRESS;
    }
    if (length % 4 != 0) {
        return NOR_FLASH_RULE_LENGTH;
    }
    if (buffer == NULL || (uintptr_t)buffer % 4 != 0) {
        return NOR_FLASH_RULE_BUFFER;
    }
    if (length > flash->size || address > flash->size - length) {
        return NOR_FLASH_RULE_BOUNDS;
    }
    return NOR_FLASH_RULE_NONE;
}

enum nor_flash_result nor_flash_read(struct nor_flash *flash, uint32_t address, void *buffer,
                                     uint32_t length)
{
    flash->reads++;
    enum nor_flash_rule rule = broken_rule(flash, address, buffer, length);
    if (rule != NOR_FLASH_RULE_NONE) {
        return violate(flash, rule, address, length);
    }
    if (!flash->powered) {
        return NOR_FLASH_ERR_POWER;
    }
    if (flash->fail_read != 0 && --flash->fail_read == 0) {
        return NOR_FLASH_ERR_READ;
    }
    flash->bytes_read += length;
    return flash->storage.read(flash->storage.context, address, buffer, length) == 0
               ? NOR_FLASH_OK
               : NOR_FLASH_ERR_STORAGE;
}

/* Counts a change down to the power cut: 1 when this one is hit. */
static int power_is_cut(struct nor_flash *flash)
{
    if (flash->cut_at == 0 || --flash->cut_at != 0) {
        return 0;
    }
    flash->powered = 0;
    return 1;
}

/* What a cut in mid-operation leaves in a byte that was to change from one value to another. */
static uint8_t after_cut(enum nor_flash_cut cut, uint8_t from, uint8_t to, uint32_t position,
                         uint32_t length)
{
    switch (cut) {
    case NOR_FLASH_CUT_BEFORE:
        return from;
    case NOR_FLASH_CUT_HALF:
        return position < length / 2 ? to : from;
    case NOR_FLASH_CUT_WEAK:
        return (uint8_t)((from & (uint8_t)~WEAK_BITS) | (to & WEAK_BITS));
    default:
        return to;
    }
}

/* Changes bytes to those of data, or to erased ones when that is NULL. */
static enum nor_flash_result change(struct nor_flash *flash, uint32_t address, const uint8_t *data,
                                    uint32_t length)
{
    int cut = power_is_cut(flash);
    uint8_t piece[PIECE];
    for (uint32_t done = 0; done < length; done += PIECE) {
        uint32_t size = length - done < PIECE ? length - done : PIECE;
        const struct nor_flash_storage *storage = &flash->storage;
        if (storage->read(storage->context, address + done, piece, size) != 0) {
            return NOR_FLASH_ERR_STORAGE;
        }
        for (uint32_t i = 0; i < size; i++) {
            uint8_t to = data != NULL ? data[done + i] : 0xFF;
            piece[i] = cut ? after_cut(flash->cut, piece[i], to, done + i, length) : to;
        }
        if (storage->write(storage->context, address + done, piece, size) != 0) {
            return NOR_FLASH_ERR_STORAGE;
        }
    }
    return cut ? NOR_FLASH_ERR_POWER : NOR_FLASH_OK;
}

/* 1 when some bit of data is set that is clear in the flash. */
static int sets_a_bit(const struct nor_flash *flash, uint32_t address, const uint8_t *data,
                      uint32_t length)
{
    uint8_t piece[PIECE];
    for (uint32_t done = 0; done < length; done += PIECE) {
        uint32_t size = length - done < PIECE ? length - done : PIECE;
        if (flash->storage.read(flash->storage.context, address + done, piece, size) != 0) {
            return 0; /* change finds out too */
        }
        for (uint32_t i = 0; i < size; i++) {
            if ((data[done + i] & (uint8_t)~piece[i]) != 0) {
                return 1;
            }
        }
    }
    return 0;
}

enum nor_flash_result nor_flash_program(struct nor_flash *flash, uint32_t address,
                                        const void *buffer, uint32_t length)
{
    flash->programs++;
    enum nor_flash_rule rule = broken_rule(flash, address, buffer, length);
    if (rule == NOR_FLASH_RULE_NONE && flash->powered &&
        sets_a_bit(flash, address, buffer, length)) {
        rule = NOR_FLASH_RULE_BITS;
    }
    if (rule != NOR_FLASH_RULE_NONE) {
        return violate(flash, rule, address, length);
    }
    return flash->powered ? change(flash, address, buffer, length) : NOR_FLASH_ERR_POWER;
}

enum nor_flash_result nor_flash_erase(struct nor_flash *flash, uint32_t address)
{
    flash->erases++;
    if (address % NOR_FLASH_SECTOR != 0) {
        return violate(flash, NOR_FLASH_RULE_ADDRESS, address, NOR_FLASH_SECTOR);
    }
    if (address >= flash->size) {
        return violate(flash, NOR_FLASH_RULE_BOUNDS, address, NOR_FLASH_SECTOR);
    }
    return flash->powered ? change(flash, address, NULL, NOR_FLASH_SECTOR) : NOR_FLASH_ERR_POWER;
}

void nor_flash_fail_read(struct nor_flash *flash, uint32_t n)
{
    flash->fail_read = n;
}

void nor_flash_cut_power(struct nor_flash *flash, uint32_t n, enum nor_flash_cut cut)
{
    flash->cut_at = n;
    flash->cut = cut;
}

void nor_flash_power_on(struct nor_flash *flash)
{
    flash->powered = 1;
    flash->cut_at = 0;
}

uint32_t nor_flash_take_violations(void)
{
    uint32_t count = violations;
    violations = 0;
    return count;
}

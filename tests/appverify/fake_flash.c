/* SPDX-License-Identifier: MIT */
#include "fake_flash.h"

#define SECTOR_SIZE 4096u

static void count(struct fake_flash *flash, uint32_t at, size_t length)
{
    for (uint32_t i = at; i < at + length && i < FAKE_FLASH_COUNTED; i++) {
        flash->counts[i]++;
    }
    if (at + length > flash->highest) {
        flash->highest = at + (uint32_t)length;
    }
}

/* Breaking a rule of the chip fails and is counted. */
static enum appverify_result violation(struct fake_flash *flash)
{
    flash->violations++;
    return APPVERIFY_ERR_UNDECIDED;
}

static int aligned(uint32_t offset, const uint8_t *buffer, size_t length)
{
    return offset % 4 == 0 && length > 0 && length % 4 == 0 && buffer != NULL &&
           (uintptr_t)buffer % 4 == 0;
}

/* 1 when these bytes lie in one of the two sectors. */
static int in_sectors(uint32_t offset, size_t length)
{
    uint32_t at = offset - FAKE_FLASH_SECTORS;
    return at < 2 * SECTOR_SIZE && length <= SECTOR_SIZE &&
           at % SECTOR_SIZE <= SECTOR_SIZE - length;
}

/* 1 when these bytes lie in the part of the slot that may be changed. */
static int in_writable_slot(const struct fake_flash *flash, uint32_t offset, size_t length)
{
    uint32_t at = offset - flash->slot_offset;
    return length <= flash->writable && at <= flash->writable - length;
}

/* A byte that may be changed; NULL for one that is not kept, which stays erased. */
static uint8_t *kept_byte(struct fake_flash *flash, uint32_t offset)
{
    if (in_writable_slot(flash, offset, 1)) {
        return &flash->bytes[offset - flash->slot_offset];
    }
    uint32_t at = offset - FAKE_FLASH_SECTORS;
    return at % SECTOR_SIZE < FAKE_FLASH_SECTOR_BYTES
               ? &flash->sectors[at / SECTOR_SIZE][at % SECTOR_SIZE]
               : NULL;
}

static void read_slot(struct fake_flash *flash, uint32_t at, uint8_t *buffer, size_t length)
{
    if (flash->reads == flash->change_at && flash->change_offset < flash->size) {
        flash->bytes[flash->change_offset] ^= flash->change_mask;
    }
    count(flash, at, length);
    for (uint32_t i = 0; i < length; i++) {
        buffer[i] = at + i < flash->size ? flash->bytes[at + i] : 0xFF;
    }
}

static enum appverify_result flash_read(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    struct fake_flash *flash = context;
    uint32_t at = offset - flash->slot_offset;
    uint32_t limit = (flash->slot_limit + 3u) & ~3u;
    flash->reads++;
    if (!aligned(offset, buffer, length)) {
        return violation(flash);
    }
    if (in_sectors(offset, length)) {
        for (uint32_t i = 0; i < length; i++) {
            const uint8_t *byte = kept_byte(flash, offset + i);
            buffer[i] = byte != NULL ? *byte : 0xFF;
        }
    } else if (offset < flash->slot_offset || length > limit || at > limit - length) {
        return violation(flash);
    } else {
        read_slot(flash, at, buffer, length);
    }
    if (flash->unpowered) {
        return APPVERIFY_ERR_UNDECIDED;
    }
    return flash->reads == flash->fail_at ? (enum appverify_result)flash->fail_reply : APPVERIFY_OK;
}

/* How many bytes of a write or erase of length bytes happen, and whether it fails. */
static size_t begin_change(struct fake_flash *flash, size_t length)
{
    flash->changes++;
    if (flash->unpowered || flash->lose_writes) {
        return 0;
    }
    if (flash->changes != flash->cut_at) {
        return length;
    }
    flash->unpowered = 1;
    return flash->cut == FAKE_CUT_BEFORE ? 0 : flash->cut == FAKE_CUT_HALF ? length / 2 : length;
}

static int may_change(const struct fake_flash *flash, uint32_t offset, size_t length)
{
    return in_sectors(offset, length) || in_writable_slot(flash, offset, length);
}

static enum appverify_result flash_write(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    struct fake_flash *flash = context;
    if (!aligned(offset, buffer, length) || !may_change(flash, offset, length)) {
        return violation(flash);
    }
    for (uint32_t i = 0; i < length; i++) {
        const uint8_t *byte = kept_byte(flash, offset + i);
        if (byte != NULL ? (buffer[i] & ~*byte) != 0 : buffer[i] != 0xFF) {
            return violation(flash);
        }
    }
    size_t done = begin_change(flash, length);
    for (uint32_t i = 0; i < done; i++) {
        uint8_t *byte = kept_byte(flash, offset + i);
        if (byte != NULL) {
            *byte = buffer[i];
        }
    }
    return flash->unpowered ? APPVERIFY_ERR_UNDECIDED : APPVERIFY_OK;
}

static enum appverify_result flash_erase(void *context, uint32_t offset)
{
    struct fake_flash *flash = context;
    if (offset % SECTOR_SIZE != 0 || !may_change(flash, offset, SECTOR_SIZE)) {
        return violation(flash);
    }
    if (in_sectors(offset, SECTOR_SIZE)) {
        flash->erases[(offset - FAKE_FLASH_SECTORS) / SECTOR_SIZE]++;
    }
    /* Of the two sectors only the first bytes count: half an erase is half of these. */
    size_t size = in_sectors(offset, SECTOR_SIZE) ? FAKE_FLASH_SECTOR_BYTES : SECTOR_SIZE;
    size_t done = begin_change(flash, size);
    for (uint32_t i = 0; i < done; i++) {
        *kept_byte(flash, offset + i) = 0xFF;
    }
    return flash->unpowered ? APPVERIFY_ERR_UNDECIDED : APPVERIFY_OK;
}

void fake_flash_init(struct fake_flash *flash, struct appverify_storage *storage, uint8_t *bytes,
                     uint32_t size)
{
    *flash = (struct fake_flash){.bytes = bytes, .size = size};
    for (uint32_t i = 0; i < FAKE_FLASH_SECTOR_BYTES; i++) {
        flash->sectors[0][i] = 0xFF;
        flash->sectors[1][i] = 0xFF;
    }
    fake_flash_reset(flash);
    storage->read = flash_read;
    storage->write = flash_write;
    storage->erase = flash_erase;
    storage->context = flash;
    storage->crc32 = appverify_crc32;
}

void fake_flash_reset(struct fake_flash *flash)
{
    flash->fail_at = 0;
    flash->fail_reply = APPVERIFY_ERR_READ;
    flash->change_at = 0;
    flash->cut_at = 0;
    flash->lose_writes = 0;
    flash->reads = 0;
    flash->changes = 0;
    flash->erases[0] = 0;
    flash->erases[1] = 0;
    flash->unpowered = 0;
    flash->violations = 0;
    flash->highest = 0;
    for (uint32_t i = 0; i < FAKE_FLASH_COUNTED; i++) {
        flash->counts[i] = 0;
    }
}

/* SPDX-License-Identifier: MIT */
/* Prints the first record that the library writes for a known state, in hexadecimal. */
#include <stdio.h>
#include <string.h>

#include "appverify/store.h"

#define SECTOR_SIZE 4096u

static uint8_t flash[2 * SECTOR_SIZE];

static enum appverify_result read_flash(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    (void)context;
    memcpy(buffer, flash + offset, length);
    return APPVERIFY_OK;
}

static enum appverify_result write_flash(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    (void)context;
    memcpy(flash + offset, buffer, length);
    return APPVERIFY_OK;
}

static enum appverify_result erase_sector(void *context, uint32_t offset)
{
    (void)context;
    memset(flash + offset, 0xFF, SECTOR_SIZE);
    return APPVERIFY_OK;
}

int main(void)
{
    const struct appverify_storage storage = {
        .read = read_flash, .write = write_flash, .erase = erase_sector, .crc32 = appverify_crc32};
    const struct appverify_store store = {&storage, {0, SECTOR_SIZE}};
    const struct appverify_store_state state = {
        .security_counter = 0x11121314,
        .trial_slot = 2,
        .trial_counter = 0x21222324,
        .boots_left = 3,
    };
    memset(flash, 0xFF, sizeof flash);
    if (appverify_store_write(&store, &state) != APPVERIFY_OK) {
        (void)fprintf(stderr, "the record could not be written\n");
        return 1;
    }
    for (size_t i = 0; i < SECTOR_SIZE; i++) {
        (void)printf("%02x", flash[i]);
    }
    (void)putchar('\n');
    return 0;
}

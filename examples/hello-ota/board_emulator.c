/* SPDX-License-Identifier: MIT */
/* The emulated LX106 board: its mask ROM knows flash and console. On the chip, these are
 * the vendor's SDK and appverify's port for it. */
#include "board.h"

#include "layout.h"
#include "port_board.h"
#include "rom.h"

/* Set by the linker script: the symbol's address is the slot number. One set of objects serves
 * both slots. */
extern const char slot_number[];

static enum appverify_result read_flash(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    (void)context;
    return rom_flash_read(offset, buffer, length) == 0 ? APPVERIFY_OK : APPVERIFY_ERR_READ;
}

static enum appverify_result write_flash(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    (void)context;
    return rom_flash_write(offset, buffer, length) == 0 ? APPVERIFY_OK : APPVERIFY_ERR_WRITE;
}

static enum appverify_result erase_flash(void *context, uint32_t offset)
{
    (void)context;
    return rom_flash_erase(offset) == 0 ? APPVERIFY_OK : APPVERIFY_ERR_WRITE;
}

const struct appverify_storage board_storage = {
    .read = read_flash,
    .crc32 = appverify_crc32,
    .write = write_flash,
    .erase = erase_flash,
};

static const struct port_board port = {
    .storage = &board_storage,
    .parameters = {LAYOUT_PARAMETERS_1, LAYOUT_PARAMETERS_2},
    .flag = LAYOUT_PARAMETER_FLAG,
};

static enum appverify_result switch_slot(void *context, uint32_t slot)
{
    struct appverify_platform platform;
    (void)context;
    port_board_platform(&platform, &port);
    return platform.switch_slot(platform.context, slot);
}

const struct appverify_platform board_platform = {.switch_slot = switch_slot};

uint32_t board_slot(void)
{
    return (uint32_t)slot_number;
}

void board_console_write(const char *text, size_t length)
{
    rom_console_write(text, length);
}

void board_reset(void)
{
    rom_reset();
}

void board_sleep(void)
{
    rom_sleep();
}

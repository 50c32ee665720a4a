/* SPDX-License-Identifier: MIT */
/* The parameters that tell the board's boot loader what to start, as the port writes them. */
#include "boot_parameters.h"
#include "nor_device.h"

#define FLASH_MAP 4u

/* Puts the first word of the parameters into a copy, and the flag that makes it hold. */
static void set_parameters(uint32_t copy, uint32_t word, uint8_t flag)
{
    fill_bytes(device.sectors[BOARD_A], 0xFF, 3 * sizeof device.sectors[0]);
    for (uint32_t i = 0; i < 4; i++) {
        device.sectors[BOARD_A + copy][i] = (uint8_t)(word >> 8 * i);
    }
    device.sectors[BOARD_FLAG][0] = flag;
}

static uint32_t parameters(uint32_t copy)
{
    const uint8_t *bytes = device.sectors[BOARD_A + copy];
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void board_boots_slot_1_until_told(void)
{
    device_setup(0, 0);
    CHECK_EQUAL(port_board_boot_slot(&device_board), 1);
    CHECK_EQUAL(device_switch(0), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(device_switch(3), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(device_switch(1), APPVERIFY_OK);
    CHECK_EQUAL(device_changes(), 0);
    for (uint32_t i = 1; i <= 10; i++) {
        check_note(i);
        CHECK_EQUAL(device_switch(1 + i % 2), APPVERIFY_OK);
        CHECK_EQUAL(device_switch(1 + i % 2), APPVERIFY_OK);
        CHECK_EQUAL(device_changes(), 4 * i);
        CHECK_EQUAL(port_board_boot_slot(&device_board), 1 + i % 2);
    }
}

/* Each as the vendor's boot loader 1.7 took it. */
static void board_reads_parameters_as_the_boot_loader_does(void)
{
    static const struct {
        uint32_t word;
        uint32_t slot;
    } rows[] = {
        {0xFFFFE7F8, 2}, {0xFFFFE7F9, 1}, {0xFFFFE7FA, 0}, {0xFFFFE7FB, 1}, {0xFFFFE7FC, 1},
        {0xFFFFE7FD, 2}, {0xFFFFE7FE, 0}, {0xFFFFE7FF, 1}, {0x00008700, 2}, {0x0000C701, 1},
        {0xFFFFE6FD, 1}, {0xFFFFFFFD, 1}, {0xFFFFA7FD, 0}, {0xFFFF67FD, 0}, {0xFFFF07FD, 0},
    };
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0] * 5; i++) {
        static const uint8_t flags[] = {0, 1, 2, 0x80, 0xFF};
        uint32_t slot = rows[i / 5].slot;
        check_note(i);
        device_setup(0, 0);
        set_parameters(flags[i % 5] != 0, rows[i / 5].word, flags[i % 5]);
        CHECK_EQUAL(port_board_boot_slot(&device_board), slot);
        for (uint32_t to = 1; to <= 2; to++) {
            set_parameters(flags[i % 5] != 0, rows[i / 5].word, flags[i % 5]);
            CHECK_EQUAL(device_switch(to), APPVERIFY_OK);
            CHECK_EQUAL(port_board_boot_slot(&device_board), to);
        }
    }
}

/* 0 when there is no slot. */
static uint32_t slot_at(uint32_t offset)
{
    if (offset == device_offset(SLOT_1)) {
        return 1;
    }
    return offset == device_offset(SLOT_2) ? 2 : 0;
}

/* The port and the boot loader must not differ about what any parameters mean. */
static void board_agrees_with_the_boot_loader(void)
{
    device_setup(0, 0);
    device.sectors[HEADER][3] = FLASH_MAP << 4;
    for (uint32_t i = 0; i < 1000; i++) {
        struct boot_parameters boot;
        check_note(i);
        set_parameters(0, device_random() | (device_random() % 4 != 0 ? 0x8700 : 0), 0);
        for (uint32_t byte = 0; byte < 4; byte++) {
            device.sectors[BOARD_B][byte] = (uint8_t)device_random();
        }
        device.sectors[BOARD_B][1] = device_random() % 4 != 0 ? 0xE7 : device.sectors[BOARD_B][1];
        device.sectors[BOARD_FLAG][0] = device_random() % 2 != 0 ? (uint8_t)device_random() : 0;
        uint32_t slot = port_board_boot_slot(&device_board);
        CHECK_EQUAL(boot_parameters_read(&boot, &device.nor), 0);
        CHECK_EQUAL(slot, slot_at(boot_parameters_choose(&boot)));
        /* what it repaired is the same too */
        CHECK_EQUAL(port_board_boot_slot(&device_board), slot);
    }
}

static void board_keeps_the_other_parameters(void)
{
    device_setup(0, 0);
    set_parameters(0, 0x12348778, 0);
    device.sectors[BOARD_A][4] = 0x11;
    device.sectors[BOARD_A][1187] = 0x22;
    device.sectors[BOARD_A][SECTOR - 1] = 0x33;
    for (uint32_t i = 1; i <= 3; i++) {
        CHECK_EQUAL(device_switch(1 + (i + 1) % 2), APPVERIFY_OK);
        uint32_t copy = device.sectors[BOARD_FLAG][0] == 0 ? 0 : 1;
        const uint8_t *bytes = device.sectors[BOARD_A + copy];
        CHECK_EQUAL(parameters(copy), i % 2 == 1 ? 0x1234E77Cu : 0x1234E77Du);
        CHECK_EQUAL(bytes[4], 0x11);
        CHECK_EQUAL(bytes[1187], 0x22);
        CHECK_EQUAL(bytes[SECTOR - 1], 0x33);
        CHECK_EQUAL(bytes[8], 0xFF);
    }
}

static void board_with_read_error_neither_boots_nor_switches(void)
{
    for (uint32_t read = 1; read <= 2; read++) {
        device_setup(2, 0);
        nor_flash_fail_read(&device.nor, read);
        CHECK_EQUAL(port_board_boot_slot(&device_board), 0);
        nor_flash_fail_read(&device.nor, read);
        CHECK_EQUAL(device_switch(2), APPVERIFY_ERR_READ);
        CHECK_EQUAL(device_changes(), 0);
        CHECK_EQUAL(port_board_boot_slot(&device_board), 1);
    }
}

/* While the other copy is written: the one that holds is left alone. */
static void board_with_read_error_in_the_copy_does_not_switch(void)
{
    for (uint32_t read = 3; read <= 18; read++) {
        check_note(read);
        device_setup(2, 0);
        nor_flash_fail_read(&device.nor, read);
        CHECK_EQUAL(device_switch(2), APPVERIFY_ERR_READ);
        CHECK_EQUAL(port_board_boot_slot(&device_board), 1);
        CHECK_EQUAL(device_switch(2), APPVERIFY_OK);
        CHECK_EQUAL(port_board_boot_slot(&device_board), 2);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(board_boots_slot_1_until_told),
    CHECK_CASE(board_reads_parameters_as_the_boot_loader_does),
    CHECK_CASE(board_agrees_with_the_boot_loader),
    CHECK_CASE(board_keeps_the_other_parameters),
    CHECK_CASE(board_with_read_error_neither_boots_nor_switches),
    CHECK_CASE(board_with_read_error_in_the_copy_does_not_switch),
};
extern const struct check_table check_table_port_board;
CHECK_TABLE(port_board);

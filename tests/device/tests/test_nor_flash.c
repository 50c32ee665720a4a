/* SPDX-License-Identifier: MIT */
/* The emulated flash itself: its rules must hold before a test may rely on them. */
#include "check.h"
#include "nor_flash.h"

#define SIZE (3u * NOR_FLASH_SECTOR)
#define SECTOR NOR_FLASH_SECTOR

static uint8_t content[SIZE];
static struct nor_flash flash;
static uint32_t words[SECTOR / 4];

static void setup(void)
{
    for (uint32_t i = 0; i < SIZE; i++) {
        content[i] = 0xFF;
    }
    for (uint32_t i = 0; i < SECTOR / 4; i++) {
        words[i] = i * 0x01030507u;
    }
    struct nor_flash_storage storage = nor_flash_array(content);
    nor_flash_init(&flash, &storage, SIZE);
}

/* The content must be that of words from an address on. */
static int holds_words(uint32_t address, uint32_t length)
{
    uint32_t i = 0;
    while (i < length && content[address + i] == (uint8_t)(words[i / 4] >> 8 * (i % 4))) {
        i++;
    }
    return i == length;
}

static int is_erased(uint32_t address, uint32_t length)
{
    uint32_t i = 0;
    while (i < length && content[address + i] == 0xFF) {
        i++;
    }
    return i == length;
}

static void test_program_read_gives_bytes_back(void)
{
    uint32_t read[64] = {0};
    setup();
    CHECK_EQUAL(nor_flash_program(&flash, SECTOR - 512, words, 1024), NOR_FLASH_OK);
    CHECK(holds_words(SECTOR - 512, 1024));
    CHECK(is_erased(0, SECTOR - 512));
    CHECK(is_erased(SECTOR + 512, SIZE - SECTOR - 512));
    CHECK_EQUAL(nor_flash_read(&flash, SECTOR - 512, read, sizeof read), NOR_FLASH_OK);
    for (uint32_t i = 0; i < CHECK_COUNT(read); i++) {
        CHECK_EQUAL(read[i], words[i]);
    }
    CHECK_EQUAL(nor_flash_read(&flash, SIZE, read, 0), NOR_FLASH_OK);
    CHECK_EQUAL(flash.reads, 2);
    CHECK_EQUAL(flash.programs, 1);
    CHECK_EQUAL(flash.bytes_read, sizeof read);
}

static void test_erase_one_sector_only(void)
{
    setup();
    for (uint32_t i = 0; i < SIZE; i++) {
        content[i] = 0;
    }
    CHECK_EQUAL(nor_flash_erase(&flash, SECTOR), NOR_FLASH_OK);
    CHECK(is_erased(SECTOR, SECTOR));
    CHECK_EQUAL(content[SECTOR - 1], 0);
    CHECK_EQUAL(content[2 * SECTOR], 0);
}

static void expect_violation(enum nor_flash_result result, enum nor_flash_rule rule)
{
    CHECK_EQUAL(result, NOR_FLASH_ERR_VIOLATION);
    CHECK_EQUAL(flash.rule, rule);
    CHECK_EQUAL(nor_flash_take_violations(), 1);
    flash.rule = NOR_FLASH_RULE_NONE;
}

static void test_broken_rules_are_violations(void)
{
    uint8_t *odd = (uint8_t *)words + 1;
    setup();
    for (uint32_t i = 1; i < 4; i++) {
        check_note(i);
        expect_violation(nor_flash_read(&flash, i, words, 4), NOR_FLASH_RULE_ADDRESS);
        expect_violation(nor_flash_program(&flash, i, words, 4), NOR_FLASH_RULE_ADDRESS);
        expect_violation(nor_flash_read(&flash, 0, words, i), NOR_FLASH_RULE_LENGTH);
        expect_violation(nor_flash_program(&flash, 0, words, i), NOR_FLASH_RULE_LENGTH);
    }
    check_note(0);
    expect_violation(nor_flash_read(&flash, 0, odd, 4), NOR_FLASH_RULE_BUFFER);
    expect_violation(nor_flash_program(&flash, 0, odd, 4), NOR_FLASH_RULE_BUFFER);
    expect_violation(nor_flash_program(&flash, 0, NULL, 4), NOR_FLASH_RULE_BUFFER);
    expect_violation(nor_flash_read(&flash, SIZE - 4, words, 8), NOR_FLASH_RULE_BOUNDS);
    expect_violation(nor_flash_program(&flash, SIZE, words, 4), NOR_FLASH_RULE_BOUNDS);
    expect_violation(nor_flash_read(&flash, 4, words, 0xFFFFFFFC), NOR_FLASH_RULE_BOUNDS);
    expect_violation(nor_flash_erase(&flash, 4), NOR_FLASH_RULE_ADDRESS);
    expect_violation(nor_flash_erase(&flash, SIZE), NOR_FLASH_RULE_BOUNDS);
    CHECK(is_erased(0, SIZE));
}

static void test_program_that_sets_a_bit_is_a_violation(void)
{
    uint32_t value = 0xFFFFFF0F;
    setup();
    CHECK_EQUAL(nor_flash_program(&flash, 8, &value, 4), NOR_FLASH_OK);
    CHECK_EQUAL(nor_flash_program(&flash, 8, &value, 4), NOR_FLASH_OK);
    value = 0xFFFFFF1F;
    expect_violation(nor_flash_program(&flash, 8, &value, 4), NOR_FLASH_RULE_BITS);
    CHECK_EQUAL(content[8], 0x0F);
    value = 0;
    CHECK_EQUAL(nor_flash_program(&flash, 8, &value, 4), NOR_FLASH_OK);
    CHECK_EQUAL(content[8], 0);
}

static void test_first_violation_is_kept(void)
{
    setup();
    (void)nor_flash_read(&flash, 2, words, 4);
    (void)nor_flash_read(&flash, 0, words, 3);
    CHECK_EQUAL(flash.rule, NOR_FLASH_RULE_ADDRESS);
    CHECK_EQUAL(flash.rule_address, 2);
    CHECK_EQUAL(flash.rule_length, 4);
    CHECK_EQUAL(nor_flash_take_violations(), 2);
    CHECK_EQUAL(nor_flash_take_violations(), 0);
}

static void test_nth_read_fails_once(void)
{
    uint32_t value = 0;
    setup();
    nor_flash_fail_read(&flash, 3);
    for (uint32_t i = 1; i < 6; i++) {
        check_note(i);
        CHECK_EQUAL(nor_flash_read(&flash, 0, &value, 4),
                    i == 3 ? NOR_FLASH_ERR_READ : NOR_FLASH_OK);
    }
}

static void test_cut_program_leaves_part(void)
{
    for (uint32_t cut = 0; cut < NOR_FLASH_CUTS; cut++) {
        check_note(cut);
        setup();
        nor_flash_cut_power(&flash, 2, (enum nor_flash_cut)cut);
        CHECK_EQUAL(nor_flash_program(&flash, 0, words, 64), NOR_FLASH_OK);
        CHECK_EQUAL(nor_flash_program(&flash, SECTOR, words, 512), NOR_FLASH_ERR_POWER);
        CHECK(holds_words(0, 64));
        CHECK_EQUAL(is_erased(SECTOR, 512), cut == NOR_FLASH_CUT_BEFORE);
        CHECK_EQUAL(holds_words(SECTOR, 256),
                    cut == NOR_FLASH_CUT_HALF || cut == NOR_FLASH_CUT_AFTER);
        CHECK_EQUAL(is_erased(SECTOR + 256, 256),
                    cut == NOR_FLASH_CUT_BEFORE || cut == NOR_FLASH_CUT_HALF);
        CHECK_EQUAL(holds_words(SECTOR, 512), cut == NOR_FLASH_CUT_AFTER);
    }
}

static void test_cut_program_of_a_word_leaves_half_of_it(void)
{
    uint32_t value = 0x12345678;
    setup();
    nor_flash_cut_power(&flash, 1, NOR_FLASH_CUT_HALF);
    CHECK_EQUAL(nor_flash_program(&flash, 0, &value, 4), NOR_FLASH_ERR_POWER);
    CHECK_EQUAL(content[0], 0x78);
    CHECK_EQUAL(content[1], 0x56);
    CHECK(is_erased(2, 2));
}

static void test_cut_erase_leaves_part(void)
{
    for (uint32_t cut = 0; cut < NOR_FLASH_CUTS; cut++) {
        check_note(cut);
        setup();
        for (uint32_t i = 0; i < SIZE; i++) {
            content[i] = 0x0C;
        }
        nor_flash_cut_power(&flash, 1, (enum nor_flash_cut)cut);
        CHECK_EQUAL(nor_flash_erase(&flash, SECTOR), NOR_FLASH_ERR_POWER);
        uint32_t weak = 0x0C | 0x55;
        CHECK_EQUAL(content[SECTOR], cut == NOR_FLASH_CUT_BEFORE ? 0x0C
                                     : cut == NOR_FLASH_CUT_WEAK ? weak
                                                                 : 0xFF);
        CHECK_EQUAL(content[2 * SECTOR - 1], cut == NOR_FLASH_CUT_AFTER  ? 0xFF
                                             : cut == NOR_FLASH_CUT_WEAK ? weak
                                                                         : 0x0C);
        CHECK_EQUAL(content[SECTOR - 1], 0x0C);
        CHECK_EQUAL(content[2 * SECTOR], 0x0C);
    }
}

static void test_nothing_works_until_power_on(void)
{
    uint32_t value = 0;
    setup();
    nor_flash_cut_power(&flash, 1, NOR_FLASH_CUT_BEFORE);
    CHECK_EQUAL(nor_flash_erase(&flash, 0), NOR_FLASH_ERR_POWER);
    CHECK_EQUAL(nor_flash_read(&flash, 0, &value, 4), NOR_FLASH_ERR_POWER);
    CHECK_EQUAL(nor_flash_program(&flash, 0, &value, 4), NOR_FLASH_ERR_POWER);
    CHECK_EQUAL(nor_flash_erase(&flash, 0), NOR_FLASH_ERR_POWER);
    CHECK(is_erased(0, SIZE));
    nor_flash_power_on(&flash);
    CHECK_EQUAL(nor_flash_program(&flash, 0, &value, 4), NOR_FLASH_OK);
    CHECK_EQUAL(nor_flash_read(&flash, 0, &value, 4), NOR_FLASH_OK);
}

static const struct check_case cases[] = {
    CHECK_CASE(test_program_read_gives_bytes_back),
    CHECK_CASE(test_erase_one_sector_only),
    CHECK_CASE(test_broken_rules_are_violations),
    CHECK_CASE(test_program_that_sets_a_bit_is_a_violation),
    CHECK_CASE(test_first_violation_is_kept),
    CHECK_CASE(test_nth_read_fails_once),
    CHECK_CASE(test_cut_program_leaves_part),
    CHECK_CASE(test_cut_program_of_a_word_leaves_half_of_it),
    CHECK_CASE(test_cut_erase_leaves_part),
    CHECK_CASE(test_nothing_works_until_power_on),
};
extern const struct check_table check_table_nor_flash;
CHECK_TABLE(nor_flash);

/* SPDX-License-Identifier: MIT */
/* The port for rBoot, on a configuration sector as rBoot writes it. */
#include "appverify/port_rboot.h"
#include "fixture.h"

#define CONFIG_SIZE 28u
#define CURRENT_ROM 3u
#define ROM_COUNT 5u
#define ROM_TABLE 8u
#define CHECKSUM 24u

#define SLOT_1 0x1000u
#define SLOT_2 0x81000u

static struct appverify_rboot rboot;
static struct appverify_platform platform;
static uint8_t before[FAKE_FLASH_SECTOR_BYTES];

static uint8_t *config(void)
{
    return fix.flash.sectors[0];
}

static uint8_t checksum_of(const uint8_t *bytes)
{
    uint8_t sum = 0xEF;
    for (uint32_t i = 0; i < CHECKSUM; i++) {
        sum ^= bytes[i];
    }
    return sum;
}

/* Two ROMs, the first one current; what the switch must not touch is no zero. */
static void setup(int with_checksum)
{
    static const uint8_t head[] = {0xE1, 0x01, 0x04, 0x00, 0x10, 0x02, 0x00, 0x00};
    fixture_setup(BOOT_NEW);
    copy_bytes(config(), head, sizeof head);
    store_le32(config() + ROM_TABLE, SLOT_1);
    store_le32(config() + ROM_TABLE + 4, SLOT_2);
    store_le32(config() + ROM_TABLE + 8, 0x102000);
    store_le32(config() + ROM_TABLE + 12, 0x182000);
    fill_bytes(config() + CHECKSUM, 0x5A, 4);
    if (with_checksum) {
        config()[CHECKSUM] = checksum_of(config());
    }
    rboot = (struct appverify_rboot){&fix.storage, FAKE_FLASH_SECTORS, {SLOT_1, SLOT_2}, 0, NULL};
    appverify_rboot_platform(&platform, &rboot);
}

static enum appverify_result switch_to(uint32_t slot)
{
    copy_bytes(before, config(), sizeof before);
    enum appverify_result result = platform.switch_slot(platform.context, slot);
    CHECK_EQUAL(fix.flash.violations, 0);
    return result;
}

static void expect_refused(uint32_t slot)
{
    CHECK_EQUAL(switch_to(slot), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(fix.flash.changes, 0);
}

/* Current ROM and checksum are as wanted, every other byte is as it was. */
static void expect_current(uint8_t rom, uint8_t checksum)
{
    for (uint32_t i = 0; i < CONFIG_SIZE; i++) {
        uint8_t expected = i == CURRENT_ROM ? rom : i == CHECKSUM ? checksum : before[i];
        CHECK_EQUAL(config()[i], expected);
    }
    for (uint32_t i = CONFIG_SIZE; i < FAKE_FLASH_SECTOR_BYTES; i++) {
        CHECK_EQUAL(config()[i], 0xFF);
    }
}

static void switch_writes_current_rom(void)
{
    setup(0);
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t slot = i % 2 == 0 ? 2 : 1;
        check_note(i);
        CHECK_EQUAL(switch_to(slot), APPVERIFY_OK);
        expect_current((uint8_t)(slot - 1), 0x5A);
        CHECK_EQUAL(fix.flash.changes, 2 * (i + 1));
    }
}

static void switch_to_the_current_slot_is_good(void)
{
    setup(1);
    uint8_t checksum = config()[CHECKSUM];
    CHECK_EQUAL(switch_to(1), APPVERIFY_OK);
    expect_current(0, checksum);
    CHECK_EQUAL(fix.flash.changes, 0); /* the only copy is not erased for nothing */
}

static void switch_renews_a_right_checksum(void)
{
    setup(1);
    for (uint32_t i = 0; i < 4; i++) {
        uint8_t rom = i % 2 == 0;
        check_note(i);
        uint8_t expected = (uint8_t)(config()[CHECKSUM] ^ config()[CURRENT_ROM] ^ rom);
        CHECK_EQUAL(switch_to(rom + 1u), APPVERIFY_OK);
        expect_current(rom, expected);
        CHECK_EQUAL(config()[CHECKSUM], checksum_of(config()));
    }
}

/* Any other value is no checksum and stays, so that rBoot judges it as before. */
static void switch_leaves_what_is_no_checksum(void)
{
    for (uint32_t flip = 1; flip < 0x100; flip++) {
        check_note(flip);
        setup(1);
        config()[CHECKSUM] ^= (uint8_t)flip;
        CHECK_EQUAL(switch_to(2), APPVERIFY_OK);
        expect_current(1, before[CHECKSUM]);
    }
}

static void switch_from_any_other_rom(void)
{
    setup(1);
    config()[CURRENT_ROM] = 3;
    config()[ROM_COUNT] = 4;
    config()[CHECKSUM] = checksum_of(config());
    CHECK_EQUAL(switch_to(2), APPVERIFY_OK);
    expect_current(1, checksum_of(config()));
}

static void switch_with_wrong_magic_or_version_is_refused(void)
{
    for (uint32_t at = 0; at <= 1; at++) {
        for (uint32_t flip = 1; flip < 0x100; flip++) {
            check_note(at * 1000 + flip);
            setup(0);
            config()[at] ^= (uint8_t)flip;
            expect_refused(1);
            expect_refused(2);
        }
    }
}

static void switch_in_a_blank_sector_is_refused(void)
{
    setup(0);
    fill_bytes(config(), 0xFF, CONFIG_SIZE);
    expect_refused(1);
    expect_refused(2);
}

static void switch_beyond_the_count_is_refused(void)
{
    setup(0);
    config()[ROM_COUNT] = 0;
    expect_refused(1);
    expect_refused(2);
    for (uint32_t count = 5; count <= 255; count++) { /* more than the table has */
        check_note(count);
        config()[ROM_COUNT] = (uint8_t)count;
        expect_refused(2);
    }
    config()[ROM_COUNT] = 1;
    expect_refused(2);
    CHECK_EQUAL(switch_to(1), APPVERIFY_OK);
}

static void switch_to_no_slot_is_refused(void)
{
    static const uint32_t slots[] = {0, 3, 4, 5, 0x101, 0x102, 0x80000001, 0xFFFFFFFF};
    setup(0);
    config()[ROM_COUNT] = 4;
    for (uint32_t i = 0; i < CHECK_COUNT(slots); i++) {
        check_note(slots[i]);
        expect_refused(slots[i]);
    }
    /* What a look before both tables would find agrees. */
    store_le32(config() + ROM_TABLE - 4, FAKE_FLASH_SECTORS);
    expect_refused(0);
}

/* The image was judged at slot_offset: rBoot must start it there. */
static void switch_to_a_rom_elsewhere_is_refused(void)
{
    for (uint32_t slot = 1; slot <= 2; slot++) {
        for (uint32_t bit = 0; bit < 32; bit++) {
            check_note(slot * 100 + bit);
            setup(0);
            config()[ROM_TABLE + 4 * (slot - 1) + bit / 8] ^= (uint8_t)(1u << bit % 8);
            expect_refused(slot);
            CHECK_EQUAL(switch_to(3 - slot), APPVERIFY_OK);
        }
    }
    setup(0);
    rboot.slot_offset[1] += 0x1000;
    expect_refused(2);
}

static void switch_with_read_error_is_refused(void)
{
    setup(1);
    fix.flash.fail_at = 1;
    CHECK_EQUAL(switch_to(2), APPVERIFY_ERR_READ);
    setup(1);
    fix.flash.fail_at = 1;
    fix.flash.fail_reply = 0; /* only APPVERIFY_OK is good */
    CHECK_EQUAL(switch_to(2), APPVERIFY_ERR_READ);
    CHECK_EQUAL(fix.flash.changes, 0);
    CHECK_EQUAL(config()[CURRENT_ROM], 0);
}

/* The old configuration, the new one, or none that is taken for valid. */
static void switch_that_fails_to_erase_or_write_says_so(void)
{
    for (uint32_t at = 1; at <= 2; at++) {
        for (uint32_t cut = 0; cut < FAKE_CUTS; cut++) {
            check_note(at * 10 + cut);
            setup(1);
            fix.flash.cut_at = at;
            fix.flash.cut = cut;
            CHECK_EQUAL(switch_to(2), APPVERIFY_ERR_WRITE);
            CHECK_EQUAL(fix.flash.changes, at);
            fake_flash_reset(&fix.flash);
            if (at == 1 && cut == FAKE_CUT_BEFORE) {
                expect_current(0, before[CHECKSUM]);
            } else if (at == 2 && cut == FAKE_CUT_AFTER) {
                expect_current(1, checksum_of(config()));
            } else if (at == 1 || cut == FAKE_CUT_BEFORE) {
                expect_refused(2);
            } else {
                CHECK(config()[CHECKSUM] != checksum_of(config()));
            }
        }
    }
}

static void switch_touches_its_sector_only(void)
{
    setup(1);
    fill_bytes(fix.flash.sectors[1], 0x33, FAKE_FLASH_SECTOR_BYTES);
    CHECK_EQUAL(switch_to(2), APPVERIFY_OK);
    for (uint32_t i = 0; i < FAKE_FLASH_SECTOR_BYTES; i++) {
        CHECK_EQUAL(fix.flash.sectors[1][i], 0x33);
    }
}

/*
 * rBoot's rboot.h: the checksum byte follows MAX_ROMS offsets, and is 0xEF XOR every byte before
 * it. Offsets that are not used are zero.
 */
static uint32_t setup_roms(uint32_t max_roms, int with_checksum)
{
    uint32_t end = ROM_TABLE + 4 * max_roms;
    setup(0);
    rboot.max_roms = max_roms;
    fill_bytes(config() + ROM_TABLE + 8, 0xFF, FAKE_FLASH_SECTOR_BYTES - ROM_TABLE - 8);
    fill_bytes(config() + ROM_TABLE + 8, 0, end - ROM_TABLE - 8);
    if (with_checksum) {
        uint8_t sum = 0xEF;
        for (uint32_t i = 0; i < end; i++) {
            sum ^= config()[i];
        }
        config()[end] = sum;
    }
    return end;
}

/* Every byte but the current ROM and the checksum is as it was. */
static void expect_kept(uint32_t checksum_at, uint8_t rom, uint8_t checksum)
{
    for (uint32_t i = 0; i < FAKE_FLASH_SECTOR_BYTES; i++) {
        uint8_t expected = i == CURRENT_ROM ? rom : i == checksum_at ? checksum : before[i];
        CHECK_EQUAL(config()[i], expected);
    }
}

static void switch_with_another_max_roms_keeps_all(void)
{
    for (uint32_t max_roms = 2; max_roms <= 13; max_roms++) { /* all that 64 bytes hold */
        for (int with_checksum = 0; with_checksum <= 1; with_checksum++) {
            check_note(max_roms * 10 + (uint32_t)with_checksum);
            uint32_t end = setup_roms(max_roms, with_checksum);
            CHECK_EQUAL(switch_to(2), APPVERIFY_OK);
            /* One byte went from 0 to 1, and so the sum's lowest bit flipped. */
            expect_kept(end, 1, with_checksum ? before[end] ^ 1 : 0xFF);
        }
    }
}

/* Taken for another MAX_ROMS than rBoot was built with, offsets or the checksum would be lost. */
static void switch_with_wrong_max_roms_is_refused(void)
{
    static const uint32_t given[] = {0, 2, 3, 4, 5, 6};
    for (uint32_t i = 0; i < CHECK_COUNT(given); i++) {
        check_note(i);
        (void)setup_roms(8, 1);
        rboot.max_roms = given[i];
        expect_refused(2);
    }
    for (uint32_t more = 5; more <= APPVERIFY_RBOOT_ROMS_MAX; more++) {
        check_note(more);
        (void)setup_roms(4, 1);
        rboot.max_roms = more;
        expect_refused(2);
    }
    (void)setup_roms(8, 1);
    config()[ROM_COUNT] = 8;
    rboot.max_roms = 7;
    expect_refused(2);
    (void)setup_roms(4, 0);
    rboot.max_roms = APPVERIFY_RBOOT_ROMS_MAX + 1;
    expect_refused(2);
    rboot.max_roms = 0xFFFFFFFF;
    expect_refused(2);
}

/* rBoot leaves the rest of its sector to the user. */
static void switch_in_a_sector_with_user_data_is_refused_without_ram(void)
{
    for (uint32_t at = CONFIG_SIZE; at < FAKE_FLASH_SECTOR_BYTES; at++) {
        check_note(at);
        setup(1);
        config()[at] = 0x7F;
        expect_refused(2);
    }
}

static void switch_with_ram_for_the_sector_keeps_user_data(void)
{
    static uint32_t sector[1024];
    for (int with_checksum = 0; with_checksum <= 1; with_checksum++) {
        uint32_t end = setup_roms(6, with_checksum);
        rboot.sector = sector;
        for (uint32_t i = end + 4; i < FAKE_FLASH_SECTOR_BYTES; i++) {
            config()[i] = (uint8_t)i;
        }
        CHECK_EQUAL(switch_to(2), APPVERIFY_OK);
        expect_kept(end, 1, with_checksum ? before[end] ^ 1 : 0xFF);
        CHECK_EQUAL(switch_to(1), APPVERIFY_OK);
        expect_kept(end, 0, with_checksum ? before[end] ^ 1 : 0xFF);
    }
}

static void switch_with_read_error_in_the_rest_is_refused(void)
{
    for (uint32_t read = 2; read <= 3; read++) {
        setup(1);
        fix.flash.fail_at = read;
        CHECK_EQUAL(switch_to(2), APPVERIFY_ERR_READ);
        CHECK_EQUAL(fix.flash.changes, 0);
    }
}

/* The whole way: verdict, store, switch. */
static void commit_switches_rboot(void)
{
    for (uint32_t good = 0; good <= 1; good++) {
        struct appverify_storage sectors;
        struct fake_flash other;
        setup(1);
        fake_flash_init(&other, &sectors, fix.image, 0);
        fix.store.storage = &sectors;
        fix.platform = platform;
        config()[CURRENT_ROM] = 1;
        config()[CHECKSUM] = checksum_of(config());
        rboot.slot_offset[0] = good ? SLOT_1 : SLOT_2;
        CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
        CHECK_EQUAL(fixture_commit(64), good ? APPVERIFY_COMMITTED : APPVERIFY_ERR_SWITCH);
        CHECK_EQUAL(config()[CURRENT_ROM], !good);
        CHECK_EQUAL(config()[CHECKSUM], checksum_of(config()));
        CHECK_EQUAL(other.violations, 0);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(switch_writes_current_rom),
    CHECK_CASE(switch_to_the_current_slot_is_good),
    CHECK_CASE(switch_renews_a_right_checksum),
    CHECK_CASE(switch_leaves_what_is_no_checksum),
    CHECK_CASE(switch_from_any_other_rom),
    CHECK_CASE(switch_with_wrong_magic_or_version_is_refused),
    CHECK_CASE(switch_in_a_blank_sector_is_refused),
    CHECK_CASE(switch_beyond_the_count_is_refused),
    CHECK_CASE(switch_to_no_slot_is_refused),
    CHECK_CASE(switch_to_a_rom_elsewhere_is_refused),
    CHECK_CASE(switch_with_read_error_is_refused),
    CHECK_CASE(switch_that_fails_to_erase_or_write_says_so),
    CHECK_CASE(switch_touches_its_sector_only),
    CHECK_CASE(switch_with_another_max_roms_keeps_all),
    CHECK_CASE(switch_with_wrong_max_roms_is_refused),
    CHECK_CASE(switch_in_a_sector_with_user_data_is_refused_without_ram),
    CHECK_CASE(switch_with_ram_for_the_sector_keeps_user_data),
    CHECK_CASE(switch_with_read_error_in_the_rest_is_refused),
    CHECK_CASE(commit_switches_rboot),
};
CHECK_TABLE(rboot);

/* SPDX-License-Identifier: MIT */
/* The way out when both sectors of the store are damaged, and that it is no way around it. */
#include "fixture.h"

#define LEAST 6u
#define OLDER 8u /* stored by the two records, before they were damaged */
#define NEWER 9u
#define CHANGES 4u /* an erase and a write of each sector */

enum sector_is { BLANK, DAMAGED, GOOD };

static uint32_t misreads; /* how many of the next reads get a wrong bit */

static enum appverify_result misread(void *context, uint32_t offset, uint8_t *buffer, size_t length)
{
    enum appverify_result result = fix.storage.read(context, offset, buffer, length);
    if (misreads > 0) {
        misreads--;
        buffer[8] ^= 1;
    }
    return result;
}

/* A store that was written three times: the newest record is in the first sector. */
static void setup(enum sector_is first, enum sector_is second)
{
    const enum sector_is sectors[2] = {first, second};
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; i < 3; i++) {
        const struct appverify_store_state state = {OLDER - 1 + i, 1, 7, 3};
        CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
    }
    for (uint32_t i = 0; i < 2; i++) {
        if (sectors[i] == BLANK) {
            fill_bytes(fix.flash.sectors[i], 0xFF, FAKE_FLASH_SECTOR_BYTES);
        } else if (sectors[i] == DAMAGED) {
            fix.flash.sectors[i][8] ^= 1;
        }
    }
    fake_flash_reset(&fix.flash);
}

static enum appverify_result recover(void)
{
    return appverify_store_recover(&fix.store, LEAST);
}

static void expect_recovered(void)
{
    struct appverify_store_state state = fixture_stored();
    CHECK_EQUAL(state.security_counter, LEAST);
    CHECK_EQUAL(state.trial_slot, 0);
    CHECK_EQUAL(state.trial_counter, 0);
    CHECK_EQUAL(state.boots_left, 0);
    CHECK_EQUAL(fix.flash.violations, 0);
}

static int is_damaged(void)
{
    struct appverify_store_state state;
    return appverify_store_read(&fix.store, &state) == APPVERIFY_ERR_STORE;
}

static void recover_of_a_damaged_store_is_good(void)
{
    for (uint32_t first = BLANK; first <= DAMAGED; first++) {
        check_note(first);
        setup((enum sector_is)first, DAMAGED);
        CHECK(is_damaged());
        CHECK_EQUAL(recover(), APPVERIFY_OK);
        expect_recovered();
        CHECK_EQUAL(fix.flash.changes, CHANGES);
        /* As before any damage: one sector may be lost, the counter never falls. */
        for (uint32_t sector = 0; sector < 2; sector++) {
            fix.flash.sectors[sector][20] ^= 0x10;
            expect_recovered();
            fix.flash.sectors[sector][20] ^= 0x10;
        }
        struct appverify_store_state state = {LEAST - 1, 0, 0, 0};
        CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_ERR_ROLLBACK);
        state.security_counter = LEAST + 1;
        CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
        CHECK_EQUAL(fixture_stored().security_counter, LEAST + 1);
    }
}

/* The counters at both ends of their range, and damage of every kind. */
static void recover_of_any_damage_is_good(void)
{
    static const uint8_t patterns[] = {0x00, 0x55, 0xFE};
    static const uint32_t counters[] = {0, 1, 0x80000000, 0xFFFFFFFF};
    for (uint32_t i = 0; i < 12; i++) {
        check_note(i);
        setup(DAMAGED, DAMAGED);
        fill_bytes(fix.flash.sectors[0], patterns[i % 3], FAKE_FLASH_SECTOR_BYTES);
        fill_bytes(fix.flash.sectors[1], patterns[i / 3 % 3], FAKE_FLASH_SECTOR_BYTES);
        CHECK_EQUAL(appverify_store_recover(&fix.store, counters[i % 4]), APPVERIFY_OK);
        CHECK_EQUAL(fixture_stored().security_counter, counters[i % 4]);
    }
}

/* Every other state says something, if only that the device is new: that stays. */
static void recover_of_a_store_that_is_not_damaged_is_refused(void)
{
    static const struct {
        enum sector_is first, second;
        uint32_t counter;
    } states[] = {
        {BLANK, BLANK, 0},    {DAMAGED, BLANK, 0},    {BLANK, GOOD, OLDER}, {DAMAGED, GOOD, OLDER},
        {GOOD, BLANK, NEWER}, {GOOD, DAMAGED, NEWER}, {GOOD, GOOD, NEWER},
    };
    static const uint32_t counters[] = {0, LEAST, NEWER, 0xFFFFFFFF};
    for (uint32_t i = 0; i < 7 * 4; i++) {
        check_note(i);
        setup(states[i / 4].first, states[i / 4].second);
        CHECK_EQUAL(appverify_store_recover(&fix.store, counters[i % 4]), APPVERIFY_ERR_STATE);
        CHECK_EQUAL(fix.flash.changes, 0);
        CHECK_EQUAL(fixture_stored().security_counter, states[i / 4].counter);
    }
}

static void recover_twice_is_refused(void)
{
    setup(DAMAGED, DAMAGED);
    CHECK_EQUAL(recover(), APPVERIFY_OK);
    CHECK_EQUAL(appverify_store_recover(&fix.store, 0), APPVERIFY_ERR_STATE);
    CHECK_EQUAL(appverify_store_recover(&fix.store, LEAST + 1), APPVERIFY_ERR_STATE);
    expect_recovered();
    CHECK_EQUAL(fix.flash.changes, CHANGES);
}

/* Damaged as before, or recovered; never a new device, whose counter would be 0. */
static void expect_damaged_or_recovered(uint32_t recovered)
{
    fake_flash_reset(&fix.flash);
    CHECK_EQUAL(is_damaged(), !recovered);
    CHECK_EQUAL(recover(), recovered ? APPVERIFY_ERR_STATE : APPVERIFY_OK);
    expect_recovered();
}

static enum appverify_result recover_with_cut(uint32_t number)
{
    fake_flash_reset(&fix.flash);
    fix.flash.cut_at = 1 + number % CHANGES;
    fix.flash.cut = number / CHANGES;
    return recover();
}

/* What this cut leaves: the first record is the second change. */
static uint32_t is_recovered(void)
{
    return fix.flash.cut_at > 2 || (fix.flash.cut_at == 2 && fix.flash.cut == FAKE_CUT_AFTER);
}

static void recover_survives_a_power_cut_at_every_change(void)
{
    for (uint32_t i = 0; i < 2 * CHANGES * FAKE_CUTS; i++) {
        check_note(i);
        setup(i % 2 == 0 ? BLANK : DAMAGED, DAMAGED);
        CHECK_EQUAL(recover_with_cut(i / 2), APPVERIFY_ERR_WRITE);
        CHECK_EQUAL(fix.flash.changes, fix.flash.cut_at);
        expect_damaged_or_recovered(is_recovered());
    }
}

static void recover_survives_two_power_cuts(void)
{
    const uint32_t cuts = CHANGES * FAKE_CUTS;
    for (uint32_t i = 0; i < cuts * cuts; i++) {
        uint32_t recovered = 0;
        check_note(i);
        setup(DAMAGED, DAMAGED);
        for (uint32_t cut = i, tries = 0; tries < 2; tries++, cut /= cuts) {
            enum appverify_result result = recover_with_cut(cut % cuts);
            CHECK_EQUAL(result, recovered ? APPVERIFY_ERR_STATE : APPVERIFY_ERR_WRITE);
            recovered |= is_recovered();
        }
        expect_damaged_or_recovered(recovered);
    }
}

static void recover_with_read_error_at_every_read_is_refused(void)
{
    setup(DAMAGED, DAMAGED);
    CHECK_EQUAL(recover(), APPVERIFY_OK);
    uint32_t reads = fix.flash.reads;
    for (uint32_t read = 1; read <= reads; read++) {
        check_note(read);
        setup(DAMAGED, DAMAGED);
        fix.flash.fail_at = read;
        CHECK_EQUAL(recover(), APPVERIFY_ERR_READ);
        CHECK_EQUAL(fix.flash.changes, read <= 4 ? 0 : read <= 6 ? 2 : 4);
        expect_damaged_or_recovered(read > 4);
    }
    CHECK_EQUAL(reads, 8);
}

static void recover_by_writes_that_are_lost_says_so(void)
{
    setup(BLANK, DAMAGED);
    fix.flash.lose_writes = 1;
    CHECK_EQUAL(recover(), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(fix.flash.changes, 2);
    expect_damaged_or_recovered(0);
}

/* A good store that is misread: once is no damage, and what is readable after all is not lowered.
 */
static void recover_of_a_store_that_was_misread_keeps_its_counter(void)
{
    for (uint32_t wrong = 1; wrong <= 5; wrong++) {
        check_note(wrong);
        setup(GOOD, GOOD);
        struct appverify_storage storage = fix.storage;
        storage.read = misread;
        fix.store.storage = &storage;
        misreads = wrong;
        enum appverify_result result = recover();
        misreads = 0;
        CHECK_EQUAL(result, wrong < 4 ? APPVERIFY_ERR_STATE : APPVERIFY_ERR_WRITE);
        CHECK_EQUAL(fix.flash.changes, wrong < 4 ? 0 : 2);
        CHECK_EQUAL(fixture_stored().security_counter, wrong < 4 ? NEWER : OLDER);
        fix.store.storage = &fix.storage;
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(recover_of_a_damaged_store_is_good),
    CHECK_CASE(recover_of_any_damage_is_good),
    CHECK_CASE(recover_of_a_store_that_is_not_damaged_is_refused),
    CHECK_CASE(recover_twice_is_refused),
    CHECK_CASE(recover_survives_a_power_cut_at_every_change),
    CHECK_CASE(recover_survives_two_power_cuts),
    CHECK_CASE(recover_with_read_error_at_every_read_is_refused),
    CHECK_CASE(recover_by_writes_that_are_lost_says_so),
    CHECK_CASE(recover_of_a_store_that_was_misread_keeps_its_counter),
};
CHECK_TABLE(store_recover);

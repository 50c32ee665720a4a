/* SPDX-License-Identifier: MIT */
/*
 * Whole updates on the emulated flash of the board: the power goes at every single change of the
 * flash, and the next boot must find a consistent device.
 */
#include "nor_device.h"

static uint32_t count_changes_of_update(uint32_t past, uint32_t trial_boots)
{
    device_setup(past, trial_boots);
    CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
    device_expect_updated();
    device_setup(past, trial_boots);
    CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
    CHECK_EQUAL(device_changes(), 1 + (device.update_size + PIECE - 1) / PIECE + COMMIT_CHANGES);
    return device_changes();
}

/* 1 when change number was finished before the cut at another one, or in spite of it. */
static int is_done(uint32_t number, uint32_t at, uint32_t cut)
{
    return at > number || (at == number && cut == NOR_FLASH_CUT_AFTER);
}

/* 1 when a cut leaves the slot switched. The last two changes are those of the board's flag: 0 when
 * the first copy holds, and then its erasure is enough; else its write. */
static int is_switched(uint32_t count, uint32_t at, uint32_t cut, uint32_t flag)
{
    return flag == 0 ? at > count - 1 || (at == count - 1 && cut != NOR_FLASH_CUT_BEFORE)
                     : at == count && (cut == NOR_FLASH_CUT_AFTER || cut == NOR_FLASH_CUT_HALF);
}

static void cut_updates(uint32_t trial_boots)
{
    for (uint32_t past = 0; past < PASTS; past++) {
        uint32_t count = count_changes_of_update(past, trial_boots);
        device_setup(past, trial_boots);
        uint32_t flag = device.sectors[BOARD_FLAG][0];
        for (uint32_t at = 1; at <= count; at++) {
            for (uint32_t cut = 0; cut < NOR_FLASH_CUTS; cut++) {
                check_note(device_note(past, at, cut));
                device_setup(past, trial_boots);
                nor_flash_cut_power(&device.nor, at, (enum nor_flash_cut)cut);
                CHECK(device_update() != APPVERIFY_COMMITTED);
                CHECK_EQUAL(device_changes(), at);
                CHECK_EQUAL(device_restart(),
                            is_switched(count, at, cut, flag) ? device.other : device.home);
                CHECK(is_done(count - 4, at, cut) ? device_is_new() : device_is_old());
                device_expect_retry();
            }
        }
    }
}

static void commit_now_survives_a_power_cut_at_every_change(void)
{
    cut_updates(0);
}

static void commit_on_trial_survives_a_power_cut_at_every_change(void)
{
    cut_updates(TRIAL_BOOTS);
}

/* The commit is cut, then whatever the old firmware does about it is cut too. */
static void update_survives_two_power_cuts(void)
{
    /* the second time also the end of the trial, which the first left on record */
    const uint32_t seconds = COMMIT_CHANGES + 2;
    for (uint32_t i = 0; i < seconds * NOR_FLASH_CUTS * COMMIT_CHANGES * NOR_FLASH_CUTS; i++) {
        uint32_t second_cut = i % NOR_FLASH_CUTS;
        uint32_t second = 1 + i / NOR_FLASH_CUTS % seconds;
        uint32_t cut = i / (NOR_FLASH_CUTS * seconds) % NOR_FLASH_CUTS;
        uint32_t at = 1 + i / (NOR_FLASH_CUTS * seconds * NOR_FLASH_CUTS);
        uint32_t on_trial = 0;
        check_note(i);
        device_setup(i % PASTS, TRIAL_BOOTS);
        CHECK_EQUAL(device_download(), APPVERIFY_OK);
        nor_flash_cut_power(&device.nor, at, (enum nor_flash_cut)cut);
        CHECK(device_commit() != APPVERIFY_COMMITTED);
        if (device_restart() == device.home) {
            nor_flash_cut_power(&device.nor, second, (enum nor_flash_cut)second_cut);
            if (device_boot(device.home, &on_trial) == APPVERIFY_OK) {
                (void)device_commit();
            }
        }
        device_expect_retry();
    }
}

/* Boots of the new firmware, unconfirmed, until the old firmware runs in peace. */
static void boot_until_fallen_back(uint32_t cut_at, enum nor_flash_cut cut)
{
    uint32_t runs = 0;
    uint32_t resets = 0;
    uint32_t slot = 0;
    uint32_t last = TRIAL_BOOTS;
    enum appverify_result result = APPVERIFY_ERR_UNDECIDED;
    uint32_t before_cut = cut_at;
    do {
        uint32_t on_trial = 0;
        uint32_t done = device_changes();
        slot = device_restart();
        nor_flash_cut_power(&device.nor, before_cut, cut);
        result = device_boot(slot, &on_trial);
        before_cut -= before_cut < device_changes() - done ? before_cut : device_changes() - done;
        nor_flash_power_on(&device.nor);
        runs += slot == device.other && result == APPVERIFY_OK;
        CHECK(slot == device.home || result != APPVERIFY_OK || on_trial);
        struct appverify_store_state state = device_stored();
        CHECK_EQUAL(state.security_counter, device.before);
        CHECK(state.boots_left <= last);
        CHECK(slot == device.home || state.trial_slot == device.other);
        last = state.boots_left;
    } while ((slot != device.home || result != APPVERIFY_OK) && ++resets < 20);
    CHECK(resets < 20);
    CHECK(runs == TRIAL_BOOTS || (cut_at != 0 && runs == TRIAL_BOOTS - 1));
    CHECK(device_is_old());
}

static void trial_falls_back_whenever_the_power_goes(void)
{
    uint32_t count = 2 * TRIAL_BOOTS + COMMIT_CHANGES;
    for (uint32_t past = 0; past < PASTS; past++) {
        for (uint32_t at = 0; at <= count; at++) {
            for (uint32_t cut = 0; cut < NOR_FLASH_CUTS; cut++) {
                check_note(device_note(past, at, cut));
                device_setup(past, TRIAL_BOOTS);
                CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
                uint32_t done = device_changes();
                boot_until_fallen_back(at, (enum nor_flash_cut)cut);
                CHECK(at != 0 || device_changes() - done == count);
                CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
                device_expect_updated();
            }
        }
    }
}

/* In each of the boots that the trial allows. */
static void confirm_survives_a_power_cut_at_every_change(void)
{
    for (uint32_t i = 0; i < PASTS * TRIAL_BOOTS * 2 * NOR_FLASH_CUTS; i++) {
        uint32_t cut = i % NOR_FLASH_CUTS;
        uint32_t at = 1 + i / NOR_FLASH_CUTS % 2;
        uint32_t boots = 1 + i / (NOR_FLASH_CUTS * 2) % TRIAL_BOOTS;
        uint32_t on_trial = 0;
        check_note(i);
        device_setup(i / (NOR_FLASH_CUTS * 2 * TRIAL_BOOTS), TRIAL_BOOTS);
        CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
        for (uint32_t k = 0; k < boots; k++) {
            CHECK_EQUAL(device_boot(device_restart(), &on_trial), APPVERIFY_OK);
            CHECK_EQUAL(on_trial, 1);
        }
        nor_flash_cut_power(&device.nor, at, (enum nor_flash_cut)cut);
        CHECK_EQUAL(appverify_confirm(&fix.store, device.other), APPVERIFY_ERR_WRITE);
        CHECK_EQUAL(device_restart(), device.other);
        if (!device_is(NEW_COUNTER, 0, 0, 0)) {
            CHECK(device_is(device.before, device.other, NEW_COUNTER, TRIAL_BOOTS - boots));
            CHECK_EQUAL(appverify_confirm(&fix.store, device.other), APPVERIFY_OK);
        }
        device_expect_confirmed();
    }
}

/* Another update was faster: its counter holds, on trial or not. */
static void commit_after_the_counter_was_raised_is_refused(void)
{
    for (uint32_t trial_boots = 0; trial_boots <= TRIAL_BOOTS; trial_boots++) {
        const struct appverify_store_state raised = {NEW_COUNTER + 1, 0, 0, 0};
        struct appverify_store_state state = {0, 0, 0, 0};
        device_setup(1, trial_boots);
        CHECK_EQUAL(device_download(), APPVERIFY_OK);
        device_set_policy(device.other, device.before);
        CHECK_EQUAL(fixture_verify(0, BUDGET), APPVERIFY_OK);
        CHECK_EQUAL(appverify_store_write(&fix.store, &raised), APPVERIFY_OK);
        uint32_t done = device_changes();
        CHECK_EQUAL(fixture_commit(BUDGET), APPVERIFY_ERR_ROLLBACK);
        CHECK_EQUAL(device_changes(), done);
        CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_OK);
        CHECK_EQUAL(state.security_counter, NEW_COUNTER + 1);
        CHECK_EQUAL(state.trial_slot, 0);
        CHECK_EQUAL(port_board_boot_slot(&device_board), device.home);
    }
}

/* Damaged or recovered, and never a new device; then the update goes on as on any other. */
static void recovery_survives_a_power_cut_at_every_change(void)
{
    const uint32_t changes = 4; /* an erase and a write of each sector */
    for (uint32_t i = 0; i < PASTS * changes * NOR_FLASH_CUTS; i++) {
        struct appverify_store_state state;
        uint32_t cut = i % NOR_FLASH_CUTS;
        uint32_t at = 1 + i / NOR_FLASH_CUTS % changes;
        check_note(i);
        device_setup(i / (NOR_FLASH_CUTS * changes), TRIAL_BOOTS);
        device.before = OLD_COUNTER;
        device.sectors[STORE_A][8] ^= 0x04;
        device.sectors[STORE_B][8] ^= 0x04;
        CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_ERR_STORE);
        nor_flash_cut_power(&device.nor, at, (enum nor_flash_cut)cut);
        CHECK_EQUAL(appverify_store_recover(&fix.store, OLD_COUNTER), APPVERIFY_ERR_WRITE);
        CHECK_EQUAL(device_changes(), at);
        nor_flash_power_on(&device.nor);
        CHECK_EQUAL(appverify_store_read(&fix.store, &state),
                    is_done(2, at, cut) ? APPVERIFY_OK : APPVERIFY_ERR_STORE);
        CHECK_EQUAL(appverify_store_recover(&fix.store, OLD_COUNTER),
                    is_done(2, at, cut) ? APPVERIFY_ERR_STATE : APPVERIFY_OK);
        CHECK(device_is_old());
        CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
        device_expect_updated();
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(commit_now_survives_a_power_cut_at_every_change),
    CHECK_CASE(commit_on_trial_survives_a_power_cut_at_every_change),
    CHECK_CASE(update_survives_two_power_cuts),
    CHECK_CASE(trial_falls_back_whenever_the_power_goes),
    CHECK_CASE(confirm_survives_a_power_cut_at_every_change),
    CHECK_CASE(commit_after_the_counter_was_raised_is_refused),
    CHECK_CASE(recovery_survives_a_power_cut_at_every_change),
};
extern const struct check_table check_table_commit_nor;
CHECK_TABLE(commit_nor);

/* SPDX-License-Identifier: MIT */
/* Updates on the emulated flash of the board: every read fails once, and nothing is switched. */
#include "nor_device.h"

/* Never a switch; the store is as before until its write has begun. */
static void fail_reads_of_commit(uint32_t past, uint32_t trial_boots)
{
    device_setup(past, trial_boots);
    CHECK_EQUAL(device_download(), APPVERIFY_OK);
    uint32_t first = device.nor.reads;
    CHECK_EQUAL(device_commit(), APPVERIFY_COMMITTED);
    uint32_t count = device.nor.reads - first;
    CHECK(count > 10);
    for (uint32_t read = 1; read <= count; read++) {
        check_note(device_note(past, read, 0));
        device_setup(past, trial_boots);
        CHECK_EQUAL(device_download(), APPVERIFY_OK);
        uint32_t done = device_changes();
        nor_flash_fail_read(&device.nor, read);
        enum appverify_result result = device_commit();
        nor_flash_fail_read(&device.nor, 0);
        CHECK(result == APPVERIFY_ERR_READ || result == APPVERIFY_ERR_SWITCH);
        CHECK_EQUAL(port_board_boot_slot(&device_board), device.home);
        CHECK(device_is_old() ? device_changes() == done
                              : device_is_new() && device_changes() >= done + 2);
        device_expect_retry();
    }
}

static void commit_with_read_error_at_every_read_does_not_switch(void)
{
    for (uint32_t past = 0; past < PASTS; past++) {
        fail_reads_of_commit(past, 0);
        fail_reads_of_commit(past, TRIAL_BOOTS);
    }
}

/* Read errors in each boot of a trial: no switch, and the trial is on record still. */
static void boot_with_read_error_at_every_read_does_not_switch(void)
{
    for (uint32_t boots = 0; boots <= TRIAL_BOOTS; boots++) {
        for (uint32_t read = 1; read <= (boots < TRIAL_BOOTS ? 6 : 4); read++) {
            uint32_t on_trial = 0;
            check_note(boots * 10 + read);
            device_setup((boots + read) % PASTS, TRIAL_BOOTS);
            CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
            for (uint32_t i = 0; i < boots; i++) {
                CHECK_EQUAL(device_boot(device.other, &on_trial), APPVERIFY_OK);
            }
            uint32_t done = device_changes();
            nor_flash_fail_read(&device.nor, read);
            enum appverify_result result = device_boot(device.other, &on_trial);
            CHECK(result == APPVERIFY_ERR_READ || result == APPVERIFY_ERR_SWITCH);
            CHECK_EQUAL(device_restart(), device.other);
            uint32_t written = device_changes() != done;
            CHECK_EQUAL(written, boots < TRIAL_BOOTS && read > 4);
            CHECK(
                device_is(device.before, device.other, NEW_COUNTER, TRIAL_BOOTS - boots - written));
        }
    }
}

static void confirm_with_read_error_at_every_read_keeps_the_trial(void)
{
    for (uint32_t read = 1; read <= 6; read++) {
        check_note(read);
        device_setup(1, TRIAL_BOOTS);
        CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
        nor_flash_fail_read(&device.nor, read);
        CHECK_EQUAL(appverify_confirm(&fix.store, device.other), APPVERIFY_ERR_READ);
        CHECK_EQUAL(device_restart(), device.other);
        CHECK(read > 4 ? device_is(NEW_COUNTER, 0, 0, 0)
                       : device_is(device.before, device.other, NEW_COUNTER, TRIAL_BOOTS));
        CHECK_EQUAL(appverify_confirm(&fix.store, device.other), APPVERIFY_OK);
        device_expect_confirmed();
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(commit_with_read_error_at_every_read_does_not_switch),
    CHECK_CASE(boot_with_read_error_at_every_read_does_not_switch),
    CHECK_CASE(confirm_with_read_error_at_every_read_keeps_the_trial),
};
extern const struct check_table check_table_commit_read_error;
CHECK_TABLE(commit_read_error);

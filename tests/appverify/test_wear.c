/* SPDX-License-Identifier: MIT */
/* How often each step of an update erases the store: the figures of docs/device.md. */
#include "fixture.h"

#define TRIAL_BOOTS 3u

/* Erases since the last call, of both sectors; each of them comes with one write. */
static uint32_t take_erases(void)
{
    uint32_t erases = fix.flash.erases[0] + fix.flash.erases[1];
    CHECK_EQUAL(fix.flash.changes, 2 * erases);
    fake_flash_reset(&fix.flash);
    return erases;
}

/* A device in the field: its store has a record. The image for slot 1 is good. */
static void setup(void)
{
    const struct appverify_store_state state = {5, 0, 0, 0};
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
    fake_flash_reset(&fix.flash);
}

static void update(uint32_t trial_boots)
{
    CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), APPVERIFY_OK);
    CHECK_EQUAL(take_erases(), 0);
    fix.commit.trial_boots = trial_boots;
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
}

static enum appverify_result boot(uint32_t slot, uint32_t own_counter)
{
    uint32_t on_trial = 0;
    return appverify_boot(&fix.store, &fix.platform, slot, own_counter, &on_trial);
}

static void wear_of_an_update_without_trial_is_one_erase(void)
{
    setup();
    update(0);
    CHECK_EQUAL(take_erases(), 1);
    CHECK_EQUAL(boot(1, 7), APPVERIFY_OK);
    CHECK_EQUAL(take_erases(), 0);
}

static void wear_of_a_confirmed_update_is_three_erases(void)
{
    setup();
    update(TRIAL_BOOTS);
    CHECK_EQUAL(take_erases(), 1);
    CHECK_EQUAL(boot(1, 7), APPVERIFY_OK);
    CHECK_EQUAL(take_erases(), 1);
    CHECK_EQUAL(appverify_confirm(&fix.store, 1), APPVERIFY_OK);
    CHECK_EQUAL(take_erases(), 1);
    CHECK_EQUAL(boot(1, 7), APPVERIFY_OK);
    CHECK_EQUAL(appverify_confirm(&fix.store, 1), APPVERIFY_OK);
    CHECK_EQUAL(take_erases(), 0);
}

static void wear_of_a_failed_trial_of_three_boots_is_five_erases(void)
{
    setup();
    update(TRIAL_BOOTS);
    for (uint32_t i = 0; i < TRIAL_BOOTS; i++) {
        CHECK_EQUAL(boot(1, 7), APPVERIFY_OK);
    }
    CHECK_EQUAL(take_erases(), 4);
    CHECK_EQUAL(boot(1, 7), APPVERIFY_COMMITTED);
    CHECK_EQUAL(take_erases(), 0);
    CHECK_EQUAL(boot(2, 5), APPVERIFY_OK);
    CHECK_EQUAL(take_erases(), 1);
    CHECK_EQUAL(boot(2, 5), APPVERIFY_OK);
    CHECK_EQUAL(take_erases(), 0);
}

static void wear_of_a_refused_update_is_none(void)
{
    setup();
    fix.policy.min_counter = 8;
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_ROLLBACK);
    fix.policy.min_counter = 5;
    fixture_blocks()[20] ^= 1;
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_SIGNATURE);
    fixture_blocks()[20] ^= 1;
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    fix.image[20] ^= 1;
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
    CHECK_EQUAL(fixture_run(64), APPVERIFY_ERR_DIGEST);
    fix.image[20] ^= 1;
    CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
    fix.image[20] ^= 1;
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_ERR_DIGEST);
    CHECK_EQUAL(take_erases(), 0);
}

/* In the first boot of a firmware that came by cable, or from the factory. */
static void wear_of_a_raised_counter_is_one_erase(void)
{
    for (uint32_t is_new = 0; is_new <= 1; is_new++) {
        setup();
        if (is_new) {
            fixture_setup(BOOT_NEW);
        }
        CHECK_EQUAL(boot(1, 9), APPVERIFY_OK);
        CHECK_EQUAL(take_erases(), 1);
        CHECK_EQUAL(boot(1, 9), APPVERIFY_OK);
        CHECK_EQUAL(take_erases(), 0);
    }
}

static void wear_of_a_recovery_is_two_erases(void)
{
    setup();
    update(0);
    fix.flash.sectors[0][8] ^= 1;
    fix.flash.sectors[1][8] ^= 1;
    fake_flash_reset(&fix.flash);
    CHECK_EQUAL(appverify_store_recover(&fix.store, 7), APPVERIFY_OK);
    CHECK_EQUAL(take_erases(), 2);
}

/* A hundred updates, a trial of three boots that fails before each. */
static void wear_is_shared_by_both_sectors(void)
{
    uint32_t sectors[2] = {0, 0};
    setup();
    for (uint32_t i = 0; i < 100; i++) {
        for (uint32_t confirmed = 0; confirmed <= 1; confirmed++) {
            CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), APPVERIFY_OK);
            fix.commit.trial_boots = TRIAL_BOOTS;
            CHECK_EQUAL(fixture_commit(ALL_AT_ONCE), APPVERIFY_COMMITTED);
            for (uint32_t k = 0; k < (confirmed ? 1 : TRIAL_BOOTS); k++) {
                CHECK_EQUAL(boot(1, 7), APPVERIFY_OK);
            }
            CHECK_EQUAL(confirmed ? appverify_confirm(&fix.store, 1) : boot(2, 5), APPVERIFY_OK);
            sectors[0] += fix.flash.erases[0];
            sectors[1] += fix.flash.erases[1];
            fake_flash_reset(&fix.flash);
        }
    }
    CHECK_EQUAL(sectors[0], 400);
    CHECK_EQUAL(sectors[1], 400);
}

static const struct check_case cases[] = {
    CHECK_CASE(wear_of_an_update_without_trial_is_one_erase),
    CHECK_CASE(wear_of_a_confirmed_update_is_three_erases),
    CHECK_CASE(wear_of_a_failed_trial_of_three_boots_is_five_erases),
    CHECK_CASE(wear_of_a_refused_update_is_none),
    CHECK_CASE(wear_of_a_raised_counter_is_one_erase),
    CHECK_CASE(wear_of_a_recovery_is_two_erases),
    CHECK_CASE(wear_is_shared_by_both_sectors),
};
CHECK_TABLE(wear);

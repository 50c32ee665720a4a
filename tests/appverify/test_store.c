/* SPDX-License-Identifier: MIT */
/* The two sectors of the store, and the trial that is kept in them. */
#include "fixture.h"

static void restart(void)
{
    fixture_setup(BOOT_NEW);
}

static enum appverify_result write_state(uint32_t counter, uint32_t slot, uint32_t trial_counter,
                                         uint32_t boots)
{
    struct appverify_store_state state = {counter, slot, trial_counter, boots};
    return appverify_store_write(&fix.store, &state);
}

static void expect_state(uint32_t counter, uint32_t slot, uint32_t trial_counter, uint32_t boots)
{
    struct appverify_store_state state = fixture_stored();
    CHECK_EQUAL(state.security_counter, counter);
    CHECK_EQUAL(state.trial_slot, slot);
    CHECK_EQUAL(state.trial_counter, trial_counter);
    CHECK_EQUAL(state.boots_left, boots);
    CHECK_EQUAL(fix.flash.violations, 0);
}

static void store_of_a_new_device_is_zero(void)
{
    restart();
    expect_state(0, 0, 0, 0);
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void store_gives_back_what_was_written(void)
{
    restart();
    for (uint32_t i = 0; i < 50; i++) {
        check_note(i);
        CHECK_EQUAL(write_state(i, i % 3, i + 1, i + 2), APPVERIFY_OK);
        expect_state(i, i % 3, i + 1, i + 2);
        CHECK_EQUAL(fix.flash.changes, 2 * (i + 1));
    }
    CHECK_EQUAL(write_state(0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF), APPVERIFY_OK);
    expect_state(0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF);
}

static void store_writes_the_same_state_once(void)
{
    restart();
    CHECK_EQUAL(write_state(0, 0, 0, 0), APPVERIFY_OK);
    CHECK_EQUAL(fix.flash.changes, 2); /* a new device gets a record */
    CHECK_EQUAL(write_state(0, 0, 0, 0), APPVERIFY_OK);
    CHECK_EQUAL(fix.flash.changes, 2);
    CHECK_EQUAL(write_state(0, 0, 0, 1), APPVERIFY_OK);
    CHECK_EQUAL(write_state(0, 0, 1, 1), APPVERIFY_OK);
    CHECK_EQUAL(write_state(0, 1, 1, 1), APPVERIFY_OK);
    CHECK_EQUAL(fix.flash.changes, 8);
}

static void store_never_lowers_the_counter(void)
{
    restart();
    CHECK_EQUAL(write_state(9, 0, 0, 0), APPVERIFY_OK);
    for (uint32_t counter = 0; counter < 9; counter++) {
        CHECK_EQUAL(write_state(counter, 1, 2, 3), APPVERIFY_ERR_ROLLBACK);
    }
    expect_state(9, 0, 0, 0);
    CHECK_EQUAL(fix.flash.changes, 2);
}

/* Any bit of the newest record that flips: the one before it holds. */
static void store_with_damaged_record_uses_the_other(void)
{
    for (uint32_t newest = 0; newest <= 1; newest++) {
        for (uint32_t bit = 0; bit < 28 * 8; bit++) {
            check_note(newest * 1000 + bit);
            restart();
            for (uint32_t i = 0; i <= 1 + newest; i++) {
                CHECK_EQUAL(write_state(i, 0, 0, 0), APPVERIFY_OK);
            }
            fix.flash.sectors[newest == 0][bit / 8] ^= (uint8_t)(1u << bit % 8);
            expect_state(newest, 0, 0, 0);
            /* The next write goes over the damaged one. */
            CHECK_EQUAL(write_state(50, 0, 0, 0), APPVERIFY_OK);
            expect_state(50, 0, 0, 0);
        }
    }
}

static void store_with_both_records_damaged_is_refused(void)
{
    struct appverify_store_state state = {77, 77, 77, 77};
    restart();
    CHECK_EQUAL(write_state(1, 0, 0, 0), APPVERIFY_OK);
    CHECK_EQUAL(write_state(2, 0, 0, 0), APPVERIFY_OK);
    fix.flash.sectors[0][8] ^= 1;
    fix.flash.sectors[1][8] ^= 1;
    CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(state.security_counter, 77);
    CHECK_EQUAL(write_state(9, 0, 0, 0), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(fix.flash.changes, 4);
    uint32_t on_trial = 1;
    CHECK_EQUAL(appverify_boot(&fix.store, &fix.platform, 1, 9, &on_trial), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(on_trial, 0);
    CHECK_EQUAL(appverify_confirm(&fix.store, 1), APPVERIFY_ERR_STORE);
}

/* The first record goes into the first sector: a damaged second one beside a blank first one means
 * that a counter was there, not that the device is new. */
static void store_damaged_beside_a_blank_sector_is_not_new(void)
{
    struct appverify_store_state state;
    restart();
    CHECK_EQUAL(write_state(1, 0, 0, 0), APPVERIFY_OK);
    CHECK_EQUAL(write_state(2, 0, 0, 0), APPVERIFY_OK);
    fake_flash_reset(&fix.flash);
    fix.flash.cut_at = 1; /* the power goes right after the erase */
    fix.flash.cut = FAKE_CUT_AFTER;
    CHECK_EQUAL(write_state(3, 0, 0, 0), APPVERIFY_ERR_WRITE);
    fake_flash_reset(&fix.flash);
    expect_state(2, 0, 0, 0);
    fix.flash.sectors[1][8] ^= 1;
    CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_ERR_STORE);
}

/* A record that was damaged into FF here and there is damaged, and no new device. */
static void store_is_blank_only_when_all_of_it_is(void)
{
    struct appverify_store_state state;
    for (uint32_t at = 0; at < 28; at += 4) {
        check_note(at);
        restart();
        CHECK_EQUAL(write_state(1, 0, 0, 0), APPVERIFY_OK);
        CHECK_EQUAL(write_state(2, 0, 0, 0), APPVERIFY_OK);
        fill_bytes(fix.flash.sectors[0] + at, 0xFF, 4);
        fill_bytes(fix.flash.sectors[1] + at, 0xFF, 4);
        CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_ERR_STORE);
    }
}

/* What another use of the sectors wrote, be it with a CRC of the same kind, is no record. */
static void store_with_another_magic_uses_the_other(void)
{
    restart();
    CHECK_EQUAL(write_state(1, 0, 0, 0), APPVERIFY_OK);
    CHECK_EQUAL(write_state(2, 0, 0, 0), APPVERIFY_OK);
    for (uint32_t bit = 0; bit < 32; bit++) {
        uint8_t *record = fix.flash.sectors[1];
        check_note(bit);
        record[bit / 8] ^= (uint8_t)(1u << bit % 8);
        fixture_set_record_word(record, 24, appverify_crc32(0, record, 24));
        expect_state(1, 0, 0, 0);
        record[bit / 8] ^= (uint8_t)(1u << bit % 8);
        fixture_set_record_word(record, 24, appverify_crc32(0, record, 24));
        expect_state(2, 0, 0, 0);
    }
}

static enum appverify_result erase_nothing(void *context, uint32_t offset)
{
    (void)context;
    (void)offset;
    return APPVERIFY_MORE;
}

/* Nothing is written over a sector that could not be erased, blank as it may look. */
static void store_erase_error_is_refused(void)
{
    restart();
    fix.storage.erase = erase_nothing;
    CHECK_EQUAL(write_state(3, 0, 0, 0), APPVERIFY_ERR_WRITE);
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void store_read_error_is_refused(void)
{
    for (uint32_t read = 1; read <= 4; read++) {
        check_note(read);
        restart();
        CHECK_EQUAL(write_state(3, 0, 0, 0), APPVERIFY_OK);
        fake_flash_reset(&fix.flash);
        fix.flash.fail_at = read;
        fix.flash.fail_reply = APPVERIFY_MORE;
        CHECK_EQUAL(write_state(4, 0, 0, 0), APPVERIFY_ERR_READ);
        fake_flash_reset(&fix.flash);
        uint32_t counter = fixture_stored().security_counter;
        CHECK_EQUAL(counter, read <= 2 ? 3 : 4);
    }
}

/* Flash that says it wrote, and did not. */
static void store_write_that_is_lost_is_noticed(void)
{
    restart();
    fix.flash.lose_writes = 1;
    CHECK_EQUAL(write_state(4, 0, 0, 0), APPVERIFY_ERR_WRITE);
    restart();
    CHECK_EQUAL(write_state(4, 0, 0, 0), APPVERIFY_OK);
    CHECK_EQUAL(write_state(5, 0, 0, 0), APPVERIFY_OK);
    fix.flash.lose_writes = 1;
    CHECK_EQUAL(write_state(5, 1, 2, 3), APPVERIFY_ERR_WRITE);
}

/* Old state or new state, whenever the power goes; and the store goes on working. */
static void store_survives_a_power_cut_at_every_change(void)
{
    for (uint32_t before = 0; before <= 3; before++) {
        for (uint32_t at = 1; at <= 2; at++) {
            for (uint32_t cut = 0; cut < FAKE_CUTS; cut++) {
                check_note(before * 100 + at * 10 + cut);
                restart();
                for (uint32_t i = 1; i <= before; i++) {
                    CHECK_EQUAL(write_state(i, 0, 0, 0), APPVERIFY_OK);
                }
                fake_flash_reset(&fix.flash);
                fix.flash.cut_at = at;
                fix.flash.cut = cut;
                CHECK_EQUAL(write_state(9, 1, 10, 2), APPVERIFY_ERR_WRITE);
                fake_flash_reset(&fix.flash);
                uint32_t done = at == 2 && cut == FAKE_CUT_AFTER;
                expect_state(done ? 9 : before, done, done ? 10 : 0, done ? 2 : 0);
                CHECK_EQUAL(write_state(9, 1, 10, 2), APPVERIFY_OK);
                expect_state(9, 1, 10, 2);
            }
        }
    }
}

static enum appverify_result boot_with_counter(uint32_t slot, uint32_t counter, uint32_t trial)
{
    uint32_t on_trial = 99;
    enum appverify_result result =
        appverify_boot(&fix.store, &fix.platform, slot, counter, &on_trial);
    CHECK_EQUAL(on_trial, trial);
    return result;
}

static enum appverify_result boot(uint32_t slot, uint32_t trial)
{
    return boot_with_counter(slot, 0, trial);
}

static void boot_without_trial_changes_nothing(void)
{
    restart();
    CHECK_EQUAL(boot(1, 0), APPVERIFY_OK);
    CHECK_EQUAL(boot(2, 0), APPVERIFY_OK);
    CHECK_EQUAL(appverify_confirm(&fix.store, 1), APPVERIFY_OK);
    CHECK_EQUAL(fix.flash.changes, 0);
    CHECK_EQUAL(fix.switches, 0);
}

static void boot_counts_down_and_falls_back(void)
{
    for (uint32_t slot = 1; slot <= 2; slot++) {
        for (uint32_t boots = 1; boots <= 4; boots++) {
            check_note(slot * 10 + boots);
            restart();
            CHECK_EQUAL(write_state(5, slot, 8, boots), APPVERIFY_OK);
            for (uint32_t left = boots; left-- > 0;) {
                CHECK_EQUAL(boot(slot, 1), APPVERIFY_OK);
                expect_state(5, slot, 8, left);
            }
            CHECK_EQUAL(fix.switches, 0);
            /* Until the other slot runs, every boot switches again. */
            CHECK_EQUAL(boot(slot, 0), APPVERIFY_COMMITTED);
            CHECK_EQUAL(boot(slot, 0), APPVERIFY_COMMITTED);
            CHECK_EQUAL(fix.switches, 2);
            CHECK_EQUAL(fix.switched_to, 3 - slot);
            CHECK_EQUAL(boot(3 - slot, 0), APPVERIFY_OK);
            expect_state(5, 0, 0, 0);
        }
    }
}

static void boot_says_when_the_switch_fails(void)
{
    restart();
    CHECK_EQUAL(write_state(5, 1, 8, 0), APPVERIFY_OK);
    fix.switch_reply = APPVERIFY_ERR_UNDECIDED;
    CHECK_EQUAL(boot(1, 0), APPVERIFY_ERR_SWITCH);
    expect_state(5, 1, 8, 0);
}

static void confirm_raises_the_counter_once(void)
{
    restart();
    CHECK_EQUAL(write_state(5, 2, 8, 3), APPVERIFY_OK);
    CHECK_EQUAL(boot(2, 1), APPVERIFY_OK);
    CHECK_EQUAL(appverify_confirm(&fix.store, 2), APPVERIFY_OK);
    expect_state(8, 0, 0, 0);
    uint32_t changes = fix.flash.changes;
    CHECK_EQUAL(appverify_confirm(&fix.store, 2), APPVERIFY_OK);
    CHECK_EQUAL(boot(2, 0), APPVERIFY_OK);
    CHECK_EQUAL(fix.flash.changes, changes);
}

/* A trial of the same or an older counter raises nothing. */
static void confirm_never_lowers_the_counter(void)
{
    restart();
    CHECK_EQUAL(write_state(9, 2, 8, 3), APPVERIFY_OK);
    CHECK_EQUAL(appverify_confirm(&fix.store, 2), APPVERIFY_OK);
    expect_state(9, 0, 0, 0);
}

static void confirm_by_the_other_slot_does_not_confirm(void)
{
    restart();
    CHECK_EQUAL(write_state(5, 2, 8, 3), APPVERIFY_OK);
    CHECK_EQUAL(appverify_confirm(&fix.store, 1), APPVERIFY_OK);
    expect_state(5, 2, 8, 3);
}

static void boot_and_confirm_survive_a_power_cut_at_every_change(void)
{
    for (uint32_t confirm = 0; confirm <= 1; confirm++) {
        for (uint32_t at = 1; at <= 2; at++) {
            for (uint32_t cut = 0; cut < FAKE_CUTS; cut++) {
                check_note(confirm * 100 + at * 10 + cut);
                restart();
                CHECK_EQUAL(write_state(5, 2, 8, 3), APPVERIFY_OK);
                fake_flash_reset(&fix.flash);
                fix.flash.cut_at = at;
                fix.flash.cut = cut;
                uint32_t trial = 0;
                CHECK_EQUAL(confirm ? appverify_confirm(&fix.store, 2)
                                    : appverify_boot(&fix.store, &fix.platform, 2, 8, &trial),
                            APPVERIFY_ERR_WRITE);
                fake_flash_reset(&fix.flash);
                if (at == 2 && cut == FAKE_CUT_AFTER) {
                    expect_state(confirm ? 8 : 5, confirm ? 0 : 2, confirm ? 0 : 8,
                                 confirm ? 0 : 2);
                } else {
                    expect_state(5, 2, 8, 3);
                }
            }
        }
    }
}

/* A firmware that came by cable: what is older than it is refused from its first boot on. */
static void boot_raises_the_counter_to_the_firmware_s_own(void)
{
    static const uint32_t counters[] = {1, 5, 6, 0x80000000, 0xFFFFFFFF};
    for (uint32_t i = 0; i < 10; i++) {
        uint32_t own = counters[i % 5];
        uint32_t stored = i < 5 ? 0 : 5;
        check_note(i);
        restart();
        if (stored != 0) {
            CHECK_EQUAL(write_state(stored, 0, 0, 0), APPVERIFY_OK);
            fake_flash_reset(&fix.flash);
        }
        CHECK_EQUAL(boot_with_counter(1 + i % 2, own, 0), APPVERIFY_OK);
        expect_state(own > stored ? own : stored, 0, 0, 0);
        CHECK_EQUAL(fix.flash.changes, own > stored ? 2 : 0);
        /* Once, and the firmware before it lowers nothing. */
        CHECK_EQUAL(boot_with_counter(1, own, 0), APPVERIFY_OK);
        CHECK_EQUAL(boot_with_counter(2, own - 1, 0), APPVERIFY_OK);
        expect_state(own > stored ? own : stored, 0, 0, 0);
        CHECK_EQUAL(fix.flash.changes, own > stored ? 2 : 0);
        CHECK_EQUAL(fix.switches, 0);
    }
}

/* Before it is confirmed the firmware may be the wrong one: the other must find its counter. */
static void boot_on_trial_leaves_the_counter(void)
{
    for (uint32_t boots = 0; boots <= 2; boots++) {
        check_note(boots);
        restart();
        CHECK_EQUAL(write_state(5, 2, 8, 2), APPVERIFY_OK);
        for (uint32_t i = 0; i < boots; i++) {
            CHECK_EQUAL(boot_with_counter(2, 8, 1), APPVERIFY_OK);
            expect_state(5, 2, 8, 1 - i);
        }
        if (boots == 2) {
            CHECK_EQUAL(boot_with_counter(2, 8, 0), APPVERIFY_COMMITTED);
            fix.switch_reply = APPVERIFY_ERR_SWITCH;
            CHECK_EQUAL(boot_with_counter(2, 8, 0), APPVERIFY_ERR_SWITCH);
            expect_state(5, 2, 8, 0);
        }
        CHECK_EQUAL(boot_with_counter(1, 5, 0), APPVERIFY_OK);
        expect_state(5, 0, 0, 0);
        CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
    }
}

/* A confirmed trial raises by what the commit wrote, the next boot by what the firmware says. */
static void boot_after_a_trial_raises_the_counter(void)
{
    restart();
    CHECK_EQUAL(write_state(5, 2, 8, 2), APPVERIFY_OK);
    CHECK_EQUAL(boot_with_counter(2, 9, 1), APPVERIFY_OK);
    CHECK_EQUAL(appverify_confirm(&fix.store, 2), APPVERIFY_OK);
    expect_state(8, 0, 0, 0);
    CHECK_EQUAL(boot_with_counter(2, 9, 0), APPVERIFY_OK);
    expect_state(9, 0, 0, 0);
    /* The end of the other's trial and the own counter are one write. */
    CHECK_EQUAL(write_state(9, 1, 12, 1), APPVERIFY_OK);
    fake_flash_reset(&fix.flash);
    CHECK_EQUAL(boot_with_counter(2, 10, 0), APPVERIFY_OK);
    expect_state(10, 0, 0, 0);
    CHECK_EQUAL(fix.flash.changes, 2);
}

static void boot_that_raises_survives_a_power_cut_at_every_change(void)
{
    for (uint32_t i = 0; i < 2 * FAKE_CUTS; i++) {
        uint32_t trial = 0;
        uint32_t done = i == FAKE_CUTS + FAKE_CUT_AFTER;
        check_note(i);
        restart();
        CHECK_EQUAL(write_state(5, 0, 0, 0), APPVERIFY_OK);
        fake_flash_reset(&fix.flash);
        fix.flash.cut_at = 1 + i / FAKE_CUTS;
        fix.flash.cut = i % FAKE_CUTS;
        CHECK_EQUAL(appverify_boot(&fix.store, &fix.platform, 1, 8, &trial), APPVERIFY_ERR_WRITE);
        fake_flash_reset(&fix.flash);
        expect_state(done ? 8 : 5, 0, 0, 0);
        CHECK_EQUAL(boot_with_counter(1, 8, 0), APPVERIFY_OK);
        expect_state(8, 0, 0, 0);
    }
}

static void boot_without_a_slot_switches_nothing(void)
{
    restart();
    CHECK_EQUAL(boot_with_counter(0, 5, 0), APPVERIFY_OK);
    CHECK_EQUAL(fix.switches, 0);
    expect_state(5, 0, 0, 0);
}

/* A damaged first sector beside a blank second one counts as new, but for one boot only. */
static void boot_raises_the_counter_of_a_device_that_looks_new(void)
{
    restart();
    CHECK_EQUAL(write_state(5, 0, 0, 0), APPVERIFY_OK);
    fix.flash.sectors[0][8] ^= 1;
    expect_state(0, 0, 0, 0);
    CHECK_EQUAL(boot_with_counter(1, 5, 0), APPVERIFY_OK);
    expect_state(5, 0, 0, 0);
}

/* From commit to confirmation, and from commit to fallback. */
static void trial_of_a_committed_image(void)
{
    for (uint32_t good = 0; good <= 1; good++) {
        restart();
        CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
        fix.commit.trial_boots = 2;
        CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
        CHECK_EQUAL(boot(1, 1), APPVERIFY_OK);
        CHECK_EQUAL(boot(1, 1), APPVERIFY_OK);
        if (good) {
            CHECK_EQUAL(appverify_confirm(&fix.store, 1), APPVERIFY_OK);
            CHECK_EQUAL(boot(1, 0), APPVERIFY_OK);
        } else {
            CHECK_EQUAL(boot(1, 0), APPVERIFY_COMMITTED);
            CHECK_EQUAL(fix.switched_to, 2);
            CHECK_EQUAL(boot(2, 0), APPVERIFY_OK);
        }
        expect_state(good ? 7 : 0, 0, 0, 0);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(store_of_a_new_device_is_zero),
    CHECK_CASE(store_gives_back_what_was_written),
    CHECK_CASE(store_writes_the_same_state_once),
    CHECK_CASE(store_never_lowers_the_counter),
    CHECK_CASE(store_with_damaged_record_uses_the_other),
    CHECK_CASE(store_with_both_records_damaged_is_refused),
    CHECK_CASE(store_damaged_beside_a_blank_sector_is_not_new),
    CHECK_CASE(store_is_blank_only_when_all_of_it_is),
    CHECK_CASE(store_with_another_magic_uses_the_other),
    CHECK_CASE(store_erase_error_is_refused),
    CHECK_CASE(store_read_error_is_refused),
    CHECK_CASE(store_write_that_is_lost_is_noticed),
    CHECK_CASE(store_survives_a_power_cut_at_every_change),
    CHECK_CASE(boot_without_trial_changes_nothing),
    CHECK_CASE(boot_counts_down_and_falls_back),
    CHECK_CASE(boot_says_when_the_switch_fails),
    CHECK_CASE(confirm_raises_the_counter_once),
    CHECK_CASE(confirm_never_lowers_the_counter),
    CHECK_CASE(confirm_by_the_other_slot_does_not_confirm),
    CHECK_CASE(boot_and_confirm_survive_a_power_cut_at_every_change),
    CHECK_CASE(boot_raises_the_counter_to_the_firmware_s_own),
    CHECK_CASE(boot_on_trial_leaves_the_counter),
    CHECK_CASE(boot_after_a_trial_raises_the_counter),
    CHECK_CASE(boot_that_raises_survives_a_power_cut_at_every_change),
    CHECK_CASE(boot_without_a_slot_switches_nothing),
    CHECK_CASE(boot_raises_the_counter_of_a_device_that_looks_new),
    CHECK_CASE(trial_of_a_committed_image),
};
CHECK_TABLE(store);

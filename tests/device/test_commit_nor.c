/*
 * Whole updates on the emulated flash of the board: the power goes at every single change of the
 * flash, every read fails once, and the next boot must find a consistent device.
 */
#include "fixture.h"
#include "port_board.h"

#define FLASH_SIZE 0x400000u
#define SECTOR NOR_FLASH_SECTOR
#define PIECE 256u
#define OLD_COUNTER 5u
#define NEW_COUNTER 7u
#define TRIAL_BOOTS 3u
#define BUDGET 256u
#define PASTS 7u /* old firmware in slot 1, sectors written 0 to 3 times; in slot 2, 1 to 3 */

enum place { SLOT_1, SLOT_2, STORE_A, STORE_B, BOARD_A, BOARD_B, PLACES };

/* The sectors that are there; the rest of the flash reads as erased. */
static const uint32_t places[PLACES] = {0x1000, 0x81000, 0x3F0000, 0x3F1000, 0x3F2000, 0x3F3000};
static uint8_t sectors[PLACES][SECTOR];

static struct nor_flash nor;
static struct appverify_storage storage;
static struct port_board board;

static uint8_t update[SECTOR];
static uint32_t update_size;
static uint32_t home;          /* slot of the old firmware */
static uint32_t other;         /* slot of the update */
static uint32_t before;        /* stored counter of the device as it was */
static uint32_t least_counter; /* that a store may still hold */

/* The sector that offset lies in, NULL when there is none; length bytes lie in one sector. */
static uint8_t *find(uint32_t offset)
{
    for (uint32_t i = 0; i < PLACES; i++) {
        if (offset - places[i] < SECTOR) {
            return sectors[i] + (offset - places[i]);
        }
    }
    return NULL;
}

static int sparse_read(void *context, uint32_t offset, void *bytes, uint32_t length)
{
    (void)context;
    uint8_t *to = bytes;
    for (uint32_t i = 0; i < length; i++) {
        const uint8_t *from = find(offset + i);
        to[i] = from != NULL ? *from : 0xFF;
    }
    return 0;
}

static int sparse_write(void *context, uint32_t offset, const void *bytes, uint32_t length)
{
    (void)context;
    uint8_t *to = find(offset);
    if (to == NULL || offset % SECTOR + length > SECTOR) {
        return -1;
    }
    copy_bytes(to, bytes, length);
    return 0;
}

/* Builds the fixture's image for a slot. */
static void build(uint32_t slot, uint32_t counter)
{
    fix.spec.counter = counter;
    fix.body.seed = counter;
    fixture_place(2, slot);
    CHECK(fix.image_size <= SECTOR);
}

static enum appverify_result switch_to(uint32_t slot)
{
    return fix.platform.switch_slot(fix.platform.context, slot);
}

/* Sectors that were written so many times, and say old counter and home; 0 times: blank. */
static void make_past(uint32_t times)
{
    for (uint32_t left = times; left > 0; left--) {
        const struct appverify_store_state state = {OLD_COUNTER + 1 - left, 0, 0, 0};
        CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
        CHECK_EQUAL(switch_to(left % 2 == 1 ? home : other), APPVERIFY_OK);
    }
    before = times == 0 ? 0 : OLD_COUNTER;
    least_counter = before;
}

/* The old firmware runs; update is the new one for the other slot. */
static void setup(uint32_t past, uint32_t trial_boots)
{
    const struct nor_flash_storage sparse = {sparse_read, sparse_write, NULL};
    home = past <= 3 ? 1 : 2;
    other = 3 - home;
    fill_bytes(sectors[0], 0xFF, sizeof sectors);
    nor_flash_init(&nor, &sparse, FLASH_SIZE);
    port_board_storage(&storage, &nor);
    board = (struct port_board){&nor, {places[BOARD_A], places[BOARD_B]}};
    fixture_setup(BOOT_NEW);
    fix.config.storage = &storage;
    fix.store = (struct appverify_store){&storage, {places[STORE_A], places[STORE_B]}};
    port_board_platform(&fix.platform, &board);
    fix.commit.trial_boots = trial_boots;
    build(home, OLD_COUNTER);
    copy_bytes(sectors[home - 1], fix.image, fix.image_size);
    build(other, NEW_COUNTER);
    copy_bytes(update, fix.image, fix.image_size);
    update_size = (fix.image_size + 3u) & ~3u;
    make_past(past <= 3 ? past : past - 3);
    nor_flash_init(&nor, &sparse, FLASH_SIZE);
}

static void set_policy(uint32_t slot, uint32_t min_counter)
{
    fix.policy.slot = slot;
    fix.policy.slot_offset = places[slot - 1];
    fix.policy.min_counter = min_counter;
}

/* The store, which must be readable, by the way of its counter: never down, never too far up. */
static struct appverify_store_state stored(void)
{
    struct appverify_store_state state = {0, 0, 0, 0};
    CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_OK);
    CHECK(state.security_counter >= least_counter);
    CHECK(state.security_counter <= NEW_COUNTER);
    CHECK(state.security_counter == before || state.security_counter == NEW_COUNTER);
    least_counter = state.security_counter;
    return state;
}

static int is_state(uint32_t counter, uint32_t slot, uint32_t trial_counter, uint32_t boots)
{
    struct appverify_store_state state = stored();
    return state.security_counter == counter && state.trial_slot == slot &&
           state.trial_counter == trial_counter && state.boots_left == boots;
}

static int is_old_state(void)
{
    return is_state(before, 0, 0, 0);
}

static int is_new_state(void)
{
    return fix.commit.trial_boots == 0
               ? is_state(NEW_COUNTER, 0, 0, 0)
               : is_state(before, other, NEW_COUNTER, fix.commit.trial_boots);
}

static uint32_t changes(void)
{
    return nor.programs + nor.erases;
}

/* Power on, and what the boot loader starts; that must be a whole image. */
static uint32_t reset(void)
{
    nor_flash_power_on(&nor);
    nor_flash_fail_read(&nor, 0);
    uint32_t slot = port_board_boot_slot(&board);
    CHECK(slot == 1 || slot == 2);
    set_policy(slot, 0);
    CHECK_EQUAL(fixture_verify(0, BUDGET), APPVERIFY_OK);
    return slot;
}

static enum appverify_result boot(uint32_t slot, uint32_t *on_trial)
{
    return appverify_boot(&fix.store, &fix.platform, slot, on_trial);
}

static enum appverify_result download(void)
{
    enum appverify_result result = storage.erase(storage.context, places[other - 1]);
    for (uint32_t at = 0; result == APPVERIFY_OK && at < update_size; at += PIECE) {
        uint32_t left = update_size - at;
        result = storage.write(storage.context, places[other - 1] + at, update + at,
                               left < PIECE ? left : PIECE);
    }
    return result;
}

/* What the old firmware does with an image in the other slot. */
static enum appverify_result verify_and_commit(void)
{
    struct appverify_store_state state;
    enum appverify_result result = appverify_store_read(&fix.store, &state);
    if (result != APPVERIFY_OK) {
        return result;
    }
    set_policy(other, state.security_counter);
    result = fixture_verify(0, BUDGET);
    return result == APPVERIFY_OK ? fixture_commit(BUDGET) : result;
}

static enum appverify_result update_all(void)
{
    enum appverify_result result = download();
    return result == APPVERIFY_OK ? verify_and_commit() : result;
}

/* The device runs the new firmware by a finished update. */
static void expect_updated(void)
{
    CHECK(is_new_state());
    CHECK_EQUAL(reset(), other);
    /* Back to the old firmware by an update: too old, or the running one is on trial. */
    set_policy(home, stored().security_counter);
    enum appverify_result result = fixture_verify(0, BUDGET);
    if (fix.commit.trial_boots == 0) {
        CHECK_EQUAL(result, APPVERIFY_ERR_ROLLBACK);
    } else {
        CHECK_EQUAL(result, APPVERIFY_OK);
        CHECK_EQUAL(fixture_commit(BUDGET), APPVERIFY_ERR_STATE);
    }
    CHECK_EQUAL(port_board_boot_slot(&board), other);
    CHECK(is_new_state());
}

/* After a reset anywhere in an update: what stands there is old or new, and the update can be
 * finished. */
static void expect_consistent_and_retry(void)
{
    uint32_t on_trial = 0;
    uint32_t slot = reset();
    CHECK(slot == home ? is_old_state() || is_new_state() : is_new_state());
    if (slot == home) {
        CHECK_EQUAL(boot(home, &on_trial), APPVERIFY_OK);
        CHECK_EQUAL(on_trial, 0);
        CHECK_EQUAL(stored().trial_slot, 0);
        CHECK_EQUAL(update_all(), APPVERIFY_COMMITTED);
    }
    expect_updated();
}

static uint32_t count_changes_of_update(uint32_t past, uint32_t trial_boots)
{
    setup(past, trial_boots);
    CHECK_EQUAL(update_all(), APPVERIFY_COMMITTED);
    expect_updated();
    setup(past, trial_boots);
    CHECK_EQUAL(update_all(), APPVERIFY_COMMITTED);
    /* one erase and one write of the store, and of the board's parameter, behind the download */
    CHECK_EQUAL(changes(), 1 + (update_size + PIECE - 1) / PIECE + 4);
    return changes();
}

static uint32_t note_of(uint32_t past, uint32_t at, uint32_t cut)
{
    return past * 100000 + at * 10 + cut;
}

/* 1 when change number was finished before the cut at another one, or in spite of it. */
static int is_done(uint32_t number, uint32_t at, uint32_t cut)
{
    return at > number || (at == number && cut == NOR_FLASH_CUT_AFTER);
}

static void cut_updates(uint32_t trial_boots)
{
    for (uint32_t past = 0; past < PASTS; past++) {
        uint32_t count = count_changes_of_update(past, trial_boots);
        for (uint32_t at = 1; at <= count; at++) {
            for (uint32_t cut = 0; cut < NOR_FLASH_CUTS; cut++) {
                check_note(note_of(past, at, cut));
                setup(past, trial_boots);
                nor_flash_cut_power(&nor, at, (enum nor_flash_cut)cut);
                CHECK(update_all() != APPVERIFY_COMMITTED);
                CHECK_EQUAL(changes(), at);
                /* Only a write that was finished counts: the store's, and the board's at last. */
                CHECK_EQUAL(reset(), is_done(count, at, cut) ? other : home);
                CHECK(is_done(count - 2, at, cut) ? is_new_state() : is_old_state());
                expect_consistent_and_retry();
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
    for (uint32_t i = 0; i < 6 * NOR_FLASH_CUTS * 4 * NOR_FLASH_CUTS; i++) {
        uint32_t second_cut = i % NOR_FLASH_CUTS;
        uint32_t second = 1 + i / NOR_FLASH_CUTS % 6;
        uint32_t cut = i / (NOR_FLASH_CUTS * 6) % NOR_FLASH_CUTS;
        uint32_t at = 1 + i / (NOR_FLASH_CUTS * 6 * NOR_FLASH_CUTS);
        uint32_t on_trial = 0;
        check_note(i);
        setup(i % PASTS, TRIAL_BOOTS);
        CHECK_EQUAL(download(), APPVERIFY_OK);
        nor_flash_cut_power(&nor, at, (enum nor_flash_cut)cut);
        CHECK(verify_and_commit() != APPVERIFY_COMMITTED);
        if (reset() == home) {
            nor_flash_cut_power(&nor, second, (enum nor_flash_cut)second_cut);
            if (boot(home, &on_trial) == APPVERIFY_OK) {
                (void)verify_and_commit();
            }
        }
        expect_consistent_and_retry();
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
        uint32_t done = changes();
        slot = reset();
        nor_flash_cut_power(&nor, before_cut, cut);
        result = boot(slot, &on_trial);
        before_cut -= before_cut < changes() - done ? before_cut : changes() - done;
        nor_flash_power_on(&nor);
        runs += slot == other && result == APPVERIFY_OK;
        CHECK(slot == home || result != APPVERIFY_OK || on_trial);
        struct appverify_store_state state = stored();
        CHECK_EQUAL(state.security_counter, before);
        CHECK(state.boots_left <= last);
        CHECK(slot == home || state.trial_slot == other);
        last = state.boots_left;
    } while ((slot != home || result != APPVERIFY_OK) && ++resets < 20);
    CHECK(resets < 20);
    CHECK(runs == TRIAL_BOOTS || (cut_at != 0 && runs == TRIAL_BOOTS - 1));
    CHECK(is_old_state());
}

static void trial_falls_back_whenever_the_power_goes(void)
{
    uint32_t count = 2 * TRIAL_BOOTS + 4;
    for (uint32_t past = 0; past < PASTS; past++) {
        for (uint32_t at = 0; at <= count; at++) {
            for (uint32_t cut = 0; cut < NOR_FLASH_CUTS; cut++) {
                check_note(note_of(past, at, cut));
                setup(past, TRIAL_BOOTS);
                CHECK_EQUAL(update_all(), APPVERIFY_COMMITTED);
                uint32_t done = changes();
                boot_until_fallen_back(at, (enum nor_flash_cut)cut);
                CHECK(at != 0 || changes() - done == count);
                CHECK_EQUAL(update_all(), APPVERIFY_COMMITTED);
                expect_updated();
            }
        }
    }
}

static void expect_confirmed(void)
{
    for (uint32_t i = 0; i < TRIAL_BOOTS + 2; i++) {
        uint32_t on_trial = 1;
        CHECK_EQUAL(reset(), other);
        CHECK_EQUAL(boot(other, &on_trial), APPVERIFY_OK);
        CHECK_EQUAL(on_trial, 0);
        CHECK(is_state(NEW_COUNTER, 0, 0, 0));
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
        setup(i / (NOR_FLASH_CUTS * 2 * TRIAL_BOOTS), TRIAL_BOOTS);
        CHECK_EQUAL(update_all(), APPVERIFY_COMMITTED);
        for (uint32_t k = 0; k < boots; k++) {
            CHECK_EQUAL(boot(reset(), &on_trial), APPVERIFY_OK);
            CHECK_EQUAL(on_trial, 1);
        }
        nor_flash_cut_power(&nor, at, (enum nor_flash_cut)cut);
        CHECK_EQUAL(appverify_confirm(&fix.store, other), APPVERIFY_ERR_WRITE);
        CHECK_EQUAL(reset(), other);
        if (!is_state(NEW_COUNTER, 0, 0, 0)) {
            CHECK(is_state(before, other, NEW_COUNTER, TRIAL_BOOTS - boots));
            CHECK_EQUAL(appverify_confirm(&fix.store, other), APPVERIFY_OK);
        }
        expect_confirmed();
    }
}

/* Never a switch; the store is as before until its write has begun. */
static void fail_reads_of_commit(uint32_t past, uint32_t trial_boots)
{
    setup(past, trial_boots);
    CHECK_EQUAL(download(), APPVERIFY_OK);
    uint32_t first = nor.reads;
    CHECK_EQUAL(verify_and_commit(), APPVERIFY_COMMITTED);
    uint32_t count = nor.reads - first;
    CHECK(count > 10);
    for (uint32_t read = 1; read <= count; read++) {
        check_note(note_of(past, read, 0));
        setup(past, trial_boots);
        CHECK_EQUAL(download(), APPVERIFY_OK);
        uint32_t done = changes();
        nor_flash_fail_read(&nor, read);
        enum appverify_result result = verify_and_commit();
        nor_flash_fail_read(&nor, 0);
        CHECK(result == APPVERIFY_ERR_READ || result == APPVERIFY_ERR_SWITCH);
        CHECK_EQUAL(port_board_boot_slot(&board), home);
        CHECK_EQUAL(changes() - done, is_old_state() ? 0 : 2);
        CHECK(is_old_state() || is_new_state());
        expect_consistent_and_retry();
    }
}

static void commit_with_read_error_at_every_read_does_not_switch(void)
{
    for (uint32_t past = 0; past < PASTS; past++) {
        fail_reads_of_commit(past, 0);
        fail_reads_of_commit(past, TRIAL_BOOTS);
    }
}

/* Another update was faster: its counter holds, on trial or not. */
static void commit_after_the_counter_was_raised_is_refused(void)
{
    for (uint32_t trial_boots = 0; trial_boots <= TRIAL_BOOTS; trial_boots++) {
        const struct appverify_store_state raised = {NEW_COUNTER + 1, 0, 0, 0};
        struct appverify_store_state state = {0, 0, 0, 0};
        setup(1, trial_boots);
        CHECK_EQUAL(download(), APPVERIFY_OK);
        set_policy(other, before);
        CHECK_EQUAL(fixture_verify(0, BUDGET), APPVERIFY_OK);
        CHECK_EQUAL(appverify_store_write(&fix.store, &raised), APPVERIFY_OK);
        uint32_t done = changes();
        CHECK_EQUAL(fixture_commit(BUDGET), APPVERIFY_ERR_ROLLBACK);
        CHECK_EQUAL(changes(), done);
        CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_OK);
        CHECK_EQUAL(state.security_counter, NEW_COUNTER + 1);
        CHECK_EQUAL(state.trial_slot, 0);
        CHECK_EQUAL(port_board_boot_slot(&board), home);
    }
}

/* Read errors in each boot of a trial: no switch, and the trial is on record still. */
static void boot_with_read_error_at_every_read_does_not_switch(void)
{
    for (uint32_t boots = 0; boots <= TRIAL_BOOTS; boots++) {
        for (uint32_t read = 1; read <= (boots < TRIAL_BOOTS ? 8 : 4); read++) {
            uint32_t on_trial = 0;
            check_note(boots * 10 + read);
            setup((boots + read) % PASTS, TRIAL_BOOTS);
            CHECK_EQUAL(update_all(), APPVERIFY_COMMITTED);
            for (uint32_t i = 0; i < boots; i++) {
                CHECK_EQUAL(boot(other, &on_trial), APPVERIFY_OK);
            }
            uint32_t done = changes();
            nor_flash_fail_read(&nor, read);
            enum appverify_result result = boot(other, &on_trial);
            CHECK(result == APPVERIFY_ERR_READ || result == APPVERIFY_ERR_SWITCH);
            CHECK_EQUAL(reset(), other);
            uint32_t written = changes() != done;
            CHECK_EQUAL(written, boots < TRIAL_BOOTS && read > 6);
            CHECK(is_state(before, other, NEW_COUNTER, TRIAL_BOOTS - boots - written));
        }
    }
}

static void confirm_with_read_error_at_every_read_keeps_the_trial(void)
{
    for (uint32_t read = 1; read <= 8; read++) {
        check_note(read);
        setup(1, TRIAL_BOOTS);
        CHECK_EQUAL(update_all(), APPVERIFY_COMMITTED);
        nor_flash_fail_read(&nor, read);
        CHECK_EQUAL(appverify_confirm(&fix.store, other), APPVERIFY_ERR_READ);
        CHECK_EQUAL(reset(), other);
        CHECK(read > 6 ? is_state(NEW_COUNTER, 0, 0, 0)
                       : is_state(before, other, NEW_COUNTER, TRIAL_BOOTS));
        CHECK_EQUAL(appverify_confirm(&fix.store, other), APPVERIFY_OK);
        expect_confirmed();
    }
}

static void board_boots_slot_1_until_told(void)
{
    setup(0, 0);
    CHECK_EQUAL(port_board_boot_slot(&board), 1);
    CHECK_EQUAL(switch_to(0), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(switch_to(3), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(changes(), 0);
    for (uint32_t i = 1; i <= 10; i++) {
        check_note(i);
        CHECK_EQUAL(switch_to(1 + i % 2), APPVERIFY_OK);
        CHECK_EQUAL(switch_to(1 + i % 2), APPVERIFY_OK);
        CHECK_EQUAL(changes(), 2 * i);
        CHECK_EQUAL(port_board_boot_slot(&board), 1 + i % 2);
    }
}

/* Any bit of the newest record: the one before it holds, and the next one goes over it. */
static void board_with_damaged_record_boots_the_slot_before(void)
{
    for (uint32_t bit = 0; bit < 16 * 8; bit++) {
        check_note(bit);
        setup(2, 0);
        sectors[BOARD_B][bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK_EQUAL(port_board_boot_slot(&board), 2);
        CHECK_EQUAL(switch_to(1), APPVERIFY_OK);
        CHECK_EQUAL(port_board_boot_slot(&board), 1);
        CHECK_EQUAL(sectors[BOARD_A][8], 2);
        sectors[BOARD_A][0] ^= 1;
        sectors[BOARD_B][0] ^= 1;
        CHECK_EQUAL(port_board_boot_slot(&board), 1);
        CHECK_EQUAL(switch_to(2), APPVERIFY_OK);
        CHECK_EQUAL(port_board_boot_slot(&board), 2);
    }
}

static void board_with_read_error_neither_boots_nor_switches(void)
{
    for (uint32_t read = 1; read <= 2; read++) {
        setup(2, 0);
        nor_flash_fail_read(&nor, read);
        CHECK_EQUAL(port_board_boot_slot(&board), 0);
        nor_flash_fail_read(&nor, read);
        CHECK_EQUAL(switch_to(2), APPVERIFY_ERR_READ);
        CHECK_EQUAL(changes(), 0);
        CHECK_EQUAL(port_board_boot_slot(&board), 1);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(board_boots_slot_1_until_told),
    CHECK_CASE(board_with_damaged_record_boots_the_slot_before),
    CHECK_CASE(board_with_read_error_neither_boots_nor_switches),
    CHECK_CASE(commit_now_survives_a_power_cut_at_every_change),
    CHECK_CASE(commit_on_trial_survives_a_power_cut_at_every_change),
    CHECK_CASE(update_survives_two_power_cuts),
    CHECK_CASE(trial_falls_back_whenever_the_power_goes),
    CHECK_CASE(confirm_survives_a_power_cut_at_every_change),
    CHECK_CASE(commit_with_read_error_at_every_read_does_not_switch),
    CHECK_CASE(commit_after_the_counter_was_raised_is_refused),
    CHECK_CASE(boot_with_read_error_at_every_read_does_not_switch),
    CHECK_CASE(confirm_with_read_error_at_every_read_keeps_the_trial),
};
extern const struct check_table check_table_commit_nor;
CHECK_TABLE(commit_nor);

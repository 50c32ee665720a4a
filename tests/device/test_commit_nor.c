/*
 * Whole updates on the emulated flash of the board: the power goes at every single change of the
 * flash, every read fails once, and the next boot must find a consistent device.
 */
#include <string.h>

#include "boot_parameters.h"
#include "fixture.h"
#include "nor_flash.h"
#include "port_board.h"
#include "slot_writer.h"

#define FLASH_SIZE 0x400000u
#define SECTOR NOR_FLASH_SECTOR
#define PIECE 256u
#define OLD_COUNTER 5u
#define NEW_COUNTER 7u
#define TRIAL_BOOTS 3u
#define BUDGET 256u
#define PASTS 7u /* old firmware in slot 1, sectors written 0 to 3 times; in slot 2, 1 to 3 */

#define MAP 4u
#define PARAMETERS 0x3FD000u /* of the board, three sectors */
#define COMMIT_CHANGES 6u    /* 2 for the store, 4 for the board's parameters */

enum place { SLOT_1, SLOT_2, STORE_A, STORE_B, BOARD_A, BOARD_B, BOARD_FLAG, HEADER, PLACES };

/* The sectors that are there; the rest of the flash reads as erased. */
static const uint32_t places[PLACES] = {
    0x1000, 0x81000, 0x3F0000, 0x3F1000, PARAMETERS, PARAMETERS + SECTOR, PARAMETERS + 2 * SECTOR,
    0,
};
static uint8_t sectors[PLACES][SECTOR];

static struct nor_flash nor;

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

static enum appverify_result read_flash(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    return nor_flash_read(context, offset, buffer, (uint32_t)length) == NOR_FLASH_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_READ;
}

static enum appverify_result write_flash(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    return nor_flash_program(context, offset, buffer, (uint32_t)length) == NOR_FLASH_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_WRITE;
}

static enum appverify_result erase_flash(void *context, uint32_t offset)
{
    return nor_flash_erase(context, offset) == NOR_FLASH_OK ? APPVERIFY_OK : APPVERIFY_ERR_WRITE;
}

static const struct appverify_storage storage = {
    .read = read_flash,
    .context = &nor,
    .crc32 = appverify_crc32,
    .write = write_flash,
    .erase = erase_flash,
};

static const struct port_board board = {
    .storage = &storage,
    .parameters = {PARAMETERS, PARAMETERS + SECTOR},
    .flag = PARAMETERS + 2 * SECTOR,
};

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
    CHECK_EQUAL(changes(), 1 + (update_size + PIECE - 1) / PIECE + COMMIT_CHANGES);
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
        setup(past, trial_boots);
        uint32_t flag = sectors[BOARD_FLAG][0];
        for (uint32_t at = 1; at <= count; at++) {
            for (uint32_t cut = 0; cut < NOR_FLASH_CUTS; cut++) {
                check_note(note_of(past, at, cut));
                setup(past, trial_boots);
                nor_flash_cut_power(&nor, at, (enum nor_flash_cut)cut);
                CHECK(update_all() != APPVERIFY_COMMITTED);
                CHECK_EQUAL(changes(), at);
                CHECK_EQUAL(reset(), is_switched(count, at, cut, flag) ? other : home);
                CHECK(is_done(count - 4, at, cut) ? is_new_state() : is_old_state());
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
    /* the second time also the end of the trial, which the first left on record */
    const uint32_t seconds = COMMIT_CHANGES + 2;
    for (uint32_t i = 0; i < seconds * NOR_FLASH_CUTS * COMMIT_CHANGES * NOR_FLASH_CUTS; i++) {
        uint32_t second_cut = i % NOR_FLASH_CUTS;
        uint32_t second = 1 + i / NOR_FLASH_CUTS % seconds;
        uint32_t cut = i / (NOR_FLASH_CUTS * seconds) % NOR_FLASH_CUTS;
        uint32_t at = 1 + i / (NOR_FLASH_CUTS * seconds * NOR_FLASH_CUTS);
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
    uint32_t count = 2 * TRIAL_BOOTS + COMMIT_CHANGES;
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
        CHECK(is_old_state() ? changes() == done : is_new_state() && changes() >= done + 2);
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

/* Puts the first word of the parameters into a copy, and the flag that makes it hold. */
static void set_parameters(uint32_t copy, uint32_t word, uint8_t flag)
{
    fill_bytes(sectors[BOARD_A], 0xFF, 3 * sizeof sectors[0]);
    for (uint32_t i = 0; i < 4; i++) {
        sectors[BOARD_A + copy][i] = (uint8_t)(word >> 8 * i);
    }
    sectors[BOARD_FLAG][0] = flag;
}

static uint32_t parameters(uint32_t copy)
{
    const uint8_t *bytes = sectors[BOARD_A + copy];
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void board_boots_slot_1_until_told(void)
{
    setup(0, 0);
    CHECK_EQUAL(port_board_boot_slot(&board), 1);
    CHECK_EQUAL(switch_to(0), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(switch_to(3), APPVERIFY_ERR_STORE);
    CHECK_EQUAL(switch_to(1), APPVERIFY_OK);
    CHECK_EQUAL(changes(), 0);
    for (uint32_t i = 1; i <= 10; i++) {
        check_note(i);
        CHECK_EQUAL(switch_to(1 + i % 2), APPVERIFY_OK);
        CHECK_EQUAL(switch_to(1 + i % 2), APPVERIFY_OK);
        CHECK_EQUAL(changes(), 4 * i);
        CHECK_EQUAL(port_board_boot_slot(&board), 1 + i % 2);
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
        setup(0, 0);
        set_parameters(flags[i % 5] != 0, rows[i / 5].word, flags[i % 5]);
        CHECK_EQUAL(port_board_boot_slot(&board), slot);
        for (uint32_t to = 1; to <= 2; to++) {
            set_parameters(flags[i % 5] != 0, rows[i / 5].word, flags[i % 5]);
            CHECK_EQUAL(switch_to(to), APPVERIFY_OK);
            CHECK_EQUAL(port_board_boot_slot(&board), to);
        }
    }
}

static uint32_t random_number(void)
{
    static uint32_t state = 1;
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

/* The port and the boot loader must not differ about what any parameters mean. */
static void board_agrees_with_the_boot_loader(void)
{
    setup(0, 0);
    sectors[HEADER][3] = MAP << 4;
    for (uint32_t i = 0; i < 1000; i++) {
        struct boot_parameters boot;
        check_note(i);
        set_parameters(0, random_number() | (random_number() % 4 != 0 ? 0x8700 : 0), 0);
        for (uint32_t byte = 0; byte < 4; byte++) {
            sectors[BOARD_B][byte] = (uint8_t)random_number();
        }
        sectors[BOARD_B][1] = random_number() % 4 != 0 ? 0xE7 : sectors[BOARD_B][1];
        sectors[BOARD_FLAG][0] = random_number() % 2 != 0 ? (uint8_t)random_number() : 0;
        uint32_t slot = port_board_boot_slot(&board);
        CHECK_EQUAL(boot_parameters_read(&boot, &nor), 0);
        uint32_t offset = boot_parameters_choose(&boot);
        CHECK_EQUAL(slot, offset == places[SLOT_1] ? 1u : offset == places[SLOT_2] ? 2u : 0u);
        CHECK_EQUAL(port_board_boot_slot(&board), slot); /* what it repaired is the same too */
    }
}

static void board_keeps_the_other_parameters(void)
{
    setup(0, 0);
    set_parameters(0, 0x12348778, 0);
    sectors[BOARD_A][4] = 0x11;
    sectors[BOARD_A][1187] = 0x22;
    sectors[BOARD_A][SECTOR - 1] = 0x33;
    for (uint32_t i = 1; i <= 3; i++) {
        CHECK_EQUAL(switch_to(1 + (i + 1) % 2), APPVERIFY_OK);
        uint32_t copy = sectors[BOARD_FLAG][0] == 0 ? 0 : 1;
        const uint8_t *bytes = sectors[BOARD_A + copy];
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
        setup(2, 0);
        nor_flash_fail_read(&nor, read);
        CHECK_EQUAL(port_board_boot_slot(&board), 0);
        nor_flash_fail_read(&nor, read);
        CHECK_EQUAL(switch_to(2), APPVERIFY_ERR_READ);
        CHECK_EQUAL(changes(), 0);
        CHECK_EQUAL(port_board_boot_slot(&board), 1);
    }
}

/* While the other copy is written: the one that holds is left alone. */
static void board_with_read_error_in_the_copy_does_not_switch(void)
{
    for (uint32_t read = 3; read <= 18; read++) {
        check_note(read);
        setup(2, 0);
        nor_flash_fail_read(&nor, read);
        CHECK_EQUAL(switch_to(2), APPVERIFY_ERR_READ);
        CHECK_EQUAL(port_board_boot_slot(&board), 1);
        CHECK_EQUAL(switch_to(2), APPVERIFY_OK);
        CHECK_EQUAL(port_board_boot_slot(&board), 2);
    }
}

/* Into a slot with old content, in pieces; more or fewer bytes than announced. */
static enum appverify_result write_slot(uint32_t announced, uint32_t length)
{
    static struct slot_writer writer;
    enum appverify_result result = APPVERIFY_OK;
    fill_bytes(sectors[SLOT_2], 0, sizeof sectors[SLOT_2]);
    slot_writer_begin(&writer, &storage, places[SLOT_2], announced);
    for (uint32_t at = 0; at < length && result == APPVERIFY_OK;) {
        uint32_t piece = 1 + random_number() % 40;
        piece = piece < length - at ? piece : length - at;
        result = slot_writer_put(&writer, update + at, piece);
        at += piece;
    }
    return result == APPVERIFY_OK ? slot_writer_finish(&writer) : result;
}

static void slot_writer_takes_any_length_in_any_pieces(void)
{
    setup(0, 0);
    for (uint32_t i = 0; i < sizeof update; i++) {
        update[i] = (uint8_t)random_number();
    }
    for (uint32_t length = 0; length <= sizeof update; length += length < 40 ? 1 : 251) {
        check_note(length);
        CHECK_EQUAL(write_slot(length, length), APPVERIFY_OK);
        CHECK(memcmp(sectors[SLOT_2], update, length) == 0);
        CHECK(length == 0 || length == SECTOR || sectors[SLOT_2][length] == 0xFF);
        CHECK_EQUAL(write_slot(length + 1, length), APPVERIFY_ERR_LENGTH);
        CHECK(length == 0 || write_slot(length - 1, length) == APPVERIFY_ERR_LENGTH);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(slot_writer_takes_any_length_in_any_pieces),
    CHECK_CASE(board_boots_slot_1_until_told),
    CHECK_CASE(board_reads_parameters_as_the_boot_loader_does),
    CHECK_CASE(board_agrees_with_the_boot_loader),
    CHECK_CASE(board_keeps_the_other_parameters),
    CHECK_CASE(board_with_read_error_neither_boots_nor_switches),
    CHECK_CASE(board_with_read_error_in_the_copy_does_not_switch),
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

/* SPDX-License-Identifier: MIT */
/* A commit and the counter that is stored when it happens, with and without a trial. */
#include "fixture.h"

#define RELEASE_COUNTER 7u

/* What the store says, and what the commit asks for. */
struct meeting {
    uint32_t stored;      /* counter */
    uint32_t failed;      /* 1: the slot that is committed was on trial, and failed */
    uint32_t boots_left;  /* of that trial */
    uint32_t trial_boots; /* of the commit */
};

/* Calls a test for every meeting that there can be. */
static void for_every_meeting(void (*test)(const struct meeting *meeting))
{
    for (uint32_t i = 0; i < 5 * 8; i++) {
        const struct meeting meeting = {RELEASE_COUNTER - 1 + i / 8, i & 1, i >> 1 & 1,
                                        (i >> 2 & 1) * 3};
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.commit.trial_boots = meeting.trial_boots;
        CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_OK);
        fake_flash_reset(&fix.flash);
        test(&meeting);
    }
}

static void put_into_store(const struct meeting *meeting)
{
    const struct appverify_store_state state = {
        .security_counter = meeting->stored,
        .trial_slot = meeting->failed ? fix.policy.slot : 0,
        .trial_counter = meeting->failed ? RELEASE_COUNTER : 0,
        .boots_left = meeting->failed ? meeting->boots_left : 0,
    };
    CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
    fake_flash_reset(&fix.flash);
}

/* A trial does not raise the stored counter; that is no reason not to obey it. */
static void expect_by_the_counter(const struct meeting *meeting, enum appverify_result result)
{
    struct appverify_store_state state = fixture_stored();
    if (meeting->stored > RELEASE_COUNTER) {
        CHECK_EQUAL(result, APPVERIFY_ERR_ROLLBACK);
        CHECK_EQUAL(fix.switches, 0);
        CHECK_EQUAL(fix.flash.changes, 0);
        CHECK_EQUAL(state.security_counter, meeting->stored);
        return;
    }
    CHECK_EQUAL(result, APPVERIFY_COMMITTED);
    CHECK_EQUAL(fix.switches, 1);
    CHECK_EQUAL(state.security_counter,
                meeting->trial_boots != 0 ? meeting->stored : RELEASE_COUNTER);
    CHECK_EQUAL(state.trial_slot, meeting->trial_boots != 0 ? fix.policy.slot : 0);
    CHECK_EQUAL(state.trial_counter, meeting->trial_boots != 0 ? RELEASE_COUNTER : 0);
    CHECK_EQUAL(state.boots_left, meeting->trial_boots);
}

static void commit_with_raised_store(const struct meeting *meeting)
{
    put_into_store(meeting);
    expect_by_the_counter(meeting, fixture_commit(64));
    CHECK(meeting->stored <= RELEASE_COUNTER || fix.flash.highest == 0); /* refused at once */
}

static void attack_23_commit_obeys_the_stored_counter(void)
{
    for_every_meeting(commit_with_raised_store);
}

/* Raised by another update after the first look of this one. */
static void raise_store_during_commit(const struct meeting *meeting)
{
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
    CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_MORE);
    CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_MORE);
    put_into_store(meeting);
    expect_by_the_counter(meeting, fixture_run(64));
}

static void attack_23_commit_obeys_a_counter_raised_meanwhile(void)
{
    for_every_meeting(raise_store_during_commit);
}

static const struct check_case cases[] = {
    CHECK_CASE(attack_23_commit_obeys_the_stored_counter),
    CHECK_CASE(attack_23_commit_obeys_a_counter_raised_meanwhile),
};
CHECK_TABLE(stored_counter);

/* SPDX-License-Identifier: MIT */
/* An answer is given for all of the evidence of its checks, and for nothing else. */
#include "fixture.h"

#define KINDS 4u
#define KIND_COMMIT 3u

/* One of the four things that can be begun, on a good release. */
static void begin(uint32_t kind)
{
    fixture_setup(BOOT_NEW);
    switch (kind) {
    case 0:
        copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
        (void)appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size);
        break;
    case 1:
        (void)appverify_begin_image(&fix.context, &fix.config, fix.image_size);
        break;
    case 2:
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        (void)appverify_begin_body(&fix.context, fix.image_size);
        break;
    default:
        CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_OK);
        (void)appverify_begin_commit(&fix.context, &fix.commit);
        break;
    }
    fake_flash_reset(&fix.flash);
}

static int is_success(enum appverify_result result)
{
    return result == APPVERIFY_OK || result == APPVERIFY_MANIFEST_OK ||
           result == APPVERIFY_COMMITTED;
}

/* How many steps it takes. */
static uint32_t steps_of(uint32_t kind)
{
    uint32_t steps = 1;
    begin(kind);
    enum appverify_result result = appverify_step(&fix.context, ALL_AT_ONCE);
    while (result == APPVERIFY_MORE) {
        result = appverify_step(&fix.context, ALL_AT_ONCE);
        steps++;
    }
    CHECK(is_success(result));
    return steps;
}

static void begin_and_step(uint32_t kind, uint32_t steps)
{
    begin(kind);
    for (uint32_t i = 0; i < steps; i++) {
        CHECK_EQUAL(appverify_step(&fix.context, ALL_AT_ONCE), APPVERIFY_MORE);
    }
}

static void expect_no_answer(void)
{
    enum appverify_result result = fixture_run(ALL_AT_ONCE);
    CHECK(!is_success(result));
    CHECK_EQUAL(fix.switches, 0);
    CHECK_EQUAL(fix.flash.changes, 0);
}

/* Any bit of it, before every step: the last one above all. */
static void wrong_evidence_before_a_step_is_no_answer(void)
{
    for (uint32_t kind = 0; kind < KINDS; kind++) {
        uint32_t count = steps_of(kind);
        for (uint32_t steps = 0; steps < count; steps++) {
            for (uint32_t bit = 0; bit < 32; bit++) {
                check_note(kind * 10000 + steps * 100 + bit);
                begin_and_step(kind, steps);
                fix.context.evidence ^= 1u << bit;
                expect_no_answer();
            }
            begin_and_step(kind, steps);
            fix.context.evidence = UINT32_MAX; /* more than any check leaves */
            expect_no_answer();
        }
    }
}

/* What a verdict is given for is not enough for a commit, and the other way round. */
static void evidence_of_something_else_is_no_answer(void)
{
    uint32_t before_the_last[KINDS];
    for (uint32_t kind = 0; kind < KINDS; kind++) {
        begin_and_step(kind, steps_of(kind) - 1);
        before_the_last[kind] = fix.context.evidence;
    }
    for (uint32_t kind = 0; kind < KIND_COMMIT; kind++) {
        check_note(kind);
        CHECK(before_the_last[kind] != before_the_last[KIND_COMMIT]);
        begin_and_step(KIND_COMMIT, steps_of(KIND_COMMIT) - 1);
        fix.context.evidence = before_the_last[kind];
        expect_no_answer();
        begin_and_step(kind, steps_of(kind) - 1);
        fix.context.evidence = before_the_last[KIND_COMMIT];
        expect_no_answer();
    }
}

/* As if the step before were skipped: copy, policy and stored counter have not been looked at. */
static void commit_entered_at_the_body_does_not_switch(void)
{
    begin_and_step(KIND_COMMIT, 1);
    const uint32_t state_of_the_body = fix.context.state;
    begin(KIND_COMMIT);
    CHECK_EQUAL(fix.crypto.operations->hash_start(fix.crypto.state), APPVERIFY_OK);
    appverify_image_walk_begin(&fix.context.walk, BOOT_NEW);
    fix.context.position = 0;
    fix.context.crc = 0;
    fix.context.state = state_of_the_body;
    expect_no_answer();
    CHECK(fix.flash.highest >= fix.image_size - 4); /* not for the image: all of it was read */
}

static const struct check_case cases[] = {
    CHECK_CASE(wrong_evidence_before_a_step_is_no_answer),
    CHECK_CASE(evidence_of_something_else_is_no_answer),
    CHECK_CASE(commit_entered_at_the_body_does_not_switch),
};
CHECK_TABLE(evidence);

/* SPDX-License-Identifier: MIT */
/* Attack 19 of the list in the design: two verifications on one crypto port, stepped in turn. What
 * the port holds for one must never answer for the other. */
#include "fixture.h"

#define BUDGET 48u
#define STEPS_MAX 40u

/* What the first of the two is asked for, fix.context; the other is always the good image. */
enum attempt {
    ATTEMPT_MANIFEST,  /* a manifest with a garbage signature */
    ATTEMPT_SIGNATURE, /* an image with that manifest */
    ATTEMPT_BODY,      /* an image whose body is not the signed one */
    ATTEMPT_DETACHED,  /* the same, after its manifest was judged */
    ATTEMPT_COMMIT,    /* the same, changed after its verdict */
    ATTEMPT_GOOD,      /* a good image: even a true answer must not come from the other's work */
    ATTEMPTS,
};

/* The other verification: a storage and a buffer of its own, and the port of fix. */
static struct {
    uint8_t image[1024];
    uint8_t manifest[1024];
    struct fake_flash flash;
    struct appverify_storage storage;
    struct appverify_config config;
    struct appverify_context context;
} other;

static enum appverify_result begin_other(void)
{
    return appverify_begin_image(&other.context, &other.config, 0);
}

static void make_other(void)
{
    copy_bytes(other.image, fix.image, fix.image_size);
    fake_flash_init(&other.flash, &other.storage, other.image, fix.image_size);
    other.flash.slot_offset = fix.flash.slot_offset;
    other.flash.slot_limit = fix.flash.slot_limit;
    other.config = fix.config;
    other.config.storage = &other.storage;
    other.config.manifest = other.manifest;
    other.config.manifest_capacity = sizeof other.manifest;
}

static void change_body(void)
{
    fix.image[20] ^= 0xFF;
    fixture_finish();
}

/* Sets both up; the signature or the body of the first is bad, but for ATTEMPT_GOOD. */
static void prepare(enum attempt attempt)
{
    fixture_setup(BOOT_NEW);
    fix.fake.slices = 2;
    make_other();
    if (attempt == ATTEMPT_DETACHED) {
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    } else if (attempt == ATTEMPT_COMMIT) {
        CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), APPVERIFY_OK);
    }
    if (attempt <= ATTEMPT_SIGNATURE) {
        fixture_blocks()[20] ^= 1;
        fixture_finish();
    } else if (attempt != ATTEMPT_GOOD) {
        change_body();
    }
}

static void begin_first(enum attempt attempt)
{
    enum appverify_result begun;
    if (attempt == ATTEMPT_MANIFEST) {
        copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
        begun = appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size);
    } else if (attempt == ATTEMPT_DETACHED) {
        begun = appverify_begin_body(&fix.context, 0);
    } else if (attempt == ATTEMPT_COMMIT) {
        begun = appverify_begin_commit(&fix.context, &fix.commit);
    } else {
        begun = appverify_begin_image(&fix.context, &fix.config, 0);
    }
    CHECK_EQUAL(begun, APPVERIFY_MORE);
}

static void begin_attempt(enum attempt attempt)
{
    prepare(attempt);
    begin_first(attempt);
}

static enum appverify_result run(struct appverify_context *context, uint32_t steps)
{
    enum appverify_result result = (enum appverify_result)context->result;
    for (uint32_t i = 0; i < steps; i++) {
        result = appverify_step(context, BUDGET);
    }
    return result;
}

static enum appverify_result own_answer(enum attempt attempt)
{
    begin_attempt(attempt);
    enum appverify_result result = run(&fix.context, STEPS_MAX);
    CHECK(result != APPVERIFY_MORE);
    CHECK(attempt == ATTEMPT_GOOD ? result == APPVERIFY_OK : result < APPVERIFY_MORE);
    return result;
}

static void expect_nothing_held(void)
{
    CHECK(fake_crypto_clean(&fix.fake));
    CHECK_EQUAL(fix.switches, 0);
    CHECK_EQUAL(fix.flash.changes, 0);
}

/* The other takes the port after any number of steps, and the first goes on at any time after. */
static void attack_19_every_pair_of_positions_is_refused(void)
{
    for (uint32_t attempt = 0; attempt < ATTEMPTS; attempt++) {
        enum appverify_result alone = own_answer(attempt);
        enum appverify_result before = APPVERIFY_MORE;
        for (uint32_t first = 0; before == APPVERIFY_MORE; first++) {
            for (uint32_t second = 0; second < STEPS_MAX; second++) {
                check_note(attempt * 10000 + first * 100 + second);
                begin_attempt(attempt);
                before = run(&fix.context, first);
                CHECK_EQUAL(begin_other(), APPVERIFY_MORE);
                (void)run(&other.context, second);
                CHECK_EQUAL(run(&fix.context, STEPS_MAX),
                            before == APPVERIFY_MORE ? APPVERIFY_ERR_CRYPTO : alone);
                CHECK_EQUAL(run(&other.context, STEPS_MAX), APPVERIFY_OK);
                expect_nothing_held();
            }
        }
    }
}

/* One step each, in turn. The bad one begins last and has the port: its own answer, no other. */
static void attack_19_in_turn_each_has_its_own_answer(void)
{
    for (uint32_t attempt = 0; attempt < ATTEMPTS; attempt++) {
        enum appverify_result alone = own_answer(attempt);
        for (uint32_t ahead = 0; ahead < STEPS_MAX; ahead++) {
            check_note(attempt * 100 + ahead);
            prepare(attempt);
            CHECK_EQUAL(begin_other(), APPVERIFY_MORE);
            enum appverify_result before = run(&other.context, ahead);
            begin_first(attempt);
            for (uint32_t i = 0; i < STEPS_MAX; i++) {
                (void)run(&other.context, 1);
                (void)run(&fix.context, 1);
            }
            CHECK_EQUAL(run(&fix.context, 1), alone);
            CHECK_EQUAL(run(&other.context, 1),
                        before == APPVERIFY_MORE ? APPVERIFY_ERR_CRYPTO : APPVERIFY_OK);
            expect_nothing_held();
        }
    }
}

/* A read that gives the processor away: inside it the other begins and does some steps. */
static struct {
    enum appverify_result (*read)(void *context, uint32_t offset, uint8_t *buffer, size_t length);
    uint32_t reads; /* so far */
    uint32_t at;    /* the read, from 1 */
    uint32_t steps;
} detour;

static enum appverify_result read_with_detour(void *context, uint32_t offset, uint8_t *buffer,
                                              size_t length)
{
    if (++detour.reads == detour.at) {
        CHECK_EQUAL(begin_other(), APPVERIFY_MORE);
        (void)run(&other.context, detour.steps);
    }
    return detour.read(context, offset, buffer, length);
}

static void attack_19_port_taken_inside_a_read_is_refused(void)
{
    for (uint32_t attempt = ATTEMPT_SIGNATURE; attempt < ATTEMPTS; attempt++) {
        enum appverify_result alone = own_answer(attempt);
        uint32_t reads = fix.flash.reads;
        for (uint32_t at = 1; at <= reads; at++) {
            for (uint32_t steps = 0; steps < STEPS_MAX; steps++) {
                check_note(attempt * 10000 + at * 100 + steps);
                begin_attempt(attempt);
                detour.read = fix.storage.read;
                detour.reads = 0;
                detour.at = at;
                detour.steps = steps;
                fix.storage.read = read_with_detour;
                enum appverify_result result = run(&fix.context, STEPS_MAX);
                CHECK(result == APPVERIFY_ERR_CRYPTO || result == alone);
                CHECK_EQUAL(run(&other.context, STEPS_MAX), APPVERIFY_OK);
                expect_nothing_held();
            }
        }
    }
}

/* Ending the one does nothing to what the port does for the other. */
static void abort_of_one_leaves_the_other_alone(void)
{
    enum appverify_result before = APPVERIFY_MORE;
    for (uint32_t steps = 0; before == APPVERIFY_MORE; steps++) {
        for (uint32_t over = 0; over <= 1; over++) {
            check_note(steps * 10 + over);
            begin_attempt(ATTEMPT_GOOD);
            (void)run(&fix.context, over ? STEPS_MAX : 3);
            CHECK_EQUAL(begin_other(), APPVERIFY_MORE);
            before = run(&other.context, steps);
            appverify_abort(&fix.context);
            CHECK_EQUAL(run(&other.context, STEPS_MAX), APPVERIFY_OK);
            CHECK_EQUAL(run(&fix.context, 1), APPVERIFY_ERR_UNDECIDED);
        }
    }
}

/* The port keeps pointers into a context that is under way: a copy is another context. */
static void copy_of_a_context_under_way_is_refused(void)
{
    enum appverify_result before = APPVERIFY_MORE;
    for (uint32_t steps = 0; before == APPVERIFY_MORE; steps++) {
        check_note(steps);
        begin_attempt(ATTEMPT_GOOD);
        before = run(&fix.context, steps);
        other.context = fix.context;
        CHECK_EQUAL(run(&other.context, STEPS_MAX),
                    before == APPVERIFY_MORE ? APPVERIFY_ERR_CRYPTO : APPVERIFY_OK);
        CHECK_EQUAL(run(&fix.context, STEPS_MAX), APPVERIFY_OK);
    }
}

/* Nor may one that was kept be put back once the port was given up. */
static void context_put_back_after_the_end_is_refused(void)
{
    static struct appverify_context kept;
    enum appverify_result before = APPVERIFY_MORE;
    for (uint32_t steps = 0; before == APPVERIFY_MORE; steps++) {
        check_note(steps);
        begin_attempt(ATTEMPT_GOOD);
        before = run(&fix.context, steps);
        kept = fix.context;
        CHECK_EQUAL(run(&fix.context, STEPS_MAX), APPVERIFY_OK);
        fix.context = kept;
        CHECK_EQUAL(run(&fix.context, STEPS_MAX),
                    before == APPVERIFY_MORE ? APPVERIFY_ERR_CRYPTO : APPVERIFY_OK);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(attack_19_every_pair_of_positions_is_refused),
    CHECK_CASE(attack_19_in_turn_each_has_its_own_answer),
    CHECK_CASE(attack_19_port_taken_inside_a_read_is_refused),
    CHECK_CASE(abort_of_one_leaves_the_other_alone),
    CHECK_CASE(copy_of_a_context_under_way_is_refused),
    CHECK_CASE(context_put_back_after_the_end_is_refused),
};
CHECK_TABLE(attack_interleaved);

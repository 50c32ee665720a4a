/* SPDX-License-Identifier: MIT */
/* From a positive verdict to the switch: what is checked again, and what a failure leaves. */
#include "fixture.h"

static void setup_verified(uint32_t boot_mode)
{
    fixture_setup(boot_mode);
    CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_OK);
    fake_flash_reset(&fix.flash);
}

/* No switch, and the store as new. */
static void expect_untouched(enum appverify_result expected)
{
    CHECK_EQUAL(fixture_commit(64), expected);
    CHECK_EQUAL(fix.switches, 0);
    CHECK_EQUAL(fix.flash.changes, 0);
}

static void commit_good_image_switches_and_raises_the_counter(void)
{
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        for (uint32_t slot = 1; slot <= 2; slot++) {
            check_note(boot * 10 + slot);
            fixture_setup(boot);
            fixture_place(2, slot);
            CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_OK);
            CHECK_EQUAL(fixture_commit(300), APPVERIFY_COMMITTED);
            CHECK_EQUAL(fix.switches, 1);
            CHECK_EQUAL(fix.switched_to, slot);
            struct appverify_store_state state = fixture_stored();
            CHECK_EQUAL(state.security_counter, 7);
            CHECK_EQUAL(state.trial_slot, 0);
            CHECK_EQUAL(state.boots_left, 0);
        }
    }
}

static void commit_with_trial_leaves_the_counter(void)
{
    setup_verified(BOOT_NEW);
    fix.commit.trial_boots = 3;
    CHECK_EQUAL(fixture_commit(ALL_AT_ONCE), APPVERIFY_COMMITTED);
    struct appverify_store_state state = fixture_stored();
    CHECK_EQUAL(state.security_counter, 0);
    CHECK_EQUAL(state.trial_slot, 1);
    CHECK_EQUAL(state.trial_counter, 7);
    CHECK_EQUAL(state.boots_left, 3);
}

/* A firmware on trial would erase the slot that it falls back to. */
static void commit_while_on_trial_is_refused(void)
{
    setup_verified(BOOT_NEW);
    const struct appverify_store_state running_on_trial = {0, 2, 7, 1};
    CHECK_EQUAL(appverify_store_write(&fix.store, &running_on_trial), APPVERIFY_OK);
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_ERR_STATE);
    CHECK_EQUAL(fix.switches, 0);
    setup_verified(BOOT_NEW);
    const struct appverify_store_state other_failed = {0, 1, 7, 0};
    CHECK_EQUAL(appverify_store_write(&fix.store, &other_failed), APPVERIFY_OK);
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
}

static void commit_after_detached_manifest_is_good(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
    CHECK_EQUAL(fixture_run(64), APPVERIFY_OK);
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
}

static void commit_with_every_budget_is_the_same(void)
{
    for (uint32_t budget = 0; budget <= 300; budget++) {
        check_note(budget);
        setup_verified(BOOT_NEW);
        CHECK_EQUAL(fixture_commit(budget), APPVERIFY_COMMITTED);
    }
}

static void expect_no_commit(void)
{
    enum appverify_result before = appverify_step(&fix.context, 1);
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_STATE);
    enum appverify_result after = before == APPVERIFY_OK ? APPVERIFY_ERR_STATE : before;
    CHECK(before == APPVERIFY_MORE || fixture_run(1) == after);
    CHECK_EQUAL(fix.switches, 0);
}

static void begin_commit_without_verdict_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.context = (struct appverify_context){.result = 0};
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_STATE);
    CHECK_EQUAL(appverify_begin_image(&fix.context, NULL, 0), APPVERIFY_ERR_CONFIG);
    expect_no_commit();
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    expect_no_commit();
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
    expect_no_commit();
    CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
    appverify_abort(&fix.context);
    expect_no_commit();
    fix.image[20] ^= 1;
    CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_DIGEST);
    expect_no_commit();
}

/* The answer of the last commit is not found where the error of the next one is ignored. */
static void begin_commit_twice_is_refused(void)
{
    for (uint32_t body = 0; body <= 1; body++) {
        check_note(body);
        setup_verified(BOOT_NEW);
        CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
        CHECK_EQUAL(body ? appverify_begin_body(&fix.context, 0)
                         : appverify_begin_commit(&fix.context, &fix.commit),
                    APPVERIFY_ERR_STATE);
        CHECK_EQUAL(fixture_run(64), APPVERIFY_ERR_STATE);
        CHECK_EQUAL(fix.switches, 1);
    }
    setup_verified(BOOT_NEW);
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_STATE);
}

/* One flipped word is not a verdict: the evidence must be there, too. */
static void begin_commit_with_forged_verdict_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    fix.context.result = APPVERIFY_OK;
    expect_no_commit();
    fixture_blocks()[20] ^= 1;
    CHECK_EQUAL(fixture_verify(fix.image_size, 64), APPVERIFY_ERR_SIGNATURE);
    fix.context.result = APPVERIFY_OK;
    expect_no_commit();
}

/* Jumping to any later state ends without a verdict, or with the reason of a real check. */
static void jump_to_a_later_state_is_no_verdict(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t from = 0; from < 40; from++) {
        for (uint32_t to = 5; to <= 7; to++) {
            check_note(from * 100 + to);
            fixture_setup(BOOT_NEW);
            fixture_blocks()[20] ^= 1; /* never good by the straight way */
            CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, fix.image_size),
                        APPVERIFY_MORE);
            enum appverify_result result = APPVERIFY_MORE;
            for (uint32_t i = 0; i < from && result == APPVERIFY_MORE; i++) {
                result = appverify_step(&fix.context, 64);
            }
            if (result == APPVERIFY_MORE && fix.context.manifest.bytes != NULL) {
                fix.context.state = to;
                do { /* the port may be called out of order here */
                    result = appverify_step(&fix.context, 64);
                } while (result == APPVERIFY_MORE);
                CHECK(result != APPVERIFY_OK);
            }
            appverify_abort(&fix.context);
        }
    }
}

/* As if the branch for too few signatures were skipped, and the evidence for them added. */
static void skipped_threshold_branch_is_no_verdict(void)
{
    fixture_setup(BOOT_NEW);
    fixture_blocks()[20] ^= 1;
    fixture_finish();
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, fix.image_size), APPVERIFY_MORE);
    while (fix.fake.calls[FAKE_SIGNATURE_STEP] == 0) {
        CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_MORE);
    }
    fix.context.evidence += 0x1B8F35A9u; /* EVIDENCE_SIGNATURES */
    fix.context.state = 5;               /* STATE_RECHECK */
    CHECK_EQUAL(fixture_run(64), APPVERIFY_ERR_SIGNATURE);
}

/* The last step reached with any other sum of evidence, that of a verdict among them. */
static void commit_with_other_evidence_does_not_switch(void)
{
    setup_verified(BOOT_NEW);
    const uint32_t of_a_verdict = fix.context.evidence;
    for (uint32_t i = 0; i < 35; i++) {
        check_note(i);
        setup_verified(BOOT_NEW);
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
        CHECK_EQUAL(appverify_step(&fix.context, ALL_AT_ONCE), APPVERIFY_MORE);
        fix.context.evidence = i < 32    ? fix.context.evidence ^ 1u << i
                               : i == 32 ? of_a_verdict
                               : i == 33 ? 0
                                         : fix.context.evidence - 0x23D4A6C5u; /* of the policy */
        CHECK_EQUAL(fixture_run(64), APPVERIFY_ERR_STATE);
        CHECK_EQUAL(fix.switches, 0);
        CHECK_EQUAL(fix.flash.changes, 0);
    }
}

/* Straight to the last step: the hash that was begun there is not that of the body. */
static void jump_to_the_end_does_not_switch(void)
{
    for (uint32_t steps = 0; steps <= 2; steps++) {
        setup_verified(BOOT_NEW);
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
        for (uint32_t i = 0; i < steps; i++) {
            CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_MORE);
        }
        fix.context.state = 6; /* STATE_BODY */
        fix.context.position = fix.body_size;
        CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_ERR_DIGEST); /* misuses the port */
        CHECK_EQUAL(fix.switches, 0);
        CHECK_EQUAL(fix.flash.changes, 0);
    }
}

static void begin_commit_with_null_is_refused(void)
{
    setup_verified(BOOT_NEW);
    CHECK_EQUAL(appverify_begin_commit(&fix.context, NULL), APPVERIFY_ERR_CONFIG);
    fix.commit.store = NULL;
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_CONFIG);
    fix.commit.store = &fix.store;
    fix.commit.platform = NULL;
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_CONFIG);
    fix.commit.platform = &fix.platform;
    fix.platform.switch_slot = NULL;
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_CONFIG);
    CHECK_EQUAL(fix.flash.reads, 0);
}

/* A store that cannot be written must be noticed before the last moment. */
static void begin_commit_with_incomplete_store_is_refused(void)
{
    setup_verified(BOOT_NEW);
    struct appverify_storage all = fix.storage;
    struct appverify_storage some = all;
    fix.store.storage = NULL;
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_CONFIG);
    fix.store.storage = &some;
    for (uint32_t i = 0; i < 4; i++) {
        check_note(i);
        setup_verified(BOOT_NEW);
        fix.store.storage = &some;
        some = all;
        some.read = i == 0 ? NULL : some.read;
        some.write = i == 1 ? NULL : some.write;
        some.erase = i == 2 ? NULL : some.erase;
        some.crc32 = i == 3 ? NULL : some.crc32;
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_CONFIG);
    }
}

/* One sector for both copies: the first power cut would lose the counter. */
static void begin_commit_with_one_sector_twice_is_refused(void)
{
    setup_verified(BOOT_NEW);
    fix.store.sectors[1] = fix.store.sectors[0];
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_CONFIG);
    setup_verified(BOOT_NEW);
    fix.store.sectors[1] += 4;
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_CONFIG);
}

/* 7. Whatever changed since the verdict, in flash or in RAM, stops the switch. */
static void attack_07_flash_changed_before_commit_is_refused(void)
{
    setup_verified(BOOT_NEW);
    for (uint32_t i = 0; i < fix.image_size; i++) {
        check_note(i);
        setup_verified(BOOT_NEW);
        fix.image[i] ^= 0x02;
        enum appverify_result expected = i < fix.body_size ? APPVERIFY_ERR_DIGEST
                                         : i < fix.body_size + fix.manifest_size
                                             ? APPVERIFY_ERR_MANIFEST_COPY
                                             : APPVERIFY_ERR_CRC;
        expect_untouched(expected);
    }
}

static void attack_07_manifest_in_ram_changed_before_commit_is_refused(void)
{
    setup_verified(BOOT_NEW);
    for (uint32_t i = 0; i < fix.manifest_size; i++) {
        check_note(i);
        setup_verified(BOOT_NEW);
        fix.manifest[i] ^= 0x08;
        expect_untouched(fixture_is_free(i) ? APPVERIFY_ERR_MANIFEST_COPY : APPVERIFY_ERR_CHANGED);
    }
}

/* Body, payload digest in RAM and manifest in flash exchanged together. */
static void attack_07_whole_release_changed_before_commit_is_refused(void)
{
    setup_verified(BOOT_NEW);
    fix.body.seed = 9;
    fix.spec.signers[0] = fixture_key(KEY_P256_B);
    fixture_build();
    copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
    expect_untouched(APPVERIFY_ERR_CHANGED);
}

static void attack_07_flash_changed_while_it_is_committed_is_refused(void)
{
    setup_verified(BOOT_NEW);
    for (uint32_t i = 0; i < fix.image_size; i += 3) {
        check_note(i);
        setup_verified(BOOT_NEW);
        fix.flash.change_at = 3; /* after the two reads of the store */
        fix.flash.change_offset = i;
        fix.flash.change_mask = 0x80;
        CHECK(fixture_commit(16) != APPVERIFY_COMMITTED);
        CHECK_EQUAL(fix.switches, 0);
    }
}

/* The body is read once and in order; with its last piece, in one step, come the manifest and the
 * trailer, and the slot is switched before anything else can run. */
static void commit_after_the_last_read_is_one_step(void)
{
    for (uint32_t budget = 4; budget <= 304; budget += 20) {
        check_note(budget);
        setup_verified(BOOT_NEW);
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
        CHECK_EQUAL(appverify_step(&fix.context, budget), APPVERIFY_MORE);
        for (uint32_t end = budget; end < fix.body_size; end += budget) {
            CHECK_EQUAL(appverify_step(&fix.context, budget), APPVERIFY_MORE);
            CHECK_EQUAL(fix.flash.highest, end);
            CHECK_EQUAL(fix.flash.changes, 0);
        }
        CHECK_EQUAL(appverify_step(&fix.context, budget), APPVERIFY_COMMITTED);
        CHECK_EQUAL(fix.switches, 1);
        for (uint32_t i = 0; i < fix.image_size; i++) {
            CHECK_EQUAL(fix.flash.counts[i], 1);
        }
    }
}

/* 8. The counter was raised by another update since. */
static void attack_08_counter_raised_before_commit_is_refused(void)
{
    for (uint32_t counter = 6; counter <= 8; counter++) {
        struct appverify_store_state state = {counter, 0, 0, 0};
        check_note(counter);
        setup_verified(BOOT_NEW);
        CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
        fake_flash_reset(&fix.flash);
        if (counter <= 7) {
            CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
        } else {
            expect_untouched(APPVERIFY_ERR_ROLLBACK);
        }
        CHECK_EQUAL(fixture_stored().security_counter, counter > 7 ? counter : 7);
    }
}

/* Another commit, or a trial, while the body was read. */
static void attack_08_store_changed_during_a_commit_is_refused(void)
{
    static const struct appverify_store_state states[] = {{8, 0, 0, 0}, {0, 2, 7, 1}};
    for (uint32_t i = 0; i < 4; i++) {
        check_note(i);
        setup_verified(BOOT_NEW);
        fix.commit.trial_boots = i / 2;
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
        CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_MORE);
        CHECK_EQUAL(appverify_store_write(&fix.store, &states[i % 2]), APPVERIFY_OK);
        fake_flash_reset(&fix.flash);
        CHECK_EQUAL(fixture_run(64), i % 2 == 0 ? APPVERIFY_ERR_ROLLBACK : APPVERIFY_ERR_STATE);
        CHECK_EQUAL(fix.switches, 0);
        CHECK_EQUAL(fix.flash.changes, 0);
    }
}

static void attack_08_refused_commit_leaves_no_trace_in_the_store(void)
{
    setup_verified(BOOT_NEW);
    fix.spec.counter = 1000;
    fixture_build();
    CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
    fix.image[30] ^= 1;
    expect_untouched(APPVERIFY_ERR_DIGEST);
    CHECK_EQUAL(fixture_stored().security_counter, 0);
}

/* 16. */
static void attack_16_read_error_at_every_read_of_a_commit_is_refused(void)
{
    setup_verified(BOOT_NEW);
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
    uint32_t reads = fix.flash.reads;
    for (uint32_t read = 1; read <= reads; read++) {
        check_note(read);
        setup_verified(BOOT_NEW);
        fix.flash.fail_at = read;
        fix.flash.fail_reply = 0;
        CHECK_EQUAL(fixture_commit(64), APPVERIFY_ERR_READ);
        CHECK_EQUAL(fix.switches, 0);
        uint32_t counter = fixture_stored().security_counter;
        CHECK(counter == 0 || (counter == 7 && fix.flash.changes == 2));
    }
}

static void commit_with_failing_crypto_is_refused(void)
{
    for (uint32_t operation = FAKE_HASH_START; operation <= FAKE_HASH_FINISH; operation++) {
        setup_verified(BOOT_NEW);
        uint32_t before = fix.fake.calls[operation];
        CHECK_EQUAL(fixture_commit(32), APPVERIFY_COMMITTED);
        uint32_t calls = fix.fake.calls[operation] - before;
        for (uint32_t call = 1; call <= calls; call++) {
            check_note(operation * 100 + call);
            setup_verified(BOOT_NEW);
            fix.fake.fail_at[operation] = before + call;
            CHECK_EQUAL(fixture_commit(32), APPVERIFY_ERR_CRYPTO);
            CHECK_EQUAL(fix.switches, 0);
            CHECK_EQUAL(fix.flash.changes, 0);
        }
    }
}

static void commit_with_failing_switch_says_so(void)
{
    setup_verified(BOOT_NEW);
    fix.switch_reply = APPVERIFY_MORE;
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_ERR_SWITCH);
    CHECK_EQUAL(fix.switches, 1);
    CHECK(appverify_get_manifest(&fix.context) == NULL);
    /* The same update can be tried again. */
    fix.switch_reply = APPVERIFY_OK;
    CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
}

/* After the cut the store reads as before or as after, and the update can be done again. */
static void commit_with_power_cut_at_every_change_is_consistent(void)
{
    for (uint32_t trial = 0; trial <= 1; trial++) {
        for (uint32_t at = 1; at <= 2; at++) {
            for (uint32_t cut = 0; cut < FAKE_CUTS; cut++) {
                check_note(trial * 100 + at * 10 + cut);
                setup_verified(BOOT_NEW);
                fix.commit.trial_boots = trial;
                fix.flash.cut_at = at;
                fix.flash.cut = cut;
                CHECK_EQUAL(fixture_commit(64), APPVERIFY_ERR_WRITE);
                CHECK_EQUAL(fix.switches, 0);
                fake_flash_reset(&fix.flash);
                struct appverify_store_state state = fixture_stored();
                CHECK(state.security_counter == 0 || (state.security_counter == 7 && !trial));
                CHECK(state.trial_slot == 0 || (trial && state.trial_counter == 7));
                CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
                CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
            }
        }
    }
}

static void abort_at_every_step_of_a_commit_does_not_switch(void)
{
    enum appverify_result result = APPVERIFY_MORE;
    for (uint32_t steps = 0; result == APPVERIFY_MORE; steps++) {
        check_note(steps);
        setup_verified(BOOT_NEW);
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_MORE);
        for (uint32_t i = 0; i < steps; i++) {
            result = appverify_step(&fix.context, 16);
        }
        appverify_abort(&fix.context);
        CHECK(fake_crypto_clean(&fix.fake));
        CHECK_EQUAL(fix.switches, result == APPVERIFY_COMMITTED);
        CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_STATE);
    }
    CHECK_EQUAL(result, APPVERIFY_COMMITTED);
}

static const struct check_case cases[] = {
    CHECK_CASE(commit_good_image_switches_and_raises_the_counter),
    CHECK_CASE(commit_with_trial_leaves_the_counter),
    CHECK_CASE(commit_while_on_trial_is_refused),
    CHECK_CASE(commit_after_detached_manifest_is_good),
    CHECK_CASE(commit_with_every_budget_is_the_same),
    CHECK_CASE(begin_commit_without_verdict_is_refused),
    CHECK_CASE(begin_commit_twice_is_refused),
    CHECK_CASE(begin_commit_with_forged_verdict_is_refused),
    CHECK_CASE(jump_to_a_later_state_is_no_verdict),
    CHECK_CASE(skipped_threshold_branch_is_no_verdict),
    CHECK_CASE(commit_with_other_evidence_does_not_switch),
    CHECK_CASE(jump_to_the_end_does_not_switch),
    CHECK_CASE(begin_commit_with_null_is_refused),
    CHECK_CASE(begin_commit_with_incomplete_store_is_refused),
    CHECK_CASE(begin_commit_with_one_sector_twice_is_refused),
    CHECK_CASE(attack_07_flash_changed_before_commit_is_refused),
    CHECK_CASE(attack_07_manifest_in_ram_changed_before_commit_is_refused),
    CHECK_CASE(attack_07_whole_release_changed_before_commit_is_refused),
    CHECK_CASE(attack_07_flash_changed_while_it_is_committed_is_refused),
    CHECK_CASE(commit_after_the_last_read_is_one_step),
    CHECK_CASE(attack_08_counter_raised_before_commit_is_refused),
    CHECK_CASE(attack_08_store_changed_during_a_commit_is_refused),
    CHECK_CASE(attack_08_refused_commit_leaves_no_trace_in_the_store),
    CHECK_CASE(attack_16_read_error_at_every_read_of_a_commit_is_refused),
    CHECK_CASE(commit_with_failing_crypto_is_refused),
    CHECK_CASE(commit_with_failing_switch_says_so),
    CHECK_CASE(commit_with_power_cut_at_every_change_is_consistent),
    CHECK_CASE(abort_at_every_step_of_a_commit_does_not_switch),
};
CHECK_TABLE(commit);

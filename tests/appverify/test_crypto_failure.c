/* SPDX-License-Identifier: MIT */
/* A crypto port that fails, at every call and with every answer. */
#include "fixture.h"

/* Anything but APPVERIFY_OK from the hash is a failure of the port. */
static const uint32_t replies[] = {
    APPVERIFY_ERR_CRYPTO, APPVERIFY_MORE,    APPVERIFY_MANIFEST_OK, APPVERIFY_ERR_UNDECIDED, 0,
    UINT32_MAX,           APPVERIFY_OK ^ 1u,
};

static uint32_t calls_of_a_good_run(enum fake_operation operation)
{
    fixture_setup(BOOT_NEW);
    fix.fake.slices = 2;
    CHECK_EQUAL(fixture_verify(0, 40), APPVERIFY_OK);
    return fix.fake.calls[operation];
}

static void fail_at_every_call(enum fake_operation operation, uint32_t reply,
                               enum appverify_result expected)
{
    uint32_t calls = calls_of_a_good_run(operation);
    CHECK(calls > 0);
    for (uint32_t call = 1; call <= calls; call++) {
        check_note(call);
        fixture_setup(BOOT_NEW);
        fix.fake.slices = 2;
        fix.fake.fail_at[operation] = call;
        fix.fake.reply = reply;
        CHECK_EQUAL(fixture_verify(0, 40), expected);
        fix.fake.fail_at[operation] = 0;
        CHECK_EQUAL(fixture_verify(0, 40), APPVERIFY_OK);
    }
}

static void hash_start_failing_is_refused(void)
{
    for (uint32_t i = 0; i < CHECK_COUNT(replies); i++) {
        fail_at_every_call(FAKE_HASH_START, replies[i], APPVERIFY_ERR_CRYPTO);
    }
}

static void hash_update_failing_is_refused(void)
{
    for (uint32_t i = 0; i < CHECK_COUNT(replies); i++) {
        fail_at_every_call(FAKE_HASH_UPDATE, replies[i], APPVERIFY_ERR_CRYPTO);
    }
}

static void hash_finish_failing_is_refused(void)
{
    for (uint32_t i = 0; i < CHECK_COUNT(replies); i++) {
        fail_at_every_call(FAKE_HASH_FINISH, replies[i], APPVERIFY_ERR_CRYPTO);
    }
}

static void signature_start_failing_is_refused(void)
{
    for (uint32_t i = 0; i < CHECK_COUNT(replies); i++) {
        if (replies[i] != APPVERIFY_MORE) {
            fail_at_every_call(FAKE_SIGNATURE_START, replies[i], APPVERIFY_ERR_CRYPTO);
        }
    }
    fail_at_every_call(FAKE_SIGNATURE_START, APPVERIFY_OK, APPVERIFY_ERR_CRYPTO);
    fail_at_every_call(FAKE_SIGNATURE_START, APPVERIFY_ERR_SIGNATURE, APPVERIFY_ERR_SIGNATURE);
}

static void signature_step_failing_is_refused(void)
{
    for (uint32_t i = 0; i < CHECK_COUNT(replies); i++) {
        if (replies[i] != APPVERIFY_MORE) {
            fail_at_every_call(FAKE_SIGNATURE_STEP, replies[i], APPVERIFY_ERR_CRYPTO);
        }
    }
    fail_at_every_call(FAKE_SIGNATURE_STEP, APPVERIFY_ERR_SIGNATURE, APPVERIFY_ERR_SIGNATURE);
}

/* The threshold is met, and the port fails at a key that is tried for the report only. */
static void signature_failing_after_the_threshold_is_refused(void)
{
    for (uint32_t operation = FAKE_SIGNATURE_START; operation <= FAKE_SIGNATURE_STEP; operation++) {
        check_note(operation);
        fixture_setup(BOOT_NEW);
        fix.ring.count = 2;
        fix.spec.signer_count = 2;
        fix.spec.signers[1] = fixture_key(KEY_RSA_2048);
        fixture_build();
        fix.fake.fail_at[operation] = 2;
        CHECK_EQUAL(fixture_verify(0, 40), APPVERIFY_OK);
        CHECK_EQUAL(fix.fake.calls[operation], 1); /* stops at the threshold */
        fix.policy.all_keys = 1;
        fix.fake.calls[operation] = 0;
        CHECK_EQUAL(fixture_verify(0, 40), APPVERIFY_ERR_CRYPTO);
        CHECK_EQUAL(fix.fake.calls[operation], 2);
    }
}

/* After a detached manifest: the signed part is hashed once more, then the body. */
static void hash_failing_after_begin_body_is_refused(void)
{
    for (uint32_t operation = FAKE_HASH_START; operation <= FAKE_HASH_FINISH; operation++) {
        for (uint32_t call = 1; call <= 2; call++) {
            check_note(operation * 10 + call);
            fixture_setup(BOOT_NEW);
            CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
            fix.fake.fail_at[operation] = fix.fake.calls[operation] + call;
            CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
            CHECK_EQUAL(fixture_run(64), APPVERIFY_ERR_CRYPTO);
        }
    }
}

/* Every end of a verification gives up what the port may hold. */
static void every_end_aborts_the_port(void)
{
    for (uint32_t good = 0; good <= 1; good++) {
        fixture_setup(BOOT_NEW);
        fix.image[0] = good ? fix.image[0] : 0;
        CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
        uint32_t before = fix.fake.calls[FAKE_ABORT];
        CHECK_EQUAL(fixture_run(1), good ? APPVERIFY_OK : APPVERIFY_ERR_NOT_FOUND);
        CHECK_EQUAL(fix.fake.calls[FAKE_ABORT], before + 1);
    }
}

/*
 * A download breaks off while its signature is checked, and the next one begins without an abort:
 * a port that works in slices must not go on with the old signature under the new manifest.
 */
static void begin_over_a_running_verification_aborts_the_port(void)
{
    for (uint32_t steps = 0; steps < 12; steps++) {
        check_note(steps);
        fixture_setup(BOOT_NEW);
        fix.fake.slices = 3;
        CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
        for (uint32_t i = 0; i < steps; i++) {
            CHECK_EQUAL(appverify_step(&fix.context, 20), APPVERIFY_MORE);
        }
        CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
        CHECK(fake_crypto_clean(&fix.fake));
        CHECK_EQUAL(fixture_run(20), APPVERIFY_OK);
    }
}

/* A signature check is handed the digest of the signed part and exactly the bytes of the block. */
static void signature_start_is_given_the_right_bytes(void)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    fixture_setup(BOOT_NEW);
    fake_digest(digest, fixture_manifest(), fix.signed_size);
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
    while (fix.fake.calls[FAKE_SIGNATURE_START] == 0 &&
           appverify_step(&fix.context, 1) == APPVERIFY_MORE) {
    }
    CHECK(fix.fake.key == &fix.ring_keys[0]);
    CHECK(fix.fake.signature == fix.manifest + fix.signed_size + APPVERIFY_BLOCK_HEADER_SIZE);
    for (uint32_t i = 0; i < sizeof digest; i++) {
        CHECK_EQUAL(fix.fake.digest[i], digest[i]);
    }
    appverify_abort(&fix.context);
}

static const struct check_case cases[] = {
    CHECK_CASE(hash_start_failing_is_refused),
    CHECK_CASE(hash_update_failing_is_refused),
    CHECK_CASE(hash_finish_failing_is_refused),
    CHECK_CASE(signature_start_failing_is_refused),
    CHECK_CASE(signature_step_failing_is_refused),
    CHECK_CASE(signature_failing_after_the_threshold_is_refused),
    CHECK_CASE(hash_failing_after_begin_body_is_refused),
    CHECK_CASE(every_end_aborts_the_port),
    CHECK_CASE(begin_over_a_running_verification_aborts_the_port),
    CHECK_CASE(signature_start_is_given_the_right_bytes),
};
CHECK_TABLE(crypto_failure);

/* SPDX-License-Identifier: MIT */
/* Calls in and out of order, configurations, and failures of what the library uses. */
#include "fixture.h"

static void expect_config_error(void)
{
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_ERR_CONFIG);
    CHECK_EQUAL(fixture_run(ALL_AT_ONCE), APPVERIFY_ERR_CONFIG);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
    CHECK_EQUAL(fixture_run(ALL_AT_ONCE), APPVERIFY_ERR_CONFIG);
}

/* Takes one pointer away; 0 when there is no such number. */
static int clear_pointer(uint32_t number)
{
    switch (number) {
    case 0:
        fix.config.storage = NULL;
        return 1;
    case 1:
        fix.config.crypto = NULL;
        return 1;
    case 2:
        fix.config.policy = NULL;
        return 1;
    case 3:
        fix.config.manifest = NULL;
        return 1;
    case 4:
        fix.policy.keys = NULL;
        return 1;
    case 5:
        fix.policy.vendor_id = NULL;
        return 1;
    case 6:
        fix.policy.class_id = NULL;
        return 1;
    case 7:
        fix.ring.keys = NULL;
        return 1;
    case 8:
        fix.ring_keys[0].words = NULL;
        return 1;
    case 9:
        fix.crypto.operations = NULL;
        return 1;
    default:
        return 0;
    }
}

static void config_null_pointer_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; clear_pointer(i); i++) {
        check_note(i);
        expect_config_error();
        if (i > 0) {
            CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, 100),
                        APPVERIFY_ERR_CONFIG);
        }
        fixture_setup(BOOT_NEW);
    }
}

static void config_null_itself_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(appverify_begin_image(&fix.context, NULL, 0), APPVERIFY_ERR_CONFIG);
    CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_CONFIG);
    CHECK_EQUAL(appverify_begin_manifest(&fix.context, NULL, 0), APPVERIFY_ERR_CONFIG);
    CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_CONFIG);
}

static void config_storage_without_callback_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.storage.read = NULL;
    expect_config_error();
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_CONFIG);
    CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_CONFIG);
    fixture_setup(BOOT_NEW);
    fix.storage.crc32 = NULL;
    expect_config_error();
}

/* Every port must bring every operation. */
static void config_crypto_without_operation_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    const struct appverify_crypto_operations all = *fix.crypto.operations;
    struct appverify_crypto_operations some;
    fix.crypto.operations = &some;
    for (uint32_t i = 0; i < FAKE_OPERATIONS; i++) {
        check_note(i);
        some = all;
        some.hash_start = i == FAKE_HASH_START ? NULL : some.hash_start;
        some.hash_update = i == FAKE_HASH_UPDATE ? NULL : some.hash_update;
        some.hash_finish = i == FAKE_HASH_FINISH ? NULL : some.hash_finish;
        some.signature_start = i == FAKE_SIGNATURE_START ? NULL : some.signature_start;
        some.signature_step = i == FAKE_SIGNATURE_STEP ? NULL : some.signature_step;
        some.abort = i == FAKE_ABORT ? NULL : some.abort;
        CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_ERR_CONFIG);
    }
}

static void config_known_types_without_list_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.policy.known_type_count = 1;
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_ERR_CONFIG);
}

static void config_slot_out_of_alignment_is_refused(void)
{
    for (uint32_t offset = 0x1001; offset < 0x1004; offset++) {
        fixture_setup(BOOT_NEW);
        fix.policy.slot_offset = offset;
        expect_config_error();
    }
}

/* Offsets inside the slot are added to its own: they must not wrap to the start of the flash. */
static void config_slot_that_wraps_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.policy.slot_offset = 0xFFFFF000u;
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_ERR_CONFIG);
}

static void config_small_manifest_buffer_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t capacity = 0; capacity <= fix.manifest_size; capacity++) {
        check_note(capacity);
        fill_bytes(fix.manifest, 0xEE, sizeof fix.manifest);
        fix.config.manifest_capacity = capacity;
        int fits = capacity == fix.manifest_size;
        fixture_expect(fits ? APPVERIFY_OK : APPVERIFY_ERR_LENGTH);
        CHECK_EQUAL(fix.manifest[fix.manifest_size], 0xEE);
        CHECK(fits || fix.manifest[0] == 0xEE);
        CHECK_EQUAL(fixture_verify_manifest(), fits ? APPVERIFY_MANIFEST_OK : APPVERIFY_ERR_LENGTH);
    }
    CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, APPVERIFY_MANIFEST_MAX + 1),
                APPVERIFY_ERR_LENGTH);
    fix.config.manifest_capacity = UINT32_MAX;
    CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, APPVERIFY_MANIFEST_MAX + 1),
                APPVERIFY_ERR_LENGTH);
    CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_LENGTH);
}

/* However much RAM there is: lengths of blocks in flash are not signed. */
static void config_large_manifest_buffer_does_not_matter(void)
{
    fixture_setup(BOOT_NEW);
    fix.config.manifest_capacity = UINT32_MAX;
    fixture_expect(APPVERIFY_OK);
    store_le16(fixture_blocks() + 2, 0x4000);
    fixture_blocks()[APPVERIFY_BLOCK_HEADER_SIZE + 0x4000] = APPVERIFY_BLOCK_END;
    fix.flash.size = sizeof fix.image;
    CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_LENGTH);
}

static void begin_image_beyond_the_slot_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, fix.policy.slot_limit + 1),
                APPVERIFY_ERR_LENGTH);
    CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_LENGTH);
    CHECK_EQUAL(fixture_verify(UINT32_MAX, 1), APPVERIFY_ERR_LENGTH);
    CHECK_EQUAL(fix.flash.reads, 0);
}

static void begin_body_with_other_size_is_refused(void)
{
    for (uint32_t size = 1; size < 600; size++) {
        check_note(size);
        fixture_setup(BOOT_NEW);
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        int right = size == fix.image_size;
        CHECK_EQUAL(appverify_begin_body(&fix.context, size), APPVERIFY_MORE);
        CHECK_EQUAL(fixture_run(64), right ? APPVERIFY_OK : APPVERIFY_ERR_LENGTH);
        CHECK(right || fix.flash.reads == 0);
    }
}

static void begin_body_out_of_order_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
    fix.image[40] ^= 1; /* a refused image does not go on */
    CHECK_EQUAL(fixture_verify(0, 1), APPVERIFY_ERR_DIGEST);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
    CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_DIGEST);
    copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
    CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size),
                APPVERIFY_MORE);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
}

/* A verdict on the last image is none on the next: the call out of order takes it back. */
static void begin_body_after_ok_leaves_no_verdict(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), APPVERIFY_OK);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
    CHECK(appverify_step(&fix.context, 1) != APPVERIFY_OK);
}

static void begin_body_on_empty_context_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.context = (struct appverify_context){.result = 0};
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
    CHECK(appverify_get_manifest(&fix.context) == NULL);
    enum appverify_result result = appverify_step(&fix.context, 1);
    CHECK(result != APPVERIFY_OK && result != APPVERIFY_MANIFEST_OK && result != APPVERIFY_MORE);
}

/* The buffer was judged; what the caller writes into it afterwards was not. */
static void begin_body_notices_a_changed_buffer(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    fix.body.seed = 99;
    fix.body_size = build_body(fix.image, &fix.body);
    fix.spec.signers[0] = fixture_key(KEY_P256_B); /* nobody trusts it */
    fixture_seal();
    copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
    enum appverify_result result = appverify_begin_body(&fix.context, 0);
    CHECK(result != APPVERIFY_MORE || fixture_run(64) != APPVERIFY_OK);
}

static void begin_body_notices_every_changed_byte_of_the_buffer(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; i < fix.manifest_size; i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        fix.manifest[i] ^= 0x40;
        CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
        CHECK_EQUAL(fixture_run(64),
                    fixture_is_free(i) ? APPVERIFY_ERR_MANIFEST_COPY : APPVERIFY_ERR_CHANGED);
    }
}

static void damaged_state_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t state = 7; state < 300; state += 97) {
        CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
        fix.context.state = state;
        CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_STATE);
    }
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
    fix.context.state = 0;
    CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_STATE);
}

/* After any number of steps: nothing is held, nothing is decided, and a new begin works. */
static void abort_at_every_step_leaves_nothing(void)
{
    fixture_setup(BOOT_NEW);
    fix.fake.slices = 3;
    enum appverify_result result = APPVERIFY_MORE;
    for (uint32_t steps = 0; result == APPVERIFY_MORE; steps++) {
        check_note(steps);
        CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
        for (uint32_t i = 0; i < steps; i++) {
            result = appverify_step(&fix.context, 8);
        }
        appverify_abort(&fix.context);
        CHECK(fake_crypto_clean(&fix.fake));
        CHECK(appverify_get_manifest(&fix.context) == NULL);
        CHECK_EQUAL(appverify_step(&fix.context, 8), APPVERIFY_ERR_UNDECIDED);
        CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
        appverify_abort(&fix.context);
        CHECK_EQUAL(fixture_verify(0, 8), APPVERIFY_OK);
    }
    CHECK_EQUAL(result, APPVERIFY_OK);
}

static void abort_after_manifest_ok_takes_it_back(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    appverify_abort(&fix.context);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
    CHECK(appverify_get_manifest(&fix.context) == NULL);
}

/* Nothing of a good verification survives in the next one on the same context. */
static void context_is_reused_after_success_and_failure(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t round = 0; round < 4; round++) {
        check_note(round);
        CHECK_EQUAL(fixture_verify(0, 9), APPVERIFY_OK);
        fixture_blocks()[30] ^= 1;
        CHECK_EQUAL(fixture_verify(0, 9), APPVERIFY_ERR_SIGNATURE);
        fixture_blocks()[30] ^= 1;
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        fix.ring.threshold = 0;
        CHECK_EQUAL(fixture_verify(0, 9), APPVERIFY_ERR_CONFIG);
        fix.ring.threshold = 1;
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(config_null_pointer_is_refused),
    CHECK_CASE(config_null_itself_is_refused),
    CHECK_CASE(config_storage_without_callback_is_refused),
    CHECK_CASE(config_crypto_without_operation_is_refused),
    CHECK_CASE(config_known_types_without_list_is_refused),
    CHECK_CASE(config_slot_out_of_alignment_is_refused),
    CHECK_CASE(config_slot_that_wraps_is_refused),
    CHECK_CASE(config_small_manifest_buffer_is_refused),
    CHECK_CASE(config_large_manifest_buffer_does_not_matter),
    CHECK_CASE(begin_image_beyond_the_slot_is_refused),
    CHECK_CASE(begin_body_with_other_size_is_refused),
    CHECK_CASE(begin_body_out_of_order_is_refused),
    CHECK_CASE(begin_body_after_ok_leaves_no_verdict),
    CHECK_CASE(begin_body_on_empty_context_is_refused),
    CHECK_CASE(begin_body_notices_a_changed_buffer),
    CHECK_CASE(begin_body_notices_every_changed_byte_of_the_buffer),
    CHECK_CASE(damaged_state_is_refused),
    CHECK_CASE(abort_at_every_step_leaves_nothing),
    CHECK_CASE(abort_after_manifest_ok_takes_it_back),
    CHECK_CASE(context_is_reused_after_success_and_failure),
};
CHECK_TABLE(flow);

/* SPDX-License-Identifier: MIT */
/* What must be accepted. */
#include "fixture.h"

static void good_boot_new_image_is_ok(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_OK);
    CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), APPVERIFY_OK);
    CHECK_EQUAL(fix.flash.highest, fix.image_size);
}

static void good_boot_old_image_is_ok(void)
{
    fixture_setup(BOOT_OLD);
    CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_OK);
    CHECK_EQUAL(fix.flash.highest, fix.image_size);
    /* Its headers do not tell where the manifest is. */
    CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), APPVERIFY_ERR_NOT_FOUND);
}

static void good_image_on_every_map_and_slot_is_ok(void)
{
    static const uint8_t maps[] = {0, 2, 3, 4, 5, 6, 8, 9};
    for (uint32_t i = 0; i < CHECK_COUNT(maps); i++) {
        for (uint32_t slot = 1; slot <= 2; slot++) {
            check_note(maps[i] * 10u + slot);
            fixture_setup(BOOT_NEW);
            fixture_place(maps[i], slot);
            fixture_expect(APPVERIFY_OK);
            if (maps[i] <= 4) {
                fixture_setup(BOOT_OLD);
                fixture_place(maps[i], slot);
                fixture_expect(APPVERIFY_OK);
            }
        }
    }
}

static void good_image_with_every_segment_count(void)
{
    for (uint32_t count = 1; count <= BUILD_SEGMENTS_MAX; count++) {
        check_note(count);
        fixture_setup(BOOT_NEW);
        fix.body.segment_count = count;
        for (uint32_t i = 0; i < count; i++) {
            fix.body.segments[i] = (struct build_segment){0x40100000 + 8 * i, 8};
        }
        fixture_build();
        int good = count <= 16;
        CHECK_EQUAL(fixture_verify(0, 64), good ? APPVERIFY_OK : APPVERIFY_ERR_NOT_FOUND);
        CHECK_EQUAL(fixture_verify(fix.image_size, 64),
                    good ? APPVERIFY_OK : APPVERIFY_ERR_STRUCTURE);
    }
}

/* The same manifest in both images: each is good in its slot, and in no other. */
static void good_pair_shares_one_manifest(void)
{
    static uint8_t first[2048];
    fixture_setup(BOOT_NEW);
    copy_bytes(first, fix.image, fix.body_size);
    uint32_t first_size = fix.body_size;
    fix.body.seed = 2;
    fix.body.irom_size = 48;
    fixture_place(2, 2);
    CHECK_EQUAL(fixture_verify(fix.image_size, 10), APPVERIFY_OK);
    CHECK_EQUAL(appverify_get_manifest(&fix.context)->payloads[1].length, fix.body_size);
    fix.policy.slot = 1;
    fix.policy.slot_offset = fix.flash.slot_offset = 0x1000;
    fixture_expect(APPVERIFY_ERR_LENGTH);

    copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
    copy_bytes(fix.image, first, first_size);
    copy_bytes(fix.image + first_size, fix.manifest, fix.manifest_size);
    fix.body_size = first_size;
    fixture_finish();
    fixture_expect(APPVERIFY_OK);
    fix.policy.slot = 2;
    fix.policy.slot_offset = fix.flash.slot_offset = 0x81000;
    fixture_expect(APPVERIFY_ERR_LENGTH);
}

static void good_image_for_one_slot_only(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.payload_count = 1;
    fixture_build();
    fixture_expect(APPVERIFY_OK);
    fix.spec.payloads[0].slot = 2;
    fix.spec.payloads[0].flash_offset = 0x81000;
    fixture_build();
    fixture_expect(APPVERIFY_ERR_SLOT);
}

static void good_detached_manifest_then_body(void)
{
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        check_note(boot);
        fixture_setup(boot);
        for (uint32_t with_size = 0; with_size <= 1; with_size++) {
            CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
            CHECK_EQUAL(appverify_get_manifest(&fix.context)->size, fix.manifest_size);
            uint32_t size = with_size ? fix.image_size : 0;
            CHECK_EQUAL(appverify_begin_body(&fix.context, size), APPVERIFY_MORE);
            CHECK(appverify_get_manifest(&fix.context) == NULL);
            CHECK_EQUAL(fixture_run(777), APPVERIFY_OK);
        }
    }
}

static void good_detached_manifest_needs_no_storage(void)
{
    fixture_setup(BOOT_NEW);
    fix.config.storage = NULL;
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    CHECK_EQUAL(fix.flash.reads, 0);
}

static void good_image_with_every_budget(void)
{
    fixture_setup(BOOT_NEW);
    fix.body.irom_size = 608;
    fixture_build();
    for (uint32_t budget = 0; budget <= 300; budget++) {
        check_note(budget);
        CHECK_EQUAL(fixture_verify(fix.image_size, budget), APPVERIFY_OK);
        CHECK_EQUAL(fixture_verify(0, budget), APPVERIFY_OK);
    }
    fix.image[20] ^= 1;
    for (uint32_t budget = 0; budget <= 300; budget++) {
        check_note(budget);
        CHECK_EQUAL(fixture_verify(fix.image_size, budget), APPVERIFY_ERR_DIGEST);
    }
}

static void good_boot_old_image_with_many_budgets(void)
{
    static const uint32_t budgets[] = {1, 7, 15, 16, 17, 255, 256, 257, 300, 65536, UINT32_MAX};
    fixture_setup(BOOT_OLD);
    for (uint32_t i = 0; i < CHECK_COUNT(budgets); i++) {
        check_note(budgets[i]);
        CHECK_EQUAL(fixture_verify(fix.image_size, budgets[i]), APPVERIFY_OK);
    }
}

/* A step hashes no more of the body than it was allowed. */
static void good_step_keeps_the_budget(void)
{
    fixture_setup(BOOT_NEW);
    fix.body.irom_size = 608;
    fixture_build();
    for (uint32_t budget = 1; budget <= 300; budget += 13) {
        uint32_t body_steps = 0;
        check_note(budget);
        CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, 0), APPVERIFY_MORE);
        uint32_t before = 0;
        enum appverify_result result;
        do {
            result = appverify_step(&fix.context, budget);
            CHECK(fix.context.position - before <= budget);
            body_steps += fix.context.position != before ? 1 : 0;
            before = fix.context.position;
        } while (result == APPVERIFY_MORE);
        CHECK_EQUAL(body_steps, (fix.body_size + budget - 1) / budget);
    }
}

static void good_signature_in_slices(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t slices = 0; slices <= 20; slices++) {
        check_note(slices);
        fix.fake.slices = slices;
        fix.fake.calls[FAKE_SIGNATURE_STEP] = 0;
        CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), APPVERIFY_OK);
        CHECK_EQUAL(fix.fake.calls[FAKE_SIGNATURE_STEP], slices + 1);
    }
}

static void good_signature_by_every_algorithm(void)
{
    for (uint32_t key = 0; key < KEY_COUNT; key++) {
        check_note(key);
        fixture_setup(BOOT_NEW);
        fix.spec.signers[0] = fixture_key(key);
        fix.ring.count = KEY_COUNT;
        fixture_build();
        fixture_expect(APPVERIFY_OK);
    }
}

/* Blocks of these keys of the fixture, the last one first; the ring has all keys. */
static void sign_by(uint32_t set)
{
    fix.ring.count = KEY_COUNT;
    fix.spec.signer_count = 0;
    for (uint32_t key = KEY_COUNT; key-- > 0;) {
        if (set >> key & 1u) {
            fix.spec.signers[fix.spec.signer_count++] = fixture_key(key);
        }
    }
    fixture_build();
}

/* Every set of signers against every threshold. */
static void good_threshold_is_met_by_that_many_keys(void)
{
    for (uint32_t set = 1; set < 1u << KEY_COUNT; set++) {
        fixture_setup(BOOT_NEW);
        sign_by(set);
        for (uint32_t threshold = 1; threshold <= KEY_COUNT; threshold++) {
            check_note(set * 10 + threshold);
            fix.ring.threshold = threshold;
            int enough = fix.spec.signer_count >= threshold;
            fixture_expect(enough ? APPVERIFY_OK : APPVERIFY_ERR_SIGNATURE);
        }
    }
}

/* The first keys of the set, in the order of the ring. */
static uint32_t first_keys(uint32_t set, uint32_t count)
{
    uint32_t keys = 0;
    for (uint32_t key = 0; key < KEY_COUNT && count > 0; key++) {
        keys |= set & 1u << key;
        count -= set >> key & 1u;
    }
    return keys;
}

/* Every set of signers: all of them when the policy asks for it, else until there are enough. */
static void good_signing_keys_are_reported(void)
{
    for (uint32_t set = 1; set < 1u << KEY_COUNT; set++) {
        fixture_setup(BOOT_NEW);
        sign_by(set);
        for (uint32_t threshold = 1; threshold <= KEY_COUNT; threshold++) {
            check_note(set * 10 + threshold);
            fix.ring.threshold = threshold;
            int enough = fix.spec.signer_count >= threshold;
            fix.policy.all_keys = 0;
            fixture_expect(enough ? APPVERIFY_OK : APPVERIFY_ERR_SIGNATURE);
            CHECK_EQUAL(appverify_get_signing_keys(&fix.context),
                        enough ? first_keys(set, threshold) : 0);
            fix.policy.all_keys = 1;
            fixture_expect(enough ? APPVERIFY_OK : APPVERIFY_ERR_SIGNATURE);
            CHECK_EQUAL(appverify_get_signing_keys(&fix.context), enough ? set : 0);
        }
    }
}

/* Eight keys of which some begin alike; all of them signed. */
static void good_ring_of_eight_keys(void)
{
    static uint32_t words[8][16];
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; i < 8; i++) {
        words[i][0] = i / 2;
        words[i][15] = i;
        fix.ring_keys[i] = (struct appverify_key){1, {i, 100}, words[i], NULL, 0};
        fix.spec.signers[i] = &fix.ring_keys[i];
    }
    fix.ring.count = fix.ring.threshold = fix.spec.signer_count = 8;
    fixture_build();
    fixture_expect(APPVERIFY_OK);
    CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 0xFF);
    fixture_blocks()[7 * 76 + 20] ^= 1;
    fixture_finish();
    fixture_expect(APPVERIFY_ERR_SIGNATURE);
}

/* LMS keys of one height begin alike, whoever made them. */
static void good_two_lms_keys_of_one_height_are_two(void)
{
    uint32_t words[APPVERIFY_LMS_KEY_SIZE / 4];
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; i < CHECK_COUNT(words); i++) {
        words[i] = fixture_key(KEY_LMS)->words[i];
    }
    words[CHECK_COUNT(words) - 1] ^= 0x01000000;
    fix.ring_keys[0] = *fixture_key(KEY_LMS);
    fix.ring_keys[1] = (struct appverify_key){APPVERIFY_ALGORITHM_LMS, {1, 2}, words, NULL, 0};
    fix.ring.count = fix.ring.threshold = fix.spec.signer_count = 2;
    fix.spec.signers[0] = &fix.ring_keys[1];
    fix.spec.signers[1] = &fix.ring_keys[0];
    fixture_build();
    fixture_expect(APPVERIFY_OK);
    words[CHECK_COUNT(words) - 1] ^= 0x01000000;
    fixture_expect(APPVERIFY_ERR_CONFIG);
}

/* A device that trusts one key is content when others signed too, before or after. */
static void good_blocks_of_strangers_are_ignored(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.signer_count = 3;
    for (uint32_t place = 0; place < 3; place++) {
        check_note(place);
        fix.spec.signers[0] = fixture_key(KEY_P256_B);
        fix.spec.signers[1] = fixture_key(KEY_P256_B);
        fix.spec.signers[2] = fixture_key(KEY_P256_B);
        fix.spec.signers[place] = fixture_key(KEY_P256);
        fixture_build();
        fixture_expect(APPVERIFY_OK);
    }
}

/* A bad block under a trusted id does not hide the good one after it. */
static void good_block_behind_a_bad_one_counts(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.signer_count = 2;
    fix.spec.signers[1] = fixture_key(KEY_P256);
    fixture_build();
    fixture_blocks()[APPVERIFY_BLOCK_HEADER_SIZE] ^= 1;
    fixture_finish();
    fixture_expect(APPVERIFY_OK);
    /* The port may refuse it before it computes. */
    fix.fake.reply = APPVERIFY_ERR_SIGNATURE;
    fix.fake.fail_at[FAKE_SIGNATURE_START] = fix.fake.calls[FAKE_SIGNATURE_START] + 1;
    CHECK_EQUAL(fixture_verify(0, ALL_AT_ONCE), APPVERIFY_OK);
}

static void good_longest_manifest_fits(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.tlv_size = 0;
    for (uint32_t type = 0x4000; type < 0x4005; type++) {
        build_tlv(&fix.spec, type, 64, 0xA5);
    }
    build_tlv(&fix.spec, 0x4005, 20, 0xA5);
    fix.spec.signer_count = 8;
    for (uint32_t i = 0; i < 8; i++) {
        fix.spec.signers[i] = fixture_key(KEY_RSA_3072);
    }
    fix.ring_keys[0] = *fixture_key(KEY_RSA_3072);
    fixture_build();
    CHECK_EQUAL(fix.signed_size, APPVERIFY_SIGNED_MAX);
    CHECK_EQUAL(fix.manifest_size, APPVERIFY_MANIFEST_MAX);
    fixture_expect(APPVERIFY_OK);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
}

static void good_image_may_fill_the_slot(void)
{
    fixture_setup(BOOT_NEW);
    fix.policy.slot_limit = fix.flash.slot_limit = fix.image_size;
    fixture_expect(APPVERIFY_OK);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    fix.policy.slot_limit = fix.flash.slot_limit = fix.image_size - 1;
    fixture_expect(APPVERIFY_ERR_LENGTH);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_LENGTH);
}

static void good_fields_are_handed_out(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify(0, 1), APPVERIFY_OK);
    const struct appverify_manifest *manifest = appverify_get_manifest(&fix.context);
    CHECK(manifest->bytes == fix.manifest);
    CHECK_EQUAL(manifest->version_major, 1);
    CHECK_EQUAL(manifest->version_minor, 2);
    CHECK_EQUAL(manifest->version_patch, 3);
    CHECK_EQUAL(manifest->version_build, 4);
    CHECK_EQUAL(manifest->security_counter, 7);
    CHECK_EQUAL(manifest->flash_map, 2);
    CHECK_EQUAL(manifest->boot_mode, BOOT_NEW);
    CHECK_EQUAL(manifest->payload_count, 2);
    CHECK_EQUAL(manifest->signature_count, 1);
    CHECK_EQUAL(manifest->payloads[1].slot, 2);
    CHECK_EQUAL(manifest->payloads[1].flash_offset, 0x81000);
    CHECK_EQUAL(manifest->payloads[1].length, 300);
    CHECK_EQUAL(manifest->build_id_size, 6);
    CHECK(manifest->build_id != NULL && manifest->build_id[5] == 'b');
}

static const struct check_case cases[] = {
    CHECK_CASE(good_boot_new_image_is_ok),
    CHECK_CASE(good_boot_old_image_is_ok),
    CHECK_CASE(good_image_on_every_map_and_slot_is_ok),
    CHECK_CASE(good_image_with_every_segment_count),
    CHECK_CASE(good_pair_shares_one_manifest),
    CHECK_CASE(good_image_for_one_slot_only),
    CHECK_CASE(good_detached_manifest_then_body),
    CHECK_CASE(good_detached_manifest_needs_no_storage),
    CHECK_CASE(good_image_with_every_budget),
    CHECK_CASE(good_boot_old_image_with_many_budgets),
    CHECK_CASE(good_step_keeps_the_budget),
    CHECK_CASE(good_signature_in_slices),
    CHECK_CASE(good_signature_by_every_algorithm),
    CHECK_CASE(good_threshold_is_met_by_that_many_keys),
    CHECK_CASE(good_signing_keys_are_reported),
    CHECK_CASE(good_ring_of_eight_keys),
    CHECK_CASE(good_two_lms_keys_of_one_height_are_two),
    CHECK_CASE(good_blocks_of_strangers_are_ignored),
    CHECK_CASE(good_block_behind_a_bad_one_counts),
    CHECK_CASE(good_longest_manifest_fits),
    CHECK_CASE(good_image_may_fill_the_slot),
    CHECK_CASE(good_fields_are_handed_out),
};
CHECK_TABLE(good);

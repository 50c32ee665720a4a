/* SPDX-License-Identifier: MIT */
/* One judged manifest and the images for both slots; a policy that changes after the verdict. */
#include "fixture.h"

#define BODY_MAX 512u

static const uint32_t slot_offsets[2] = {0x1000, 0x81000}; /* of map 2 */

static struct {
    uint8_t bodies[2][BODY_MAX];
    uint32_t body_sizes[2];
    uint8_t manifest[BODY_MAX];
} pair;

static void keep_body(uint32_t slot)
{
    pair.body_sizes[slot - 1] = fix.body_size;
    copy_bytes(pair.bodies[slot - 1], fix.image, fix.body_size);
}

/* The slot to be judged, as the firmware sets it in the policy. */
static void point_policy(uint32_t slot)
{
    fix.policy.slot = slot;
    fix.policy.slot_offset = slot_offsets[slot - 1];
}

/* The image that was made for one slot goes into the other or the same one. */
static void put_image(uint32_t made_for, uint32_t slot)
{
    fix.body_size = pair.body_sizes[made_for - 1];
    copy_bytes(fix.image, pair.bodies[made_for - 1], fix.body_size);
    copy_bytes(fixture_manifest(), pair.manifest, fix.manifest_size);
    fixture_finish();
    fix.flash.slot_offset = slot_offsets[slot - 1];
}

/* A release of two images; their manifest is judged for a slot. */
static void judge_release(uint32_t judged_for, uint32_t second_irom_size)
{
    fixture_setup(BOOT_NEW);
    keep_body(1);
    fix.body.seed = 2;
    fix.body.irom_size = second_irom_size;
    fixture_place(2, 2);
    keep_body(2);
    copy_bytes(pair.manifest, fixture_manifest(), fix.manifest_size);
    point_policy(judged_for);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
}

static enum appverify_result run_body(uint32_t image_size)
{
    CHECK_EQUAL(appverify_begin_body(&fix.context, image_size), APPVERIFY_MORE);
    return fixture_run(64);
}

/* Whichever slot it was judged for, and in whichever order: the signature is checked once. */
static void both_slots_by_one_judged_manifest(void)
{
    for (uint32_t round = 0; round < 8; round++) {
        uint32_t first = round & 1u ? 2 : 1;
        check_note(round);
        judge_release(round & 2u ? 2 : 1, 48);
        const struct appverify_context judged = fix.context;
        for (uint32_t i = 0; i < 2; i++) {
            uint32_t slot = i == 0 ? first : 3 - first;
            fix.context = judged;
            point_policy(slot);
            put_image(slot, slot);
            CHECK_EQUAL(run_body(round & 4u ? fix.image_size : 0), APPVERIFY_OK);
            CHECK_EQUAL(fix.flash.highest, fix.image_size);
            CHECK_EQUAL(appverify_get_signing_keys(&fix.context), 1u << KEY_P256);
            fake_flash_reset(&fix.flash);
        }
        CHECK_EQUAL(fix.fake.calls[FAKE_SIGNATURE_START], 1);
    }
}

static void both_slots_commit_switches_to_the_one_whose_body_was_judged(void)
{
    judge_release(1, 48);
    point_policy(2);
    put_image(2, 2);
    CHECK_EQUAL(run_body(0), APPVERIFY_OK);
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_COMMITTED);
    CHECK_EQUAL(fix.switched_to, 2);
}

/* The entry of the slot decides, not the one that was found when the manifest was judged. */
static void attack_02_image_for_the_other_slot_is_refused(void)
{
    for (uint32_t same_length = 0; same_length <= 1; same_length++) {
        for (uint32_t judged_for = 1; judged_for <= 2; judged_for++) {
            for (uint32_t slot = 1; slot <= 2; slot++) {
                check_note(same_length * 100 + judged_for * 10 + slot);
                judge_release(judged_for, same_length ? 16 : 48);
                point_policy(slot);
                put_image(3 - slot, slot);
                const struct appverify_context judged = fix.context;
                CHECK_EQUAL(run_body(0), APPVERIFY_ERR_DIGEST);
                fix.context = judged;
                CHECK_EQUAL(run_body(fix.image_size),
                            same_length ? APPVERIFY_ERR_DIGEST : APPVERIFY_ERR_LENGTH);
            }
        }
    }
}

/* A verdict on one body is none on the copy's, and a refusal of one does not spoil the other. */
static void attack_02_copies_of_a_context_have_a_verdict_each(void)
{
    judge_release(1, 48);
    const struct appverify_context judged = fix.context;
    put_image(1, 1);
    CHECK_EQUAL(run_body(0), APPVERIFY_OK);
    fix.context = judged;
    CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_MANIFEST_OK);
    CHECK_EQUAL(appverify_begin_commit(&fix.context, &fix.commit), APPVERIFY_ERR_STATE);
    fix.image[20] ^= 1;
    CHECK_EQUAL(run_body(0), APPVERIFY_ERR_DIGEST);
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_ERR_STATE);
    fix.image[20] ^= 1;
    fix.context = judged;
    CHECK_EQUAL(run_body(0), APPVERIFY_OK);
    fix.manifest[9] ^= 1; /* the one buffer of all copies */
    fix.context = judged;
    CHECK_EQUAL(run_body(0), APPVERIFY_ERR_CHANGED);
}

/* Each way in which the device may have become another since; the last changes nothing. */
static enum appverify_result change_policy(uint32_t number)
{
    static const uint32_t other_id[4] = {1, 2, 3, 4};
    switch (number) {
    case 0:
        fix.policy.vendor_id = other_id;
        return APPVERIFY_ERR_VENDOR;
    case 1:
        fix.policy.class_id = other_id;
        return APPVERIFY_ERR_CLASS;
    case 2:
        fix.policy.flash_map = 3;
        return APPVERIFY_ERR_MAP;
    case 3:
        fix.policy.boot_mode = BOOT_OLD;
        return APPVERIFY_ERR_BOOT;
    case 4:
        fix.policy.slot = 3;
        return APPVERIFY_ERR_SLOT;
    case 5:
        fix.policy.slot_offset = 0x81000;
        return APPVERIFY_ERR_SLOT;
    case 6:
        fix.policy.min_counter = 8;
        return APPVERIFY_ERR_ROLLBACK;
    case 7:
        fix.policy.slot_limit = fix.image_size - 1;
        return APPVERIFY_ERR_LENGTH;
    case 8:
        fix.policy.known_type_count = 0;
        return APPVERIFY_ERR_CRITICAL;
    case 9:
        fix.ring.count = fix.ring.threshold = 2;
        return APPVERIFY_ERR_SIGNATURE;
    default:
        return APPVERIFY_OK;
    }
}

#define CHANGES 10u

static void setup_with_known_type(void)
{
    static const uint32_t known[] = {0x4001};
    fixture_setup(BOOT_NEW);
    fix.policy.known_types = known;
    fix.policy.known_type_count = 1;
    build_tlv(&fix.spec, 0x4001 | APPVERIFY_TLV_CRITICAL, 1, 0);
    fixture_build();
}

static void attack_08_policy_changed_before_the_body_is_refused(void)
{
    for (uint32_t i = 0; i <= CHANGES; i++) {
        check_note(i);
        setup_with_known_type();
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        enum appverify_result expected = change_policy(i);
        CHECK_EQUAL(run_body(0), expected);
        CHECK(expected == APPVERIFY_OK || fix.flash.reads == 0);
    }
}

static void attack_08_policy_changed_before_the_commit_is_refused(void)
{
    for (uint32_t i = 0; i <= CHANGES; i++) {
        check_note(i);
        setup_with_known_type();
        CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_OK);
        enum appverify_result expected = change_policy(i);
        CHECK_EQUAL(fixture_commit(64), expected == APPVERIFY_OK ? APPVERIFY_COMMITTED : expected);
        CHECK_EQUAL(fix.switches, expected == APPVERIFY_OK);
        CHECK(expected == APPVERIFY_OK || fix.flash.changes == 0);
    }
}

/* The slot that is switched to is the one whose image was read last. */
static void attack_08_slot_changed_before_the_commit_is_refused(void)
{
    judge_release(1, 16); /* both images are equally long */
    put_image(1, 1);
    CHECK_EQUAL(run_body(0), APPVERIFY_OK);
    point_policy(2);
    fix.flash.slot_offset = slot_offsets[1];
    CHECK_EQUAL(fixture_commit(64), APPVERIFY_ERR_DIGEST);
    CHECK_EQUAL(fix.switches, 0);
}

static const struct check_case cases[] = {
    CHECK_CASE(both_slots_by_one_judged_manifest),
    CHECK_CASE(both_slots_commit_switches_to_the_one_whose_body_was_judged),
    CHECK_CASE(attack_02_image_for_the_other_slot_is_refused),
    CHECK_CASE(attack_02_copies_of_a_context_have_a_verdict_each),
    CHECK_CASE(attack_08_policy_changed_before_the_body_is_refused),
    CHECK_CASE(attack_08_policy_changed_before_the_commit_is_refused),
    CHECK_CASE(attack_08_slot_changed_before_the_commit_is_refused),
};
CHECK_TABLE(both_slots);

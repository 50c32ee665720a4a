/* SPDX-License-Identifier: MIT */
/* What the device demands of a manifest whose signature is good, and what it answers. */
#include "fixture.h"

static void expect_both(enum appverify_result expected)
{
    fixture_expect(expected);
    CHECK_EQUAL(fixture_verify_manifest(),
                expected == APPVERIFY_OK ? APPVERIFY_MANIFEST_OK : expected);
}

/* Every byte of the identifiers counts. */
static void policy_other_vendor_is_refused(void)
{
    for (uint32_t i = 0; i < APPVERIFY_UUID_SIZE; i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.spec.vendor_id[i] ^= 0x80;
        fixture_build();
        expect_both(APPVERIFY_ERR_VENDOR);
    }
}

static void policy_other_class_is_refused(void)
{
    for (uint32_t i = 0; i < APPVERIFY_UUID_SIZE; i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.spec.class_id[i] ^= 0x01;
        fixture_build();
        expect_both(APPVERIFY_ERR_CLASS);
    }
}

static void policy_other_map_is_refused(void)
{
    static const uint8_t maps[] = {0, 3, 4, 5, 6, 8, 9};
    for (uint32_t i = 0; i < CHECK_COUNT(maps); i++) {
        check_note(maps[i]);
        fixture_setup(BOOT_NEW);
        fix.policy.flash_map = maps[i];
        expect_both(APPVERIFY_ERR_MAP);
    }
}

/* A boot loader of the one kind cannot start an image of the other. */
static void policy_other_boot_mode_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.policy.boot_mode = BOOT_OLD;
    expect_both(APPVERIFY_ERR_BOOT);
    fixture_setup(BOOT_OLD);
    fix.policy.boot_mode = BOOT_NEW;
    expect_both(APPVERIFY_ERR_BOOT);
}

static void policy_slot_without_payload_is_refused(void)
{
    for (uint32_t slot = 0; slot <= 4; slot++) {
        check_note(slot);
        fixture_setup(BOOT_NEW);
        fix.policy.slot = slot;
        expect_both(slot == 1 ? APPVERIFY_OK : APPVERIFY_ERR_SLOT);
    }
    fixture_setup(BOOT_NEW);
    fix.policy.slot = 257;
    expect_both(APPVERIFY_ERR_SLOT);
}

static void policy_other_flash_offset_is_refused(void)
{
    for (uint32_t bit = 0; bit < 32; bit++) {
        check_note(bit);
        fixture_setup(BOOT_NEW);
        fix.spec.payloads[0].flash_offset ^= 1u << bit;
        fixture_build();
        expect_both(APPVERIFY_ERR_FORMAT); /* not where the map has it */
    }
    fixture_setup(BOOT_NEW);
    fix.policy.slot_offset = fix.flash.slot_offset = 0x2000; /* not where the device has it */
    expect_both(APPVERIFY_ERR_SLOT);
}

/* Slots of rBoot: the map says so, and the policy has the offsets. */
static void place_in_roms(uint32_t slot)
{
    fixture_setup(BOOT_NEW);
    fix.spec.flash_map = APPVERIFY_MAP_OWN_LAYOUT | 2;
    fix.spec.payloads[0].flash_offset = 0x2000;
    fix.spec.payloads[1].flash_offset = 0x82000;
    fix.policy.flash_map = APPVERIFY_MAP_OWN_LAYOUT | 2;
    fix.policy.slot = slot;
    fix.policy.slot_offset = slot == 1 ? 0x2000 : 0x82000;
    fix.policy.slot_limit = 0x79000;
    fix.flash.slot_offset = fix.policy.slot_offset;
    fix.flash.slot_limit = 0x79000;
    fixture_build();
}

static void policy_layout_of_its_own_is_asked_for(void)
{
    for (uint32_t slot = 1; slot <= 2; slot++) {
        check_note(slot);
        place_in_roms(slot);
        expect_both(APPVERIFY_OK);
        fix.policy.flash_map = 2;
        expect_both(APPVERIFY_ERR_MAP);
        fix.policy.flash_map = APPVERIFY_MAP_OWN_LAYOUT | 3;
        expect_both(APPVERIFY_ERR_MAP);
    }
    fixture_setup(BOOT_NEW); /* nor does one of the map serve */
    fix.policy.flash_map = APPVERIFY_MAP_OWN_LAYOUT | 2;
    expect_both(APPVERIFY_ERR_MAP);
}

static void policy_other_offset_of_its_own_is_refused(void)
{
    for (uint32_t bit = 0; bit < 32; bit++) {
        check_note(bit);
        place_in_roms(1);
        fix.spec.payloads[0].flash_offset ^= 1u << bit;
        fixture_build();
        int erasable = bit >= 12 && fix.spec.payloads[0].flash_offset != 0;
        expect_both(erasable ? APPVERIFY_ERR_SLOT : APPVERIFY_ERR_FORMAT);
    }
    place_in_roms(1);
    fix.spec.payloads[1].flash_offset = 0x82800;
    fixture_build();
    expect_both(APPVERIFY_ERR_FORMAT);
}

static void policy_layout_of_its_own_has_rules(void)
{
    static const uint8_t maps[] = {0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x88, 0x89};
    uint32_t good = 0;
    for (uint32_t map = 0x80; map < 256; map++) {
        check_note(map);
        place_in_roms(1);
        fix.spec.flash_map = (uint8_t)map;
        fix.policy.flash_map = map;
        fixture_build();
        int defined = good < CHECK_COUNT(maps) && maps[good] == map;
        expect_both(defined ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
        good += defined ? 1 : 0;
    }
    CHECK_EQUAL(good, CHECK_COUNT(maps));
    place_in_roms(1);
    fix.spec.boot_mode = BOOT_OLD;
    fix.policy.boot_mode = BOOT_OLD;
    fixture_build();
    expect_both(APPVERIFY_ERR_FORMAT);
    place_in_roms(1); /* no image is longer than what the cache maps */
    uint32_t room = 0x100000 - fix.manifest_size - APPVERIFY_TRAILER_SIZE;
    fix.spec.payloads[1].length = room;
    fixture_build();
    expect_both(APPVERIFY_OK);
    fix.spec.payloads[1].length = room + 1;
    fixture_build();
    expect_both(APPVERIFY_ERR_FORMAT);
}

/* The image for the other slot must be right, too: the release is one. */
static void policy_payload_for_the_other_slot_is_judged(void)
{
    static const uint8_t maps[] = {0, 2, 3, 4, 5, 6, 8, 9};
    for (uint32_t i = 0; i < CHECK_COUNT(maps); i++) {
        check_note(maps[i]);
        fixture_setup(BOOT_NEW);
        fixture_place(maps[i], 1);
        uint32_t room = fix.policy.slot_limit - fix.manifest_size - APPVERIFY_TRAILER_SIZE;
        fix.spec.payloads[1].length = room;
        fixture_build();
        expect_both(APPVERIFY_OK);
        fix.spec.payloads[1].length = room + 1;
        fixture_build();
        expect_both(APPVERIFY_ERR_FORMAT);
        fix.spec.payloads[1].length = room;
        fix.spec.payloads[1].flash_offset ^= 0x1000;
        fixture_build();
        expect_both(APPVERIFY_ERR_FORMAT);
    }
}

static void policy_unknown_critical_type_is_refused(void)
{
    static const uint32_t known[] = {0x4002, 0x7FFF};
    static const uint32_t types[] = {0x4000, 0x4001, 0x4002, 0x4003, 0x7FFE, 0x7FFF};
    for (uint32_t i = 0; i < CHECK_COUNT(types); i++) {
        check_note(types[i]);
        fixture_setup(BOOT_NEW);
        build_tlv(&fix.spec, types[i] | APPVERIFY_TLV_CRITICAL, 3, 1);
        fixture_build();
        expect_both(APPVERIFY_ERR_CRITICAL);
        fix.policy.known_types = known;
        fix.policy.known_type_count = CHECK_COUNT(known);
        int obeyed = types[i] == 0x4002 || types[i] == 0x7FFF;
        expect_both(obeyed ? APPVERIFY_OK : APPVERIFY_ERR_CRITICAL);
    }
}

/* One that is known does not excuse the next. */
static void policy_each_critical_type_must_be_known(void)
{
    static const uint32_t known[] = {0x4001};
    fixture_setup(BOOT_NEW);
    fix.policy.known_types = known;
    fix.policy.known_type_count = 1;
    build_tlv(&fix.spec, 0xC001, 1, 0);
    fixture_build();
    expect_both(APPVERIFY_OK);
    build_tlv(&fix.spec, 0xC002, 1, 0);
    fixture_build();
    expect_both(APPVERIFY_ERR_CRITICAL);
}

static void policy_unknown_type_that_is_not_critical_is_ignored(void)
{
    static const uint16_t types[] = {0x0002, 0x000F, 0x0020, 0x3FFF, 0x4000, 0x7FFF};
    for (uint32_t i = 0; i < CHECK_COUNT(types); i++) {
        check_note(types[i]);
        fixture_setup(BOOT_NEW);
        build_tlv(&fix.spec, types[i], 5, 0xFF);
        fixture_build();
        expect_both(APPVERIFY_OK);
    }
}

/* The firmware knows the build id: it may be marked critical. */
static void policy_build_id_may_be_critical(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.tlv_size = 0;
    build_tlv(&fix.spec, APPVERIFY_TLV_BUILD_ID | APPVERIFY_TLV_CRITICAL, 64, '~');
    fixture_build();
    expect_both(APPVERIFY_OK);
}

/* Nobody learns from the answer what an unsigned manifest says. */
static void policy_is_judged_after_the_signature(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.vendor_id[0] ^= 1;
    fix.spec.counter = 0;
    fixture_build();
    fixture_blocks()[20] ^= 1;
    fixture_finish();
    expect_both(APPVERIFY_ERR_SIGNATURE);
}

/* The image is signed, and does not boot all the same. */
static void policy_body_without_structure_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.image[fix.body_size - 1] ^= 1;
    fixture_seal();
    fixture_expect(APPVERIFY_ERR_STRUCTURE);
    fixture_setup(BOOT_OLD);
    fix.spec.boot_mode = BOOT_NEW;
    fix.policy.boot_mode = BOOT_NEW;
    fixture_seal();
    fixture_expect(APPVERIFY_ERR_STRUCTURE);
}

static void policy_body_digest_is_compared(void)
{
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        fixture_setup(boot);
        for (uint32_t i = 0; i < fix.body_size; i += i < 256 ? 1 : 1021) {
            check_note(i);
            fix.image[i] ^= 0x10;
            CHECK_EQUAL(fixture_verify(fix.image_size, ALL_AT_ONCE), APPVERIFY_ERR_DIGEST);
            fix.image[i] ^= 0x10;
        }
    }
}

/* Each answer has its pinned number, and no positive one is near another or near 0. */
static uint32_t distance(uint32_t a, uint32_t b)
{
    uint32_t count = 0;
    for (uint32_t rest = a ^ b; rest != 0; rest &= rest - 1) {
        count++;
    }
    return count;
}

static void policy_answers_are_pinned(void)
{
    static const uint32_t positive[] = {APPVERIFY_OK, APPVERIFY_MANIFEST_OK, APPVERIFY_MORE,
                                        APPVERIFY_COMMITTED};
    CHECK_EQUAL(APPVERIFY_OK, 0x3CA5695A);
    CHECK_EQUAL(APPVERIFY_MANIFEST_OK, 0x65C33A96);
    CHECK_EQUAL(APPVERIFY_MORE, 0x5A3C96C5);
    CHECK_EQUAL(APPVERIFY_COMMITTED, 0x1F5AC6B3);
    CHECK_EQUAL(APPVERIFY_ERR_UNDECIDED, 1);
    CHECK_EQUAL(APPVERIFY_ERR_SIGNATURE, 9);
    CHECK_EQUAL(APPVERIFY_ERR_STATE, 20);
    CHECK_EQUAL(APPVERIFY_ERR_SWITCH, 24);
    for (uint32_t i = 0; i < CHECK_COUNT(positive); i++) {
        for (uint32_t error = 0; error <= APPVERIFY_ERR_SWITCH; error++) {
            CHECK(distance(positive[i], error) >= 8);
        }
        CHECK(distance(positive[i], UINT32_MAX) >= 8);
        for (uint32_t k = 0; k < i; k++) {
            CHECK(distance(positive[i], positive[k]) >= 8);
        }
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(policy_other_vendor_is_refused),
    CHECK_CASE(policy_other_class_is_refused),
    CHECK_CASE(policy_other_map_is_refused),
    CHECK_CASE(policy_other_boot_mode_is_refused),
    CHECK_CASE(policy_slot_without_payload_is_refused),
    CHECK_CASE(policy_other_flash_offset_is_refused),
    CHECK_CASE(policy_layout_of_its_own_is_asked_for),
    CHECK_CASE(policy_other_offset_of_its_own_is_refused),
    CHECK_CASE(policy_layout_of_its_own_has_rules),
    CHECK_CASE(policy_payload_for_the_other_slot_is_judged),
    CHECK_CASE(policy_unknown_critical_type_is_refused),
    CHECK_CASE(policy_each_critical_type_must_be_known),
    CHECK_CASE(policy_unknown_type_that_is_not_critical_is_ignored),
    CHECK_CASE(policy_build_id_may_be_critical),
    CHECK_CASE(policy_is_judged_after_the_signature),
    CHECK_CASE(policy_body_without_structure_is_refused),
    CHECK_CASE(policy_body_digest_is_compared),
    CHECK_CASE(policy_answers_are_pinned),
};
CHECK_TABLE(policy);

/* SPDX-License-Identifier: MIT */
/* Attacks 7, 8 and 15 to 18 of the list in the design: time of use, rollback, read errors, flipped
 * bits, names. */
#include "fixture.h"

/* 7. Body and trailer are read once (in whole words), so what was hashed is what was judged; the
 * manifest is judged in RAM and compared once. What changes afterwards is the affair of the switch.
 */
static void attack_07_body_is_read_once(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t detached = 0; detached <= 1; detached++) {
        uint32_t manifest_end = fix.body_size + fix.manifest_size;
        fake_flash_reset(&fix.flash);
        if (detached) {
            CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
            CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
            CHECK_EQUAL(fixture_run(8), APPVERIFY_OK);
        } else {
            CHECK_EQUAL(fixture_verify(fix.image_size, 8), APPVERIFY_OK);
        }
        for (uint32_t i = 0; i < fix.image_size; i++) {
            check_note(i);
            uint32_t expected = i < fix.body_size || i >= manifest_end ? 1 : 2;
            expected += i >= manifest_end - APPVERIFY_END_SIZE && i < manifest_end ? 1 : 0;
            CHECK_EQUAL(fix.flash.counts[i], !detached ? expected : 1);
        }
        CHECK_EQUAL(fix.flash.highest, fix.image_size);
    }
}

/* A byte of the manifest changes in flash before any read after the copy was made. */
static void attack_07_manifest_changed_after_the_copy_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify(fix.image_size, 16), APPVERIFY_OK);
    uint32_t first_after_copy = 3; /* end block, manifest, then the body */
    for (uint32_t i = 0; i < fix.manifest_size; i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.flash.change_at = first_after_copy;
        fix.flash.change_offset = fix.body_size + i;
        fix.flash.change_mask = 0x04;
        CHECK_EQUAL(fixture_verify(fix.image_size, 16), APPVERIFY_ERR_MANIFEST_COPY);
    }
}

/* The end block that led to the manifest is not the one that is judged. */
static void attack_07_manifest_changed_while_located_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t i = 0; i < fix.manifest_size; i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.flash.change_at = 2;
        fix.flash.change_offset = fix.body_size + i;
        fix.flash.change_mask = 0x20;
        CHECK(fixture_verify(fix.image_size, 16) != APPVERIFY_OK);
    }
}

/* Headers that say one thing to the search and another to the walk: the digest knows better. */
static void attack_07_body_changed_before_it_is_hashed_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify(0, 4), APPVERIFY_OK);
    uint32_t reads = fix.flash.reads;
    for (uint32_t read = 1; read <= reads; read++) {
        for (uint32_t i = 0; i < fix.body_size; i += 5) {
            check_note(read * 1000 + i);
            fixture_setup(BOOT_NEW);
            fix.flash.change_at = read;
            fix.flash.change_offset = i;
            fix.flash.change_mask = 0x01;
            enum appverify_result result = fixture_verify(0, 4);
            uint32_t hashed = read <= reads - 2 - fix.body_size / 4 ? 0 : read;
            CHECK(result != APPVERIFY_OK || hashed != 0);
        }
    }
}

static void attack_07_other_good_body_swapped_in_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    uint8_t *manifest = fixture_manifest();
    fix.body.seed = 5;
    CHECK_EQUAL(build_body(fix.image, &fix.body), fix.body_size);
    CHECK(manifest == fixture_manifest());
    fixture_finish();
    CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
    CHECK_EQUAL(fixture_run(64), APPVERIFY_ERR_DIGEST);
}

/* A second signed manifest of the same body is not the one that was judged. */
static void attack_07_other_good_manifest_swapped_in_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    fix.spec.counter = 5;
    fixture_seal();
    CHECK_EQUAL(appverify_begin_body(&fix.context, fix.image_size), APPVERIFY_MORE);
    CHECK_EQUAL(fixture_run(64), APPVERIFY_ERR_MANIFEST_COPY);
}

/* 8. */
static void attack_08_older_counter_is_refused(void)
{
    static const uint32_t counters[] = {0, 1, 5, 6, 7, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    for (uint32_t i = 0; i < CHECK_COUNT(counters); i++) {
        for (uint32_t k = 0; k < CHECK_COUNT(counters); k++) {
            check_note(i * 10 + k);
            fixture_setup(BOOT_NEW);
            fix.spec.counter = counters[i];
            fix.policy.min_counter = counters[k];
            fixture_build();
            int good = counters[i] >= counters[k];
            fixture_expect(good ? APPVERIFY_OK : APPVERIFY_ERR_ROLLBACK);
            CHECK_EQUAL(fixture_verify_manifest(),
                        good ? APPVERIFY_MANIFEST_OK : APPVERIFY_ERR_ROLLBACK);
        }
    }
}

/* The counter that is judged and handed out is that of the verified copy. */
static void attack_08_counter_comes_from_the_copy(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.counter = 4;
    fixture_build();
    for (uint32_t read = 3; read <= 6; read++) {
        fake_flash_reset(&fix.flash);
        fix.flash.change_at = read;
        fix.flash.change_offset = fix.body_size + APPVERIFY_OFFSET_SECURITY_COUNTER;
        fix.flash.change_mask = 0x0C; /* 4 becomes 8 */
        CHECK_EQUAL(fixture_verify(fix.image_size, 64), APPVERIFY_ERR_ROLLBACK);
        CHECK_EQUAL(fix.policy.min_counter, 5);
    }
}

static void attack_08_refused_input_leaves_no_trace_in_the_policy(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.counter = 100;
    fixture_build();
    fix.image[20] ^= 1;
    fixture_expect(APPVERIFY_ERR_DIGEST);
    CHECK_EQUAL(fix.policy.min_counter, 5);
    CHECK(appverify_get_manifest(&fix.context) == NULL);
    fix.spec.counter = 7;
    fix.image[20] ^= 1;
    fixture_seal();
    fixture_expect(APPVERIFY_OK);
}

/* 15. A verifier without its port does not start. That a port without an algorithm does not compile
 * is a matter of the build. */
static void attack_15_missing_port_is_no_pass(void)
{
    fixture_setup(BOOT_NEW);
    fix.crypto.operations = NULL;
    fixture_expect(APPVERIFY_ERR_CONFIG);
    fix.config.crypto = NULL;
    fixture_expect(APPVERIFY_ERR_CONFIG);
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_CONFIG);
}

/* 16. */
static void fail_every_read(uint32_t size, uint32_t budget)
{
    fake_flash_reset(&fix.flash);
    CHECK_EQUAL(fixture_verify(size, budget), APPVERIFY_OK);
    uint32_t reads = fix.flash.reads;
    for (uint32_t read = 1; read <= reads; read++) {
        check_note(read);
        fake_flash_reset(&fix.flash);
        fix.flash.fail_at = read;
        fix.flash.fail_reply = read % 2 ? APPVERIFY_ERR_READ : 0;
        CHECK_EQUAL(fixture_verify(size, budget), APPVERIFY_ERR_READ);
        CHECK_EQUAL(fix.flash.reads, read);
    }
    fake_flash_reset(&fix.flash);
}

static void attack_16_read_error_at_every_read_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fail_every_read(0, 16);
    fail_every_read(0, ALL_AT_ONCE);
    fail_every_read(fix.image_size, 16);
    fixture_setup(BOOT_OLD);
    fail_every_read(fix.image_size, ALL_AT_ONCE);
}

static void attack_16_read_error_in_a_detached_verification_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t read = 1; read <= 7; read++) {
        check_note(read);
        fake_flash_reset(&fix.flash);
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
        CHECK_EQUAL(fix.flash.reads, 0);
        fix.flash.fail_at = read;
        CHECK_EQUAL(appverify_begin_body(&fix.context, 0), APPVERIFY_MORE);
        CHECK_EQUAL(fixture_run(32), read <= 5 ? APPVERIFY_ERR_READ : APPVERIFY_OK);
    }
}

/* 17. */
static void attack_17_every_bit_flipped_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t bit = 0; bit < 8 * fix.image_size; bit++) {
        check_note(bit);
        fix.image[bit / 8] ^= (uint8_t)(1u << bit % 8);
        enum appverify_result by_size = fixture_verify(fix.image_size, 64);
        enum appverify_result by_headers = fixture_verify(0, 64);
        fix.image[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK(by_size != APPVERIFY_OK && by_headers != APPVERIFY_OK);
        int trailer = bit / 8 >= fix.image_size - APPVERIFY_TRAILER_SIZE;
        CHECK_EQUAL(by_size == APPVERIFY_ERR_CRC, trailer);
        CHECK_EQUAL(by_headers == APPVERIFY_ERR_CRC, trailer);
    }
}

/* With the CRC made right again: only the pad word may be anything. */
static void attack_17_every_bit_flipped_with_right_crc(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t bit = 0; bit < 8 * (fix.image_size - 4); bit++) {
        check_note(bit);
        fix.image[bit / 8] ^= (uint8_t)(1u << bit % 8);
        store_le32(fix.image + fix.image_size - 4,
                   ~appverify_crc32(0, fix.image, fix.image_size - 4));
        int pad = bit / 8 >= fix.image_size - APPVERIFY_TRAILER_SIZE;
        CHECK_EQUAL(fixture_verify(fix.image_size, 64) == APPVERIFY_OK, pad);
        CHECK_EQUAL(fixture_verify(0, 64) == APPVERIFY_OK, pad);
        fix.image[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static void attack_17_every_bit_of_a_detached_manifest_flipped_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t bit = 0; bit < 8 * fix.manifest_size; bit++) {
        check_note(bit);
        fixture_manifest()[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK(fixture_verify_manifest() != APPVERIFY_MANIFEST_OK);
        fixture_manifest()[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* 18. */
static void attack_18_build_id_with_control_characters_is_refused(void)
{
    for (uint32_t at = 0; at < 3; at++) {
        for (uint32_t value = 0; value < 256; value++) {
            check_note(at * 1000 + value);
            fixture_setup(BOOT_NEW);
            fix.spec.tlv_size = 0;
            build_tlv(&fix.spec, APPVERIFY_TLV_BUILD_ID, 3, 'x');
            fix.spec.tlvs[APPVERIFY_TLV_HEADER_SIZE + at] = (uint8_t)value;
            fixture_seal();
            int good = value >= 0x20 && value <= 0x7E;
            fixture_expect(good ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
        }
    }
}

static void attack_18_build_id_too_long_is_refused(void)
{
    for (uint32_t size = 1; size <= 128; size++) {
        check_note(size);
        fixture_setup(BOOT_NEW);
        fix.spec.tlv_size = 0;
        build_tlv(&fix.spec, APPVERIFY_TLV_BUILD_ID, size, 'x');
        fixture_seal();
        fixture_expect(size <= 64 ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(attack_07_body_is_read_once),
    CHECK_CASE(attack_07_manifest_changed_after_the_copy_is_refused),
    CHECK_CASE(attack_07_manifest_changed_while_located_is_refused),
    CHECK_CASE(attack_07_body_changed_before_it_is_hashed_is_refused),
    CHECK_CASE(attack_07_other_good_body_swapped_in_is_refused),
    CHECK_CASE(attack_07_other_good_manifest_swapped_in_is_refused),
    CHECK_CASE(attack_08_older_counter_is_refused),
    CHECK_CASE(attack_08_counter_comes_from_the_copy),
    CHECK_CASE(attack_08_refused_input_leaves_no_trace_in_the_policy),
    CHECK_CASE(attack_15_missing_port_is_no_pass),
    CHECK_CASE(attack_16_read_error_at_every_read_is_refused),
    CHECK_CASE(attack_16_read_error_in_a_detached_verification_is_refused),
    CHECK_CASE(attack_17_every_bit_flipped_is_refused),
    CHECK_CASE(attack_17_every_bit_flipped_with_right_crc),
    CHECK_CASE(attack_17_every_bit_of_a_detached_manifest_flipped_is_refused),
    CHECK_CASE(attack_18_build_id_with_control_characters_is_refused),
    CHECK_CASE(attack_18_build_id_too_long_is_refused),
};
CHECK_TABLE(attack_flash);

/* SPDX-License-Identifier: MIT */
/* Attacks 1 to 6 of the list in the design: scope, payloads, TLVs, lengths, ends, truncations. */
#include "fixture.h"

static void expect_never_ok(void)
{
    CHECK(fixture_verify(fix.image_size, 64) != APPVERIFY_OK);
    CHECK(fixture_verify(0, 64) != APPVERIFY_OK);
}

/* 1. The end block is not signed: whatever length it claims, nothing else is taken for signed. */
static void attack_01_length_in_end_block_moves_nothing(void)
{
    fixture_setup(BOOT_NEW);
    uint8_t *end = fixture_manifest() + fix.manifest_size - APPVERIFY_END_SIZE;
    for (uint32_t size = 0; size <= 0xFFFF; size += size < 4096 ? 1 : 251) {
        check_note(size);
        store_le16(end + 2, size);
        fixture_finish();
        int right = size == fix.manifest_size;
        CHECK_EQUAL(fixture_verify(fix.image_size, 64) == APPVERIFY_OK, right);
        CHECK_EQUAL(fixture_verify(0, 64) == APPVERIFY_OK, right);
    }
}

/* The signed size is read before it is verified: a smaller scope is another message. */
static void attack_01_smaller_signed_size_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t size = 0; size <= 0xFFFF; size += size < 1024 ? 1 : 1021) {
        check_note(size);
        if (size != fix.signed_size) {
            store_le16(fixture_manifest() + APPVERIFY_OFFSET_SIGNED_SIZE, size);
            fixture_finish();
            expect_never_ok();
        }
    }
}

/* A good signature covers the part before the TLVs; TLVs added after it are outside. */
static void attack_01_signed_part_grown_behind_the_signature_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.tlv_size = 0;
    fixture_build();
    uint8_t blocks[128];
    uint32_t size = fix.manifest_size - fix.signed_size;
    copy_bytes(blocks, fixture_blocks(), size);
    build_tlv(&fix.spec, 0x4000, 4, 1);
    fixture_build();
    copy_bytes(fixture_blocks(), blocks, size);
    store_le16(fixture_blocks() + size - 2, fix.manifest_size);
    fixture_finish();
    fixture_expect(APPVERIFY_ERR_SIGNATURE);
}

/* A signed manifest that is elsewhere than its own payload entry says. */
static void attack_01_manifest_moved_behind_other_bytes_is_refused(void)
{
    for (uint32_t gap = 1; gap <= 64; gap++) {
        check_note(gap);
        fixture_setup(BOOT_NEW);
        copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
        fill_bytes(fixture_manifest(), 0x90, gap);
        fix.body_size += gap;
        copy_bytes(fixture_manifest(), fix.manifest, fix.manifest_size);
        fixture_finish();
        CHECK_EQUAL(fixture_verify(fix.image_size, 64), APPVERIFY_ERR_LENGTH);
        CHECK(fixture_verify(0, 64) != APPVERIFY_OK);
    }
}

/* Unsigned headers lead to a manifest that lies inside what they call irom. */
static void attack_01_headers_lead_to_another_manifest(void)
{
    fixture_setup(BOOT_NEW);
    copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
    uint32_t old_size = fix.manifest_size;
    fix.body.irom_size = 1024;
    fixture_build();
    /* A whole old release inside irom, and the true one after it signed by nobody. */
    copy_bytes(fix.image + 400, fix.manifest, old_size);
    fix.spec.signers[0] = fixture_key(KEY_P256_B);
    fixture_seal();
    fixture_expect(APPVERIFY_ERR_SIGNATURE);
    fixture_setup(BOOT_NEW);
    store_le32(fix.image + 12, 0);
    fixture_finish();
    expect_never_ok();
}

static void expect_sealed(enum appverify_result expected)
{
    fixture_seal();
    fixture_expect(expected);
    CHECK_EQUAL(fixture_verify_manifest(),
                expected == APPVERIFY_OK ? APPVERIFY_MANIFEST_OK : expected);
}

/* 2. Even a signed manifest has one entry for each slot, in order. */
static void attack_02_second_payload_for_the_slot_is_refused(void)
{
    static const uint8_t slots[][2] = {{1, 1}, {2, 2}, {2, 1}, {0, 1}, {1, 0}, {1, 3}, {1, 255}};
    for (uint32_t i = 0; i < CHECK_COUNT(slots); i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.spec.payloads[0].slot = slots[i][0];
        fix.spec.payloads[1].slot = slots[i][1];
        fix.spec.payloads[1].flash_offset = 0x1000;
        expect_sealed(APPVERIFY_ERR_FORMAT);
    }
}

static void attack_02_manifest_without_payload_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.payload_count = 0;
    expect_sealed(APPVERIFY_ERR_FORMAT);
    fix.spec.tlv_size = 0;
    expect_sealed(APPVERIFY_ERR_FORMAT);
}

static void attack_02_third_payload_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.payloads[2] = fix.spec.payloads[1];
    fix.spec.payload_count = 3;
    expect_sealed(APPVERIFY_ERR_FORMAT);
}

/* Hiding the second entry among the TLVs, or a TLV among the entries, is another message. */
static void attack_02_payload_count_changed_is_refused(void)
{
    for (uint32_t count = 0; count < 256; count++) {
        check_note(count);
        fixture_setup(BOOT_NEW);
        fixture_manifest()[APPVERIFY_OFFSET_PAYLOAD_COUNT] = (uint8_t)count;
        fixture_finish();
        CHECK_EQUAL(fixture_verify(0, 64) == APPVERIFY_OK, count == 2);
    }
}

/* The entry of the other slot does not serve, wherever it claims to be on the flash. */
static void attack_02_payload_of_other_slot_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.payloads[1] = fix.spec.payloads[0];
    fix.spec.payloads[1].slot = 2;
    expect_sealed(APPVERIFY_ERR_FORMAT);
    fix.spec.payloads[0] = fix.spec.payloads[1];
    fix.spec.payloads[0].flash_offset = 0x81000;
    fix.spec.payload_count = 1;
    expect_sealed(APPVERIFY_ERR_SLOT);
}

static void attack_02_duplicate_and_unordered_tlvs_are_refused(void)
{
    static const uint32_t pairs[][2] = {
        {1, 1},           {1, 0x8001},      {0x8001, 1}, {0x4000, 0x4000}, {0x4000, 0xC000},
        {0xC000, 0x4000}, {0x4001, 0x4000}, {0x4000, 1}, {0xC001, 0x4000}, {2, 1},
    };
    static const uint32_t known[] = {0x4000, 0x4001};
    for (uint32_t i = 0; i < CHECK_COUNT(pairs); i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.policy.known_types = known;
        fix.policy.known_type_count = CHECK_COUNT(known);
        fix.spec.tlv_size = 0;
        build_tlv(&fix.spec, pairs[i][0], 4, 'x');
        expect_sealed(APPVERIFY_OK);
        build_tlv(&fix.spec, pairs[i][1], 4, 'x');
        expect_sealed(APPVERIFY_ERR_FORMAT);
    }
}

/* Puts bytes between signed part and blocks (at 0), or before the end block (at 1). */
static void insert_unsigned(uint32_t before_end, const uint8_t *bytes, uint32_t size)
{
    uint8_t *at = fixture_blocks();
    uint32_t tail = fix.manifest_size - fix.signed_size;
    if (before_end) {
        at += tail - APPVERIFY_END_SIZE;
        tail = APPVERIFY_END_SIZE;
    }
    for (uint32_t i = tail; i-- > 0;) {
        at[size + i] = at[i];
    }
    copy_bytes(at, bytes, size);
    fix.manifest_size += size;
    store_le16(fixture_manifest() + fix.manifest_size - 2, fix.manifest_size);
    fixture_finish();
}

/* 3. What belongs into the signed part is refused in the unsigned area. */
static void attack_03_tlv_in_the_unsigned_area_is_refused(void)
{
    static const uint8_t tlvs[][8] = {
        {0x01, 0x00, 4, 0, 'e', 'v', 'i', 'l'}, {0x01, 0x80, 4, 0, 'e', 'v', 'i', 'l'},
        {0x00, 0x40, 4, 0, 1, 2, 3, 4},         {0x00, 0xC0, 4, 0, 1, 2, 3, 4},
        {0x10, 0x00, 4, 0, 1, 2, 3, 4},         {0x00, 0x00, 8, 0, 1, 2, 3, 4},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(tlvs); i++) {
        for (uint32_t before_end = 0; before_end <= 1; before_end++) {
            check_note(i * 10 + before_end);
            fixture_setup(BOOT_NEW);
            insert_unsigned(before_end, tlvs[i], sizeof tlvs[i]);
            CHECK_EQUAL(fixture_verify(fix.image_size, 64), APPVERIFY_ERR_FORMAT);
            CHECK(fixture_verify(0, 64) != APPVERIFY_OK);
            CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_FORMAT);
        }
    }
}

static void attack_03_payload_in_the_unsigned_area_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    uint8_t entry[APPVERIFY_PAYLOAD_SIZE];
    copy_bytes(entry, fixture_manifest() + APPVERIFY_FIXED_SIZE, sizeof entry);
    insert_unsigned(0, entry, sizeof entry);
    expect_never_ok();
}

static void attack_03_block_of_unknown_kind_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t kind = 0; kind < 256; kind++) {
        check_note(kind);
        fixture_blocks()[0] = (uint8_t)kind;
        fixture_finish();
        CHECK_EQUAL(fixture_verify(fix.image_size, 64),
                    kind == 1 ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
    }
}

static const uint32_t lengths[] = {0,          0x7FFFFFFF, 0x80000000, 0x80000001,
                                   0xFFFFFF00, 0xFFFFFFF0, 0xFFFFFFF8, 0xFFFFFFFF};

/* 4. */
static void attack_04_payload_length_is_bounded(void)
{
    for (uint32_t i = 0; i < CHECK_COUNT(lengths); i++) {
        check_note(lengths[i]);
        fixture_setup(BOOT_NEW);
        store_le32(fixture_manifest() + 68, lengths[i]);
        fixture_sign();
        fixture_expect(APPVERIFY_ERR_FORMAT);
        CHECK(fixture_verify_manifest() != APPVERIFY_MANIFEST_OK);
    }
}

/* Body, manifest and trailer together must fit: around the limit, byte by byte. */
static void attack_04_payload_length_around_the_slot_limit(void)
{
    fixture_setup(BOOT_NEW);
    uint32_t room = fix.policy.slot_limit - fix.manifest_size - APPVERIFY_TRAILER_SIZE;
    for (uint32_t length = room - 4; length <= room + 400; length++) {
        check_note(length);
        store_le32(fixture_manifest() + 68, length);
        fixture_sign();
        CHECK_EQUAL(fixture_verify_manifest(),
                    length <= room ? APPVERIFY_MANIFEST_OK : APPVERIFY_ERR_FORMAT);
    }
    for (uint32_t limit = 0; limit < fix.manifest_size + 9; limit++) {
        check_note(limit);
        fixture_setup(BOOT_NEW);
        fix.policy.slot_limit = fix.flash.slot_limit = limit;
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_LENGTH);
        CHECK(fixture_verify(0, 64) != APPVERIFY_OK);
    }
}

/* Walking from the front follows unsigned lengths: no sum may wrap, no read leave the slot. */
static void attack_04_lengths_in_headers_are_bounded(void)
{
    static const uint32_t at[] = {12, 44, 68}; /* irom, first and second segment */
    for (uint32_t i = 0; i < CHECK_COUNT(lengths); i++) {
        for (uint32_t k = 0; k < CHECK_COUNT(at); k++) {
            check_note(i * 10 + k);
            fixture_setup(BOOT_NEW);
            store_le32(fix.image + at[k], lengths[i]);
            CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_NOT_FOUND);
        }
        fixture_setup(BOOT_NEW); /* two that add up to what they were */
        store_le32(fix.image + 12, 16 + lengths[i]);
        store_le32(fix.image + 44, 16 - lengths[i]);
        CHECK_EQUAL(fixture_verify(0, 64) == APPVERIFY_OK, 0 == lengths[i]);
    }
}

static void attack_04_irom_around_the_slot_limit(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t less = 0; less < 64; less++) {
        check_note(less);
        store_le32(fix.image + 12, fix.policy.slot_limit - less);
        CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_NOT_FOUND);
    }
}

static void attack_04_headers_of_no_image_lead_nowhere(void)
{
    static const uint32_t at[] = {0, 1, 32}; /* EA, 04, E9 */
    for (uint32_t i = 0; i < CHECK_COUNT(at); i++) {
        check_note(at[i]);
        fixture_setup(BOOT_NEW);
        fix.image[at[i]] ^= 0x10;
        fixture_seal();
        CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_NOT_FOUND);
        CHECK_EQUAL(fixture_verify(fix.image_size, 64), APPVERIFY_ERR_STRUCTURE);
    }
}

static void attack_04_segment_count_beyond_16_is_refused(void)
{
    for (uint32_t count = 0; count < 256; count++) {
        check_note(count);
        fixture_setup(BOOT_NEW);
        fix.image[33] = (uint8_t)count;
        CHECK_EQUAL(fixture_verify(0, 64) == APPVERIFY_OK, count == 2);
        CHECK(fix.flash.reads < 100);
        fix.flash.reads = 0;
    }
}

static void attack_04_tlv_length_out_of_the_signed_part_is_refused(void)
{
    static const uint16_t sizes[] = {0, 9, 10, 12, 0x7FFF, 0x8000, 0xFFF4, 0xFFFC, 0xFFFF};
    for (uint32_t i = 0; i < CHECK_COUNT(sizes); i++) {
        check_note(sizes[i]);
        fixture_setup(BOOT_NEW);
        store_le16(fix.spec.tlvs + 2, sizes[i]);
        expect_sealed(APPVERIFY_ERR_FORMAT);
    }
}

/* The list ends with a header that has no value. */
static void attack_04_unterminated_tlv_list_is_refused(void)
{
    for (uint32_t size = 0; size < 256; size++) {
        check_note(size);
        fixture_setup(BOOT_NEW);
        build_tlv(&fix.spec, 0x4000, 4, 0);
        fix.spec.tlv_size -= 4;
        fix.spec.tlvs[fix.spec.tlv_size - 2] = (uint8_t)size;
        expect_sealed(APPVERIFY_ERR_FORMAT);
    }
}

static void attack_04_signature_length_must_be_that_of_the_algorithm(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t size = 0; size <= 0xFFFF; size += size < 600 ? 1 : 257) {
        check_note(size);
        store_le16(fixture_blocks() + 2, size);
        fixture_finish();
        CHECK_EQUAL(fixture_verify(fix.image_size, 64),
                    size == 64 ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
        CHECK_EQUAL(fixture_verify(0, 64) == APPVERIFY_OK, size == 64);
    }
}

/* No end block, at the end of the slot too: the walk over the blocks stops. */
static void attack_04_unterminated_blocks_are_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.signer_count = 9;
    for (uint32_t i = 0; i < 9; i++) {
        fix.spec.signers[i] = fixture_key(KEY_P256);
    }
    fixture_build();
    fixture_expect(APPVERIFY_ERR_FORMAT);
    for (uint32_t limit = fix.body_size; limit < fix.image_size; limit++) {
        check_note(limit);
        fix.policy.slot_limit = fix.flash.slot_limit = limit;
        CHECK(fixture_verify(0, 64) != APPVERIFY_OK);
    }
    fixture_setup(BOOT_NEW);
    fixture_blocks()[76] = APPVERIFY_BLOCK_SIGNATURE;
    fixture_finish();
    expect_never_ok();
}

/* 5. */
static void attack_05_bytes_behind_the_manifest_are_refused(void)
{
    static const uint8_t junk[8] = {0};
    for (uint32_t more = 1; more <= 64; more++) {
        check_note(more);
        fixture_setup(BOOT_NEW);
        CHECK_EQUAL(fixture_verify(fix.image_size, 64), APPVERIFY_OK); /* clears the buffer */
        copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
        CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size + more),
                    APPVERIFY_MORE);
        CHECK_EQUAL(fixture_run(1), APPVERIFY_ERR_FORMAT);
        CHECK(fixture_verify(fix.image_size + more, 64) != APPVERIFY_OK);
    }
    fixture_setup(BOOT_NEW);
    insert_unsigned(1, junk, 4); /* an end block before the end block */
    expect_never_ok();
    fixture_setup(BOOT_NEW);
    insert_unsigned(1, junk, 8);
    expect_never_ok();
}

static void attack_05_wrong_block_count_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t count = 0; count < 256; count++) {
        check_note(count);
        fixture_blocks()[76 + 1] = (uint8_t)count;
        fixture_finish();
        fixture_expect(count == 1 ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
    }
}

/* 6. Files of 0 to 64 bytes: erased, zero, the start of an image, the start of a manifest. */
static void attack_06_tiny_files_are_refused(void)
{
    for (uint32_t kind = 0; kind < 4; kind++) {
        for (uint32_t size = 0; size <= 64; size++) {
            check_note(kind * 100 + size);
            fixture_setup(BOOT_NEW);
            if (kind == 3) {
                copy_bytes(fix.image, fixture_manifest(), size);
            } else if (kind != 2) {
                fill_bytes(fix.image, kind == 0 ? 0xFF : 0, size);
            }
            fix.flash.size = size;
            CHECK_EQUAL(fixture_verify(0, 64), APPVERIFY_ERR_NOT_FOUND);
            CHECK_EQUAL(fixture_verify(size, 64), APPVERIFY_ERR_NOT_FOUND);
            copy_bytes(fix.manifest, fix.image, size);
            CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, size), APPVERIFY_MORE);
            enum appverify_result result = fixture_run(1);
            CHECK(result == APPVERIFY_ERR_NOT_FOUND || result == APPVERIFY_ERR_FORMAT);
        }
    }
}

static void attack_06_every_truncation_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t size = 0; size < fix.image_size; size++) {
        check_note(size);
        fix.flash.size = size; /* erased after it */
        CHECK(fixture_verify(size, 64) != APPVERIFY_OK);
        CHECK(fixture_verify(0, 64) != APPVERIFY_OK);
        CHECK(fixture_verify(fix.image_size, 64) != APPVERIFY_OK);
    }
    for (uint32_t size = 0; size < fix.manifest_size; size++) {
        check_note(size);
        copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
        CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, size), APPVERIFY_MORE);
        CHECK_EQUAL(fixture_run(1), size < 4 ? APPVERIFY_ERR_NOT_FOUND : APPVERIFY_ERR_FORMAT);
    }
}

static void attack_06_truncated_boot_old_is_refused(void)
{
    fixture_setup(BOOT_OLD);
    for (uint32_t size = 0; size < fix.image_size; size += size < 64 || size > 0xFFF8 ? 1 : 509) {
        check_note(size);
        fix.flash.size = size;
        CHECK(fixture_verify(size, 64) != APPVERIFY_OK);
        CHECK(fixture_verify(fix.image_size, ALL_AT_ONCE) != APPVERIFY_OK);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(attack_01_length_in_end_block_moves_nothing),
    CHECK_CASE(attack_01_smaller_signed_size_is_refused),
    CHECK_CASE(attack_01_signed_part_grown_behind_the_signature_is_refused),
    CHECK_CASE(attack_01_manifest_moved_behind_other_bytes_is_refused),
    CHECK_CASE(attack_01_headers_lead_to_another_manifest),
    CHECK_CASE(attack_02_second_payload_for_the_slot_is_refused),
    CHECK_CASE(attack_02_manifest_without_payload_is_refused),
    CHECK_CASE(attack_02_third_payload_is_refused),
    CHECK_CASE(attack_02_payload_count_changed_is_refused),
    CHECK_CASE(attack_02_payload_of_other_slot_is_refused),
    CHECK_CASE(attack_02_duplicate_and_unordered_tlvs_are_refused),
    CHECK_CASE(attack_03_tlv_in_the_unsigned_area_is_refused),
    CHECK_CASE(attack_03_payload_in_the_unsigned_area_is_refused),
    CHECK_CASE(attack_03_block_of_unknown_kind_is_refused),
    CHECK_CASE(attack_04_payload_length_is_bounded),
    CHECK_CASE(attack_04_payload_length_around_the_slot_limit),
    CHECK_CASE(attack_04_lengths_in_headers_are_bounded),
    CHECK_CASE(attack_04_irom_around_the_slot_limit),
    CHECK_CASE(attack_04_headers_of_no_image_lead_nowhere),
    CHECK_CASE(attack_04_segment_count_beyond_16_is_refused),
    CHECK_CASE(attack_04_tlv_length_out_of_the_signed_part_is_refused),
    CHECK_CASE(attack_04_unterminated_tlv_list_is_refused),
    CHECK_CASE(attack_04_signature_length_must_be_that_of_the_algorithm),
    CHECK_CASE(attack_04_unterminated_blocks_are_refused),
    CHECK_CASE(attack_05_bytes_behind_the_manifest_are_refused),
    CHECK_CASE(attack_05_wrong_block_count_is_refused),
    CHECK_CASE(attack_06_tiny_files_are_refused),
    CHECK_CASE(attack_06_every_truncation_is_refused),
    CHECK_CASE(attack_06_truncated_boot_old_is_refused),
};
CHECK_TABLE(attack_format);

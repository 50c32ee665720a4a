/* SPDX-License-Identifier: MIT */
/* Lengths that lead out of a manifest: each is in a buffer that ends where it does, which the
 * sanitizers watch, or before bytes that would go on well. */
#include "fixture.h"

static uint8_t room[0x5000];
static struct appverify_manifest parsed;

/* A copy that ends with the array. */
static uint8_t *at_end(const uint8_t *bytes, uint32_t size)
{
    uint8_t *start = room + sizeof room - size;
    copy_bytes(start, bytes, size);
    return start;
}

/* A copy with nothing but zeros behind it. */
static uint8_t *before_zeros(const uint8_t *bytes, uint32_t size)
{
    fill_bytes(room, 0, sizeof room);
    copy_bytes(room, bytes, size);
    return room;
}

/* The manifest of the image, judged in a buffer exactly as long. */
static enum appverify_result judge_exactly(void)
{
    fix.config.manifest = at_end(fixture_manifest(), fix.manifest_size);
    fix.config.manifest_capacity = fix.manifest_size;
    CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size),
                APPVERIFY_MORE);
    return fixture_run(ALL_AT_ONCE);
}

/* Five values of 64 bytes and one of 20 are just enough. */
static void attack_04_signed_part_above_512_is_refused(void)
{
    for (uint32_t last = 17; last <= 64; last++) {
        enum appverify_result expected = last <= 20 ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT;
        check_note(last);
        fixture_setup(BOOT_NEW);
        fix.spec.tlv_size = 0;
        for (uint32_t type = 0x4000; type < 0x4005; type++) {
            build_tlv(&fix.spec, type, 64, 0);
        }
        build_tlv(&fix.spec, 0x4005, last, 0);
        fixture_seal();
        CHECK_EQUAL(fix.signed_size > 512, last > 20);
        CHECK_EQUAL(appverify_signed_part_parse(&parsed, fixture_manifest(), fix.signed_size),
                    expected);
        CHECK_EQUAL(fixture_verify_manifest(), last <= 20 ? APPVERIFY_MANIFEST_OK : expected);
        fixture_expect(expected);
    }
}

/* The header of the last TLV is the start of the first block, and its length leads far away. */
static void attack_04_signed_part_of_odd_size_is_refused(void)
{
    static const uint8_t starts[] = {0x20, 0x00, 0x01};
    for (uint32_t more = 1; more <= 3; more++) {
        check_note(more);
        fixture_setup(BOOT_NEW);
        copy_bytes(fix.spec.tlvs, starts, more);
        fix.spec.tlv_size = more;
        fixture_seal();
        CHECK_EQUAL(appverify_manifest_parse(&parsed,
                                             before_zeros(fixture_manifest(), fix.manifest_size),
                                             fix.manifest_size),
                    APPVERIFY_ERR_FORMAT);
        CHECK_EQUAL(judge_exactly(), APPVERIFY_ERR_FORMAT);
    }
}

/* The end of a digest is the start of the first block: not signed, and both readings agree. */
static void attack_03_payload_that_ends_in_a_block_is_refused(void)
{
    for (uint32_t inside = 4; inside <= APPVERIFY_PAYLOAD_SIZE; inside += 4) {
        check_note(inside);
        fixture_setup(BOOT_NEW);
        fix.spec.payload_count = 1;
        fix.spec.tlv_size = 0;
        fixture_seal();
        fix.signed_size -= inside;
        store_le16(fixture_manifest() + APPVERIFY_OFFSET_SIGNED_SIZE, fix.signed_size);
        fixture_sign();
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_FORMAT);
    }
}

/* Lengths that no manifest with blocks could have are refused before there are any. */
static void attack_04_payload_length_of_a_signed_part_is_bounded(void)
{
    fixture_setup(BOOT_NEW);
    uint32_t limit = fix.policy.slot_limit - fix.signed_size - APPVERIFY_TRAILER_SIZE;
    for (uint32_t length = limit - 4; length <= limit + 4; length++) {
        check_note(length);
        store_le32(fixture_manifest() + 68, length);
        CHECK_EQUAL(appverify_signed_part_parse(&parsed, fixture_manifest(), fix.signed_size),
                    length <= limit ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
    }
}

static void attack_06_every_truncation_in_a_buffer_as_long_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    fix.spec.signer_count = 3;
    fix.spec.signers[1] = fixture_key(KEY_RSA_2048);
    fix.spec.signers[2] = fixture_key(KEY_P256);
    fixture_seal();
    for (uint32_t size = 0; size < fix.manifest_size; size++) {
        check_note(size);
        enum appverify_result expected = size < 4 ? APPVERIFY_ERR_NOT_FOUND : APPVERIFY_ERR_FORMAT;
        const uint8_t *bytes = at_end(fixture_manifest(), size);
        CHECK_EQUAL(appverify_manifest_parse(&parsed, bytes, size), expected);
        CHECK_EQUAL(appverify_signed_part_parse(&parsed, bytes, size),
                    size < fix.signed_size ? expected : APPVERIFY_OK);
    }
}

/* An end block of which the last bytes are missing, and are there by chance. */
static void attack_05_end_block_cut_off_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t cut = 1; cut < APPVERIFY_END_SIZE; cut++) {
        check_note(cut);
        uint32_t size = fix.manifest_size - cut;
        uint8_t *bytes = before_zeros(fixture_manifest(), fix.manifest_size);
        store_le16(bytes + fix.manifest_size - 2, size);
        CHECK_EQUAL(appverify_manifest_parse(&parsed, bytes, size), APPVERIFY_ERR_FORMAT);
    }
}

/* A block is read as long as its own algorithm says, which the key's may not be. */
static void attack_25_block_of_another_algorithm_is_never_checked(void)
{
    for (uint32_t of_key = 0; of_key < KEY_COUNT; of_key++) {
        for (uint32_t of_block = 0; of_block < KEY_COUNT; of_block++) {
            check_note(of_key * 10 + of_block);
            fixture_setup(BOOT_NEW);
            fix.ring_keys[0] = *fixture_key(of_key);
            struct appverify_key disguised = fixture_disguise(of_key, of_block);
            int same = disguised.algorithm == fixture_key(of_key)->algorithm;
            fix.spec.signers[0] = &disguised;
            fixture_build();
            CHECK_EQUAL(judge_exactly(), same ? APPVERIFY_MANIFEST_OK : APPVERIFY_ERR_SIGNATURE);
            CHECK_EQUAL(fix.fake.calls[FAKE_SIGNATURE_START], same);
        }
    }
}

/* LMS has one algorithm for four lengths: the key's height says how much is read. */
static void attack_25_lms_block_of_another_height_is_never_checked(void)
{
    uint32_t words[2][APPVERIFY_LMS_KEY_SIZE / 4];
    struct appverify_key heights[2];
    for (uint32_t pair = 0; pair < 16; pair++) {
        check_note(pair);
        fixture_setup(BOOT_NEW);
        for (uint32_t i = 0; i < 2; i++) {
            heights[i] = *fixture_key(KEY_LMS);
            for (uint32_t k = 0; k < APPVERIFY_LMS_KEY_SIZE / 4; k++) {
                words[i][k] = fixture_key(KEY_LMS)->words[k];
            }
            words[i][0] = (APPVERIFY_LMS_TYPE_H5 + (pair >> 2 * i & 3u)) << 24;
            heights[i].words = words[i];
        }
        int same = words[0][0] == words[1][0];
        fix.ring_keys[0] = heights[0];
        fix.spec.signers[0] = &heights[1];
        fixture_build();
        CHECK_EQUAL(judge_exactly(), same ? APPVERIFY_MANIFEST_OK : APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(fix.fake.calls[FAKE_SIGNATURE_START], same);
    }
}

/* The same, where the key's own signature is the start of a longer block. */
static void attack_25_signature_in_a_longer_block_is_never_checked(void)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    for (uint32_t of_block = KEY_RSA_2048; of_block <= KEY_RSA_3072; of_block++) {
        check_note(of_block);
        fixture_setup(BOOT_NEW);
        struct appverify_key disguised = *fixture_key(of_block);
        disguised.id[0] = fixture_key(KEY_P256)->id[0];
        disguised.id[1] = fixture_key(KEY_P256)->id[1];
        fix.spec.signers[0] = &disguised;
        fixture_build();
        fake_digest(digest, fixture_manifest(), fix.signed_size);
        fake_sign(fixture_blocks() + APPVERIFY_BLOCK_HEADER_SIZE, fixture_key(KEY_P256), digest);
        fixture_finish();
        CHECK_EQUAL(judge_exactly(), APPVERIFY_ERR_SIGNATURE);
        CHECK_EQUAL(fix.fake.calls[FAKE_SIGNATURE_START], 0);
    }
}

/* A block that is as long as its unknown algorithm says: of no bytes. */
static void attack_13_reserved_algorithm_without_signature_is_refused(void)
{
    for (uint32_t algorithm = 0; algorithm < 256; algorithm++) {
        check_note(algorithm);
        fixture_setup(BOOT_NEW);
        uint8_t *block = fixture_manifest() + fix.manifest_size - APPVERIFY_END_SIZE;
        fill_bytes(block, 0, APPVERIFY_BLOCK_HEADER_SIZE + APPVERIFY_END_SIZE);
        block[0] = APPVERIFY_BLOCK_SIGNATURE;
        block[1] = (uint8_t)algorithm;
        fix.manifest_size += APPVERIFY_BLOCK_HEADER_SIZE;
        block[APPVERIFY_BLOCK_HEADER_SIZE + 1] = 2;
        store_le16(block + APPVERIFY_BLOCK_HEADER_SIZE + 2, fix.manifest_size);
        fixture_finish();
        fixture_expect(APPVERIFY_ERR_FORMAT);
        CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_ERR_FORMAT);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(attack_04_signed_part_above_512_is_refused),
    CHECK_CASE(attack_04_signed_part_of_odd_size_is_refused),
    CHECK_CASE(attack_03_payload_that_ends_in_a_block_is_refused),
    CHECK_CASE(attack_04_payload_length_of_a_signed_part_is_bounded),
    CHECK_CASE(attack_06_every_truncation_in_a_buffer_as_long_is_refused),
    CHECK_CASE(attack_05_end_block_cut_off_is_refused),
    CHECK_CASE(attack_25_block_of_another_algorithm_is_never_checked),
    CHECK_CASE(attack_25_lms_block_of_another_height_is_never_checked),
    CHECK_CASE(attack_25_signature_in_a_longer_block_is_never_checked),
    CHECK_CASE(attack_13_reserved_algorithm_without_signature_is_refused),
};
CHECK_TABLE(attack_bounds);

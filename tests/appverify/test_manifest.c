/* SPDX-License-Identifier: MIT */
/* The format, rule by rule: every manifest here is signed as it is. */
#include "fixture.h"

static uint8_t *signed_part;

/* One rule broken in the signed part: by the parsers, and through both ways of verifying. */
static void expect_parsers(enum appverify_result expected)
{
    struct appverify_manifest parsed = {.size = 77};
    CHECK_EQUAL(appverify_manifest_parse(&parsed, signed_part, fix.manifest_size), expected);
    CHECK(expected == APPVERIFY_OK || (parsed.size == 77 && parsed.bytes == NULL));
    uint32_t claimed = signed_part[6] + 256u * signed_part[7];
    uint32_t size = claimed < fix.signed_size ? claimed : fix.signed_size;
    if (expected != APPVERIFY_ERR_FORMAT) {
        CHECK_EQUAL(appverify_signed_part_parse(&parsed, signed_part, size), expected);
    }
}

static void expect_signed(enum appverify_result expected)
{
    fixture_sign();
    expect_parsers(expected);
    CHECK_EQUAL(fixture_verify_manifest(),
                expected == APPVERIFY_OK ? APPVERIFY_MANIFEST_OK : expected);
    CHECK_EQUAL(fixture_verify(fix.image_size, 64), expected);
}

static void restart(void)
{
    fixture_setup(BOOT_NEW);
    signed_part = fixture_manifest();
}

struct rule {
    uint32_t offset;
    uint32_t width; /* bytes */
    uint32_t value;
    enum appverify_result expected;
};

static void try_rules(const struct rule *rules, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        check_note(i);
        restart();
        for (uint32_t k = 0; k < rules[i].width; k++) {
            signed_part[rules[i].offset + k] = (uint8_t)(rules[i].value >> 8 * k);
        }
        expect_signed(rules[i].expected);
    }
}

static void parse_fixed_field_out_of_rule_is_refused(void)
{
    static const struct rule rules[] = {
        {0, 4, 0x4D425042, APPVERIFY_ERR_NOT_FOUND},
        {0, 4, 0x4150424D, APPVERIFY_ERR_NOT_FOUND},
        {0, 4, 0xFFFFFFFF, APPVERIFY_ERR_NOT_FOUND},
        {4, 1, 0, APPVERIFY_ERR_VERSION},
        {4, 1, 2, APPVERIFY_ERR_VERSION},
        {4, 1, 255, APPVERIFY_ERR_VERSION},
        {5, 1, 0, APPVERIFY_ERR_FORMAT},
        {5, 1, 3, APPVERIFY_ERR_FORMAT},
        {5, 1, 255, APPVERIFY_ERR_FORMAT},
        {6, 2, 0, APPVERIFY_ERR_FORMAT},
        {6, 2, 59, APPVERIFY_ERR_FORMAT},
        {6, 2, 60, APPVERIFY_ERR_FORMAT},
        {6, 2, 104, APPVERIFY_ERR_FORMAT},
        {6, 2, 147, APPVERIFY_ERR_FORMAT},
        {6, 2, 516, APPVERIFY_ERR_FORMAT},
        {6, 2, 0xFFFF, APPVERIFY_ERR_FORMAT},
        {6, 2, 0xFFFC, APPVERIFY_ERR_FORMAT},
        {56, 1, 1, APPVERIFY_ERR_FORMAT},
        {56, 1, 7, APPVERIFY_ERR_FORMAT},
        {56, 1, 10, APPVERIFY_ERR_FORMAT},
        {56, 1, 255, APPVERIFY_ERR_FORMAT},
        {57, 1, 0, APPVERIFY_ERR_FORMAT},
        {57, 1, 3, APPVERIFY_ERR_FORMAT},
        {57, 1, 255, APPVERIFY_ERR_FORMAT},
        {58, 1, 1, APPVERIFY_ERR_FORMAT},
        {59, 1, 0x80, APPVERIFY_ERR_FORMAT},
        {40, 2, 0xFFFF, APPVERIFY_OK},
        {42, 2, 0xFFFF, APPVERIFY_OK},
        {44, 4, 0xFFFFFFFF, APPVERIFY_OK},
        {48, 4, 0xFFFFFFFF, APPVERIFY_OK},
    };
    try_rules(rules, CHECK_COUNT(rules));
}

static void parse_payload_field_out_of_rule_is_refused(void)
{
    static const struct rule rules[] = {
        {60, 1, 0, APPVERIFY_ERR_FORMAT},  {60, 1, 2, APPVERIFY_ERR_FORMAT},
        {60, 1, 3, APPVERIFY_ERR_FORMAT},  {104, 1, 1, APPVERIFY_ERR_FORMAT},
        {104, 1, 0, APPVERIFY_ERR_FORMAT}, {104, 1, 3, APPVERIFY_ERR_FORMAT},
        {61, 1, 0, APPVERIFY_ERR_FORMAT},  {61, 1, 2, APPVERIFY_ERR_FORMAT},
        {105, 1, 0, APPVERIFY_ERR_FORMAT}, {62, 1, 1, APPVERIFY_ERR_FORMAT},
        {63, 1, 1, APPVERIFY_ERR_FORMAT},  {107, 1, 1, APPVERIFY_ERR_FORMAT},
        {68, 4, 0, APPVERIFY_ERR_FORMAT},  {112, 4, 0, APPVERIFY_ERR_FORMAT},
    };
    try_rules(rules, CHECK_COUNT(rules));
}

/* Each signed size from 0 to 65535 with a signature over what it says, where it can be. */
static void parse_every_signed_size(void)
{
    struct appverify_manifest parsed;
    restart();
    for (uint32_t size = 0; size <= 0xFFFF; size++) {
        check_note(size);
        store_le16(signed_part + APPVERIFY_OFFSET_SIGNED_SIZE, size);
        enum appverify_result result =
            appverify_manifest_parse(&parsed, signed_part, fix.manifest_size);
        CHECK_EQUAL(result, size == fix.signed_size ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
    }
}

static void parse_maps_and_boot_modes(void)
{
    struct appverify_manifest parsed;
    restart();
    for (uint32_t map = 0; map < 256; map++) {
        store_le32(signed_part + 108, map == 0 ? 0x41000 : map <= 4 ? 0x81000 : 0x101000);
        for (uint32_t boot = 0; boot < 256; boot++) {
            check_note(map * 256 + boot);
            signed_part[APPVERIFY_OFFSET_FLASH_MAP] = (uint8_t)map;
            signed_part[APPVERIFY_OFFSET_BOOT_MODE] = (uint8_t)boot;
            uint32_t size_of = map & 0x7F; /* bit 7: the slots are elsewhere, by the policy */
            int map_good =
                size_of == 0 || (size_of >= 2 && size_of <= 6) || size_of == 8 || size_of == 9;
            int boot_good = boot == 2 || (boot == 1 && map <= 4);
            CHECK_EQUAL(appverify_manifest_parse(&parsed, signed_part, fix.manifest_size),
                        map_good && boot_good ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
        }
    }
}

/* Puts one TLV alone into the signed part. */
static void expect_tlv(uint32_t type, uint32_t size, uint8_t fill, enum appverify_result expected)
{
    check_note(type);
    restart();
    fix.spec.tlv_size = 0;
    build_tlv(&fix.spec, type, size, fill);
    fixture_seal();
    expect_signed(expected);
}

static void parse_tlv_types(void)
{
    expect_tlv(0x0000, 4, 0, APPVERIFY_ERR_FORMAT);
    expect_tlv(0x8000, 4, 0, APPVERIFY_ERR_FORMAT);
    expect_tlv(0x8002, 4, 0, APPVERIFY_ERR_CRITICAL);
    expect_tlv(0x800F, 4, 0, APPVERIFY_ERR_CRITICAL);
    for (uint32_t type = APPVERIFY_TLV_RESERVED_FIRST; type <= APPVERIFY_TLV_RESERVED_LAST;
         type++) {
        expect_tlv(type, 4, 0, APPVERIFY_ERR_CRITICAL);
        expect_tlv(type | APPVERIFY_TLV_CRITICAL, 4, 0, APPVERIFY_ERR_CRITICAL);
    }
    expect_tlv(0x0020, 4, 0, APPVERIFY_OK);
    expect_tlv(0x8020, 4, 0, APPVERIFY_ERR_CRITICAL);
    expect_tlv(0x3FFF, 200, 0, APPVERIFY_OK);
    expect_tlv(0xBFFF, 4, 0, APPVERIFY_ERR_CRITICAL);
}

static void parse_tlv_value_sizes(void)
{
    expect_tlv(0x4000, 1, 0xFF, APPVERIFY_OK);
    expect_tlv(0x4000, 64, 0xFF, APPVERIFY_OK);
    expect_tlv(0x4000, 65, 0xFF, APPVERIFY_ERR_FORMAT);
    expect_tlv(0x7FFF, 65, 0xFF, APPVERIFY_ERR_FORMAT);
    expect_tlv(0xC000, 65, 0xFF, APPVERIFY_ERR_FORMAT);
    expect_tlv(APPVERIFY_TLV_BUILD_ID, 1, ' ', APPVERIFY_OK);
    expect_tlv(APPVERIFY_TLV_BUILD_ID, 64, '~', APPVERIFY_OK);
    expect_tlv(APPVERIFY_TLV_BUILD_ID, 65, 'x', APPVERIFY_ERR_FORMAT);
    expect_tlv(APPVERIFY_TLV_BUILD_ID, 300, 'x', APPVERIFY_ERR_FORMAT);
}

static void parse_tlv_padding_must_be_zero(void)
{
    for (uint32_t size = 1; size <= 4; size++) {
        for (uint32_t at = size; at < ((size + 3u) & ~3u); at++) {
            check_note(size * 10 + at);
            restart();
            fix.spec.tlv_size = 0;
            build_tlv(&fix.spec, 0x4000, size, 1);
            fix.spec.tlvs[APPVERIFY_TLV_HEADER_SIZE + at] = 0x40;
            fixture_seal();
            expect_signed(APPVERIFY_ERR_FORMAT);
        }
    }
}

static void next_tlv_walks_all_in_order(void)
{
    static const uint16_t types[] = {1, 2, 0x4000, 0x4001, 0x7FFF};
    struct appverify_manifest parsed;
    struct appverify_tlv tlv = {.value = NULL};
    restart();
    build_tlv(&fix.spec, 2, 5, 2);
    build_tlv(&fix.spec, 0xC000, 8, 3);
    build_tlv(&fix.spec, 0x4001, 1, 4);
    build_tlv(&fix.spec, 0xFFFF, 64, 5);
    fixture_seal();
    CHECK_EQUAL(appverify_manifest_parse(&parsed, signed_part, fix.manifest_size), APPVERIFY_OK);
    for (uint32_t i = 0; i < CHECK_COUNT(types); i++) {
        check_note(i);
        CHECK_EQUAL(appverify_manifest_next_tlv(&parsed, &tlv), 1);
        CHECK_EQUAL(tlv.type, types[i]);
        CHECK_EQUAL(tlv.critical, i == 2 || i == 4);
        CHECK_EQUAL(tlv.value[tlv.size - 1], i == 0 ? 'b' : i + 1);
    }
    CHECK_EQUAL(tlv.size, 64);
    CHECK_EQUAL(appverify_manifest_next_tlv(&parsed, &tlv), 0);
    fix.spec.tlv_size = 0;
    tlv.value = NULL;
    fixture_seal();
    CHECK_EQUAL(appverify_manifest_parse(&parsed, signed_part, fix.manifest_size), APPVERIFY_OK);
    CHECK_EQUAL(appverify_manifest_next_tlv(&parsed, &tlv), 0);
    CHECK(parsed.build_id == NULL);
}

static void block_gives_each_in_order(void)
{
    struct appverify_manifest parsed;
    struct appverify_signature_block block;
    restart();
    fix.spec.signer_count = 3;
    fix.spec.signers[1] = fixture_key(KEY_RSA_3072);
    fix.spec.signers[2] = fixture_key(KEY_RSA_2048);
    fixture_seal();
    CHECK_EQUAL(appverify_manifest_parse(&parsed, signed_part, fix.manifest_size), APPVERIFY_OK);
    CHECK_EQUAL(parsed.signature_count, 3);
    appverify_manifest_block(&parsed, 0, &block);
    CHECK_EQUAL(block.algorithm, APPVERIFY_ALGORITHM_ECDSA_P256);
    CHECK(block.key_id == fixture_blocks() + 4);
    appverify_manifest_block(&parsed, 1, &block);
    CHECK_EQUAL(block.algorithm, APPVERIFY_ALGORITHM_RSA_3072_PSS);
    CHECK(block.signature == fixture_blocks() + 76 + 12);
    appverify_manifest_block(&parsed, 2, &block);
    CHECK_EQUAL(block.algorithm, APPVERIFY_ALGORITHM_RSA_2048_PSS);
    CHECK(block.key_id == fixture_blocks() + 76 + 396 + 4);
}

/* A manifest with one block, as long as it says. */
static enum appverify_result parse_block_of(uint32_t algorithm, uint32_t size)
{
    struct appverify_manifest parsed;
    uint8_t *block = fixture_blocks();
    uint32_t whole = fix.signed_size + APPVERIFY_BLOCK_HEADER_SIZE + size + APPVERIFY_END_SIZE;
    uint8_t *end = signed_part + whole - APPVERIFY_END_SIZE;
    fill_bytes(block, 0, whole - fix.signed_size);
    block[0] = APPVERIFY_BLOCK_SIGNATURE;
    block[1] = (uint8_t)algorithm;
    store_le16(block + 2, size);
    end[1] = 1;
    store_le16(end + 2, whole);
    return appverify_manifest_parse(&parsed, signed_part, whole);
}

static void signature_of_every_length_is_one_of_seven(void)
{
    static const uint32_t known[][2] = {
        {1, 64}, {2, 256}, {3, 384}, {4, 1380}, {4, 1500}, {4, 1620}, {4, 1740},
    };
    restart();
    uint32_t accepted = 0;
    for (uint32_t algorithm = 0; algorithm < 6; algorithm++) {
        for (uint32_t size = 0; size < 2000; size++) {
            check_note(algorithm * 10000 + size);
            int good = 0;
            for (uint32_t i = 0; i < CHECK_COUNT(known); i++) {
                good |= known[i][0] == algorithm && known[i][1] == size;
            }
            CHECK_EQUAL(parse_block_of(algorithm, size),
                        good ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT);
            accepted += good ? 1 : 0;
        }
    }
    CHECK_EQUAL(accepted, CHECK_COUNT(known));
}

/* Two of ECDSA and one of LMS fit behind the longest signed part; three of LMS do not. */
static void manifest_with_lms_is_limited(void)
{
    struct appverify_manifest parsed;
    restart();
    fix.spec.signer_count = 3;
    fix.spec.signers[1] = fixture_key(KEY_LMS);
    fix.spec.signers[2] = fixture_key(KEY_P256_B);
    fixture_seal();
    CHECK(APPVERIFY_SIGNED_MAX + 2 * 76 + 12 + APPVERIFY_LMS_H20_SIZE + 4 < APPVERIFY_MANIFEST_MAX);
    CHECK_EQUAL(appverify_manifest_parse(&parsed, signed_part, fix.manifest_size), APPVERIFY_OK);
    struct appverify_signature_block block;
    appverify_manifest_block(&parsed, 1, &block);
    CHECK_EQUAL(block.algorithm, APPVERIFY_ALGORITHM_LMS);
    CHECK_EQUAL(block.signature_size, 1500);
    appverify_manifest_block(&parsed, 2, &block);
    CHECK(block.key_id == fixture_blocks() + 76 + 1512 + 4);
    fix.spec.signers[0] = fix.spec.signers[2] = fixture_key(KEY_LMS);
    fixture_seal();
    CHECK(fix.manifest_size > APPVERIFY_MANIFEST_MAX);
    CHECK_EQUAL(appverify_manifest_parse(&parsed, signed_part, fix.manifest_size),
                APPVERIFY_ERR_FORMAT);
}

static void size_from_end_of_every_end_block(void)
{
    uint8_t end[4] = {0, 1, 0, 0};
    for (uint32_t size = 0; size <= 0xFFFF; size++) {
        check_note(size);
        store_le16(end + 2, size);
        int good = size > APPVERIFY_FIXED_SIZE && size <= APPVERIFY_MANIFEST_MAX;
        CHECK_EQUAL(appverify_manifest_size_from_end(end), good ? size : 0);
    }
    store_le16(end + 2, 200);
    for (uint32_t kind = 1; kind < 256; kind++) {
        end[0] = (uint8_t)kind;
        CHECK_EQUAL(appverify_manifest_size_from_end(end), 0);
    }
}

static void signed_part_alone_is_parsed(void)
{
    struct appverify_manifest parsed;
    restart();
    CHECK_EQUAL(appverify_signed_part_parse(&parsed, signed_part, fix.signed_size), APPVERIFY_OK);
    CHECK_EQUAL(parsed.size, fix.signed_size);
    CHECK_EQUAL(parsed.signed_size, fix.signed_size);
    CHECK_EQUAL(parsed.signature_count, 0);
    for (uint32_t size = 0; size < fix.signed_size; size++) {
        check_note(size);
        CHECK_EQUAL(appverify_signed_part_parse(&parsed, signed_part, size),
                    size < 4 ? APPVERIFY_ERR_NOT_FOUND : APPVERIFY_ERR_FORMAT);
    }
}

/* More bytes may follow: where the signed part ends is in the answer. */
static void signed_part_with_bytes_behind_it_tells_its_size(void)
{
    struct appverify_manifest parsed;
    restart();
    CHECK_EQUAL(appverify_signed_part_parse(&parsed, signed_part, fix.manifest_size), APPVERIFY_OK);
    CHECK_EQUAL(parsed.size, fix.signed_size);
}

static void crc32_is_that_of_zlib(void)
{
    static const uint8_t digits[] = "123456789";
    CHECK_EQUAL(appverify_crc32(0, digits, 9), 0xCBF43926);
    CHECK_EQUAL(appverify_crc32(0, digits, 0), 0);
    CHECK_EQUAL(appverify_crc32(0x1234, digits, 0), 0x1234);
    for (uint32_t cut = 0; cut <= 9; cut++) {
        uint32_t crc = appverify_crc32(0, digits, cut);
        CHECK_EQUAL(appverify_crc32(crc, digits + cut, 9 - cut), 0xCBF43926);
    }
}

static void signature_size_of_every_algorithm(void)
{
    for (uint32_t algorithm = 0; algorithm < 600; algorithm++) {
        uint32_t expected = algorithm == 1 ? 64 : algorithm == 2 ? 256 : algorithm == 3 ? 384 : 0;
        check_note(algorithm);
        CHECK_EQUAL(appverify_signature_size(algorithm), expected);
    }
    CHECK_EQUAL(appverify_signature_size(UINT32_MAX), 0);
    CHECK_EQUAL(appverify_signature_size(0x101), 0);
    CHECK_EQUAL(appverify_key_signature_size(fixture_key(KEY_P256)), 64);
    CHECK_EQUAL(appverify_key_signature_size(fixture_key(KEY_RSA_3072)), 384);
    uint32_t words[APPVERIFY_LMS_KEY_SIZE / 4] = {0};
    struct appverify_key key = {APPVERIFY_ALGORITHM_LMS, {0, 0}, words, NULL, 0};
    for (uint32_t height = 1; height <= 4; height++) {
        words[0] = (9 + height) << 24;
        CHECK_EQUAL(appverify_key_signature_size(&key), 1260 + 24 * 5 * height);
    }
}

static void copy_words_takes_the_low_byte_first(void)
{
    static const uint32_t words[] = {0x44332211, 0x88776655};
    uint8_t bytes[8] = {0};
    appverify_copy_words(bytes, words, 7);
    for (uint32_t i = 0; i < 7; i++) {
        CHECK_EQUAL(bytes[i], 0x11 * (i + 1));
    }
    CHECK_EQUAL(bytes[7], 0);
}

static const struct check_case cases[] = {
    CHECK_CASE(parse_fixed_field_out_of_rule_is_refused),
    CHECK_CASE(parse_payload_field_out_of_rule_is_refused),
    CHECK_CASE(parse_every_signed_size),
    CHECK_CASE(parse_maps_and_boot_modes),
    CHECK_CASE(parse_tlv_types),
    CHECK_CASE(parse_tlv_value_sizes),
    CHECK_CASE(parse_tlv_padding_must_be_zero),
    CHECK_CASE(next_tlv_walks_all_in_order),
    CHECK_CASE(block_gives_each_in_order),
    CHECK_CASE(size_from_end_of_every_end_block),
    CHECK_CASE(signed_part_alone_is_parsed),
    CHECK_CASE(signed_part_with_bytes_behind_it_tells_its_size),
    CHECK_CASE(crc32_is_that_of_zlib),
    CHECK_CASE(signature_of_every_length_is_one_of_seven),
    CHECK_CASE(manifest_with_lms_is_limited),
    CHECK_CASE(signature_size_of_every_algorithm),
    CHECK_CASE(copy_words_takes_the_low_byte_first),
};
CHECK_TABLE(manifest);

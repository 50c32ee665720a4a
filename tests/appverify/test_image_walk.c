/* SPDX-License-Identifier: MIT */
/* The structure of a body, fed in pieces. */
#include "fixture.h"

static enum appverify_result walk_pieces(uint32_t boot_mode, uint32_t size, uint32_t piece,
                                         uint32_t seed)
{
    struct appverify_image_walk walk;
    appverify_image_walk_begin(&walk, boot_mode);
    for (uint32_t at = 0; at < size;) {
        uint32_t length = piece;
        if (seed != 0) {
            seed = seed * 1664525u + 1013904223u;
            length = seed >> 16 & 63u; /* nothing at all, too */
        }
        length = length < size - at ? length : size - at;
        appverify_image_walk_update(&walk, fix.image + at, length);
        at += length;
    }
    return appverify_image_walk_finish(&walk);
}

/* However it is cut, the answer is the same. */
static void expect_walk_by(uint32_t boot_mode, uint32_t size, enum appverify_result expected)
{
    CHECK_EQUAL(walk_pieces(boot_mode, size, size, 0), expected);
    CHECK_EQUAL(walk_pieces(boot_mode, size, 1, 0), expected);
    for (uint32_t seed = 1; seed <= 20; seed++) {
        CHECK_EQUAL(walk_pieces(boot_mode, size, 0, seed), expected);
    }
}

static void expect_walk(enum appverify_result expected)
{
    expect_walk_by(fix.body.boot_mode, fix.body_size, expected);
}

static void expect_body(enum appverify_result expected)
{
    fixture_build();
    expect_walk(expected);
}

/* Offsets in the body that fixture_setup makes. */
static uint32_t ram_part(void)
{
    return fix.body.boot_mode == BOOT_OLD ? 0 : 16 + fix.body.irom_size;
}

static void walk_good_body_in_pieces_of_every_size(void)
{
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        fixture_setup(boot);
        expect_walk(APPVERIFY_OK);
        for (uint32_t piece = 1; piece < 100; piece++) {
            check_note(piece);
            CHECK_EQUAL(walk_pieces(boot, fix.body_size, piece, 0), APPVERIFY_OK);
        }
    }
}

static void walk_every_truncation_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t size = 0; size < fix.body_size; size++) {
        check_note(size);
        expect_walk_by(BOOT_NEW, size, APPVERIFY_ERR_STRUCTURE);
    }
    fixture_setup(BOOT_OLD); /* any irom will do, none will not */
    for (uint32_t size = 0; size <= 0x10000; size += size < 64 || size > 0xFFF0 ? 1 : 97) {
        check_note(size);
        CHECK_EQUAL(walk_pieces(BOOT_OLD, size, 64, 0), APPVERIFY_ERR_STRUCTURE);
    }
    CHECK_EQUAL(walk_pieces(BOOT_OLD, 0x10001, 64, 0), APPVERIFY_OK);
}

static void walk_bytes_behind_boot_new_are_refused(void)
{
    fixture_setup(BOOT_NEW);
    for (uint32_t more = 1; more < 20; more++) {
        check_note(more);
        expect_walk_by(BOOT_NEW, fix.body_size + more, APPVERIFY_ERR_STRUCTURE);
    }
}

static void walk_other_boot_mode_is_refused(void)
{
    fixture_setup(BOOT_NEW);
    expect_walk_by(BOOT_OLD, fix.body_size, APPVERIFY_ERR_STRUCTURE);
    fixture_setup(BOOT_OLD);
    expect_walk_by(BOOT_NEW, fix.body_size, APPVERIFY_ERR_STRUCTURE);
}

static void walk_damaged_headers_are_refused(void)
{
    static const uint32_t new_offsets[] = {0, 1, 8, 9, 11};
    for (uint32_t i = 0; i < CHECK_COUNT(new_offsets); i++) {
        check_note(new_offsets[i]);
        fixture_setup(BOOT_NEW);
        fix.image[new_offsets[i]] ^= 0x01;
        expect_walk(APPVERIFY_ERR_STRUCTURE);
    }
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        fixture_setup(boot);
        fix.image[ram_part()] = 0xEA;
        expect_walk(APPVERIFY_ERR_STRUCTURE);
    }
}

static void walk_irom_length_out_of_rule_is_refused(void)
{
    static const uint32_t lengths[] = {1,          8,          15,         17,        0x80000000,
                                       0xFFFFFFF0, 0xFFFFFFFF, 0x7FFFFFF0, 0x10000010};
    for (uint32_t i = 0; i < CHECK_COUNT(lengths); i++) {
        check_note(lengths[i]);
        fixture_setup(BOOT_NEW);
        store_le32(fix.image + 12, lengths[i]);
        expect_walk(APPVERIFY_ERR_STRUCTURE);
    }
    for (uint32_t size = 0; size <= 64; size++) { /* what follows irom lies where it should */
        check_note(size);
        fixture_setup(BOOT_NEW);
        fix.body.irom_size = size;
        expect_body(size % 16 == 0 ? APPVERIFY_OK : APPVERIFY_ERR_STRUCTURE);
    }
}

static void walk_segment_counts(void)
{
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        for (uint32_t count = 0; count <= BUILD_SEGMENTS_MAX; count++) {
            check_note(count);
            fixture_setup(boot);
            fix.body.segment_count = count;
            for (uint32_t i = 0; i < count; i++) {
                fix.body.segments[i] = (struct build_segment){0x40100000 + 16 * i, 4 * i};
            }
            fix.body.entry = 0x40200010;
            expect_body(count >= 1 && count <= 16 ? APPVERIFY_OK : APPVERIFY_ERR_STRUCTURE);
        }
        fixture_setup(boot);
        fix.image[ram_part() + 1] = 255;
        expect_walk(APPVERIFY_ERR_STRUCTURE);
        fix.image[ram_part() + 1] = 1; /* one less than there are */
        expect_walk(APPVERIFY_ERR_STRUCTURE);
    }
}

static void walk_segment_outside_ram_is_refused(void)
{
    static const struct build_segment outside[] = {
        {0x400FFFFC, 8},
        {0x400FFFFF, 1},
        {0x40107FFC, 5},
        {0x40108000, 0},
        {0x40108000, 4},
        {0x3FFE7FFC, 8},
        {0x3FFFBFFC, 8},
        {0x3FFFC000, 4},
        {0x40100000, 0x8001},
        {0x3FFE8000, 0x14001},
        {0, 4},
        {0xFFFFFFFC, 4},
        {0x40100000, 0xFFFFFFFF},
        {0x40100000, 0x80000000},
        {0x3FFE8000, 0xC0018004},
        {0x40200000, 4},
        {0x40100008, 0xFFFFFFF8},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(outside); i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        store_le32(fix.image + ram_part() + 8, outside[i].load);
        store_le32(fix.image + ram_part() + 12, outside[i].size);
        expect_walk(APPVERIFY_ERR_STRUCTURE);
    }
}

/* The segment is there, as long as its header says. */
static void walk_whole_segment_outside_ram_is_refused(void)
{
    static const struct build_segment outside[] = {
        {0x400FFFFC, 8}, {0x40107FFC, 8}, {0x3FFE7FFC, 8},      {0x3FFFBFFC, 8},
        {0x40108000, 0}, {0x3FFFC000, 0}, {0x40100000, 0x8004}, {0x40200000, 4},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(outside); i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.body.segments[1] = outside[i];
        expect_body(APPVERIFY_ERR_STRUCTURE);
    }
}

static void walk_segment_length_must_be_a_multiple_of_4(void)
{
    for (uint32_t size = 0; size < 24; size++) {
        check_note(size);
        fixture_setup(BOOT_NEW);
        fix.body.segments[1].size = size;
        expect_body(size % 4 == 0 ? APPVERIFY_OK : APPVERIFY_ERR_STRUCTURE);
    }
}

static void walk_segment_at_the_edges_of_ram_is_ok(void)
{
    static const struct build_segment inside[] = {
        {0x40100000, 0x8000}, {0x40107FFC, 4}, {0x3FFFBFFC, 4},
        {0x3FFE8000, 0x4000}, {0x40107FFC, 0},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(inside); i++) {
        check_note(i);
        fixture_setup(BOOT_NEW);
        fix.body.segments[1] = inside[i];
        expect_body(APPVERIFY_OK);
    }
}

static void walk_entry(void)
{
    static const struct {
        uint32_t entry;
        enum appverify_result expected;
    } entries[] = {
        {0x40100000, APPVERIFY_OK},
        {0x4010000F, APPVERIFY_OK},
        {0x40100010, APPVERIFY_ERR_STRUCTURE},
        {0x400FFFFF, APPVERIFY_ERR_STRUCTURE},
        {0x3FFE8000, APPVERIFY_OK},
        {0x3FFE8007, APPVERIFY_OK},
        {0x3FFE8008, APPVERIFY_ERR_STRUCTURE},
        {0x40200000, APPVERIFY_OK},
        {0x402FFFFF, APPVERIFY_OK},
        {0x40300000, APPVERIFY_ERR_STRUCTURE},
        {0x401FFFFF, APPVERIFY_ERR_STRUCTURE},
        {0, APPVERIFY_ERR_STRUCTURE},
        {0xFFFFFFFF, APPVERIFY_ERR_STRUCTURE},
    };
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        for (uint32_t i = 0; i < CHECK_COUNT(entries); i++) {
            check_note(i);
            fixture_setup(boot);
            fix.body.entry = entries[i].entry;
            expect_body(entries[i].expected);
        }
    }
}

/* Every bit of a segment and of the XOR byte, and no other, belongs to the checksum. */
static void walk_checksum(void)
{
    for (uint32_t boot = BOOT_OLD; boot <= BOOT_NEW; boot++) {
        fixture_setup(boot);
        uint32_t first = ram_part() + 16;
        uint32_t xor_at = ram_part() + 63;
        for (uint32_t bit = 0; bit < 8; bit++) {
            check_note(bit);
            for (uint32_t at = first; at < first + 16; at++) {
                fix.image[at] ^= (uint8_t)(1u << bit);
                CHECK_EQUAL(walk_pieces(boot, fix.body_size, 33, 0), APPVERIFY_ERR_STRUCTURE);
                fix.image[at] ^= (uint8_t)(1u << bit);
            }
            fix.image[xor_at] ^= (uint8_t)(1u << bit);
            CHECK_EQUAL(walk_pieces(boot, fix.body_size, 33, 0), APPVERIFY_ERR_STRUCTURE);
            fix.image[xor_at] ^= (uint8_t)(1u << bit);
            fix.image[xor_at - 1] ^= (uint8_t)(1u << bit); /* a pad byte */
            CHECK_EQUAL(walk_pieces(boot, fix.body_size, 33, 0), APPVERIFY_OK);
            fix.image[xor_at - 1] ^= (uint8_t)(1u << bit);
        }
    }
}

/* The RAM part of boot old may fill the space before irom, and not a byte more. */
static void walk_ram_part_of_boot_old_up_to_irom(void)
{
    fixture_setup(BOOT_OLD);
    fix.body.segments[0].size = 0x7FF0;
    fix.body.segments[1].size = 0x7FE8; /* the XOR byte is the last before irom */
    fix.body_size = build_body(fix.image, &fix.body);
    expect_walk_by(BOOT_OLD, fix.body_size, APPVERIFY_OK);
    expect_walk_by(BOOT_OLD, 0x10000, APPVERIFY_ERR_STRUCTURE);
    /* Sixteen bytes more, and the right XOR byte lies in irom. */
    store_le32(fix.image + 0x8004, 0x7FF8);
    uint8_t checksum = 0xEF;
    for (uint32_t i = 16; i < 0x10000; i++) {
        checksum ^= i < 0x8000 || i >= 0x8008 ? fix.image[i] : 0;
    }
    fix.image[0x1000F] = checksum;
    expect_walk_by(BOOT_OLD, 0x10010, APPVERIFY_ERR_STRUCTURE);
}

static const struct check_case cases[] = {
    CHECK_CASE(walk_good_body_in_pieces_of_every_size),
    CHECK_CASE(walk_every_truncation_is_refused),
    CHECK_CASE(walk_bytes_behind_boot_new_are_refused),
    CHECK_CASE(walk_other_boot_mode_is_refused),
    CHECK_CASE(walk_damaged_headers_are_refused),
    CHECK_CASE(walk_irom_length_out_of_rule_is_refused),
    CHECK_CASE(walk_segment_counts),
    CHECK_CASE(walk_segment_outside_ram_is_refused),
    CHECK_CASE(walk_whole_segment_outside_ram_is_refused),
    CHECK_CASE(walk_segment_length_must_be_a_multiple_of_4),
    CHECK_CASE(walk_segment_at_the_edges_of_ram_is_ok),
    CHECK_CASE(walk_entry),
    CHECK_CASE(walk_checksum),
    CHECK_CASE(walk_ram_part_of_boot_old_up_to_irom),
};
CHECK_TABLE(image_walk);

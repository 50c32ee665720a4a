/* SPDX-License-Identifier: MIT */
#include "appbin/crc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "test_support.h"

/* Distances at which no bit of a byte reaches the top bit of the CRC, found with zlib. */
#define DEAD_DISTANCES                                                                             \
    {                                                                                              \
        239, 823, 857, 984, 1032, 1053                                                             \
    }

static const char *vectors_path;

static void test_crc32_check_string_matches_standard(void **state)
{
    (void)state;
    /* The check value of CRC-32 in every catalogue. */
    assert_int_equal(appbin_crc32(0, (const uint8_t *)"123456789", 9), 0xCBF43926u);
}

static void test_crc32_consecutive_pieces_equals_one_call(void **state)
{
    (void)state;
    const uint8_t *text = (const uint8_t *)"123456789";
    for (size_t cut = 0; cut <= 9; cut++) {
        uint32_t crc = appbin_crc32(appbin_crc32(0, text, cut), text + cut, 9 - cut);
        assert_int_equal(crc, 0xCBF43926u);
    }
}

static void test_crc32_no_bytes_unchanged(void **state)
{
    (void)state;
    const uint8_t byte = 0;
    assert_int_equal(appbin_crc32(0, &byte, 0), 0);
    assert_int_equal(appbin_crc32(0x12345678, &byte, 0), 0x12345678);
}

struct word_case {
    uint32_t crc;
    uint32_t inverted;
    uint32_t sdk;
    uint32_t python3;
};

static const struct word_case word_cases[] = {
    {0x00000000, 0xFFFFFFFF, 0x00000001, 0x00000001},
    {0x00000001, 0xFFFFFFFE, 0x00000002, 0x00000002},
    {0x7FFFFFFE, 0x80000001, 0x7FFFFFFF, 0x7FFFFFFF},
    {0x7FFFFFFF, 0x80000000, 0x80000000, 0x80000000},
    {0x80000000, 0x7FFFFFFF, 0x7FFFFFFF, 0x80000001},
    {0x80000001, 0x7FFFFFFE, 0x7FFFFFFE, 0x80000002},
    {0xFFFFFFFE, 0x00000001, 0x00000001, 0xFFFFFFFF},
    {0xFFFFFFFF, 0x00000000, 0x00000000, 0x00000000},
};

static void test_crc_word_edge_values_follow_the_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof word_cases / sizeof word_cases[0]; i++) {
        const struct word_case *c = &word_cases[i];
        assert_int_equal(appbin_crc_word(APPBIN_CRC_PORTABLE, c->crc), c->inverted);
        assert_int_equal(appbin_crc_word(APPBIN_CRC_INVERTED, c->crc), c->inverted);
        assert_int_equal(appbin_crc_word(APPBIN_CRC_SDK, c->crc), c->sdk);
        assert_int_equal(appbin_crc_word(APPBIN_CRC_PYTHON3, c->crc), c->python3);
        assert_int_equal(appbin_crc_word(APPBIN_CRC_NONE, c->crc), 0);
        assert_int_equal(device_word(c->crc), c->sdk);
    }
}

static void test_crc_identify_edge_values_named_in_documented_order(void **state)
{
    (void)state;
    static const struct {
        uint32_t crc;
        uint32_t stored;
        enum appbin_crc_rule rule;
    } cases[] = {
        {0x00000000, 0xFFFFFFFF, APPBIN_CRC_INVERTED},
        {0x00000000, 0x00000001, APPBIN_CRC_SDK},
        {0x00000000, 0x00000000, APPBIN_CRC_NONE},
        {0x7FFFFFFF, 0x80000000, APPBIN_CRC_INVERTED}, /* sdk and python3 agree */
        {0x7FFFFFFF, 0x7FFFFFFF, APPBIN_CRC_NONE},
        {0x80000000, 0x7FFFFFFF, APPBIN_CRC_PORTABLE},
        {0x80000000, 0x80000001, APPBIN_CRC_PYTHON3},
        {0x80000000, 0x80000000, APPBIN_CRC_NONE},
        {0xFFFFFFFF, 0x00000000, APPBIN_CRC_PORTABLE},
        {0xFFFFFFFF, 0x00000001, APPBIN_CRC_NONE},
        {0xFFFFFFFF, 0xFFFFFFFF, APPBIN_CRC_NONE},
        {0xCBF43926, 0x340BC6D9, APPBIN_CRC_PORTABLE},
        {0xCBF43926, 0xCBF43927, APPBIN_CRC_PYTHON3},
        {0x340BC6D9, 0xCBF43926, APPBIN_CRC_INVERTED},
        {0x340BC6D9, 0x340BC6DA, APPBIN_CRC_SDK},
        {0x340BC6D9, 0x340BC6D9, APPBIN_CRC_NONE}, /* the CRC itself, as careless tools store */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(appbin_crc_identify(cases[i].crc, cases[i].stored), cases[i].rule);
    }
}

static void test_crc_device_accepts_edge_values_abs_word_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof word_cases / sizeof word_cases[0]; i++) {
        const struct word_case *c = &word_cases[i];
        assert_true(appbin_crc_device_accepts(c->crc, c->sdk));
        assert_false(appbin_crc_device_accepts(c->crc, c->sdk + 1));
        assert_false(appbin_crc_device_accepts(c->crc, c->sdk - 1));
        assert_int_equal(appbin_crc_device_accepts(c->crc, c->inverted), c->inverted == c->sdk);
        assert_int_equal(appbin_crc_device_accepts(c->crc, c->python3), c->python3 == c->sdk);
    }
}

static void check_vendor_row(uint32_t crc, uint32_t stored, unsigned counts[2])
{
    assert_int_equal(appbin_crc_word(APPBIN_CRC_SDK, crc), stored);
    assert_true(appbin_crc_device_accepts(crc, stored));
    enum appbin_crc_rule expected = stored == ~crc ? APPBIN_CRC_PORTABLE : APPBIN_CRC_SDK;
    assert_int_equal(appbin_crc_identify(crc, stored), expected);
    assert_int_equal(appbin_crc_word(APPBIN_CRC_INVERTED, crc) == stored, stored == ~crc);
    counts[stored == ~crc ? 0 : 1]++;
}

/* 56 of the 96 hold ~c, 40 only c + 1. */
static void test_crc_word_vendor_images_all_sdk_rule(void **state)
{
    (void)state;
    unsigned counts[2] = {0, 0};
    char line[512];
    FILE *file = fopen(vectors_path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *column = line;
        for (unsigned tabs = 0; tabs < 3 && column != NULL; tabs++) {
            column = strchr(column + 1, '\t');
        }
        if (line[0] != '#' && column != NULL) {
            char *end;
            uint32_t crc = (uint32_t)strtoul(column + 1, &end, 16);
            uint32_t stored = (uint32_t)strtoul(end + 1, NULL, 16);
            check_vendor_row(crc, stored, counts);
        }
    }
    (void)fclose(file);
    assert_int_equal(counts[0], 56);
    assert_int_equal(counts[1], 40);
}

/* Random-looking bytes whose CRC is below 0x80000000, so that something must change. */
static uint8_t *awkward_bytes(size_t size, uint8_t seed)
{
    uint8_t *bytes = new_bytes(size);
    const struct sample sample = {.size = (uint32_t)size, .seed = seed};
    sample_write(bytes, &sample);
    while (plain_crc(bytes, size) >= 0x80000000u) {
        bytes[0]++;
    }
    return bytes;
}

static void test_crc_make_portable_top_bit_set_unchanged(void **state)
{
    (void)state;
    static const uint32_t crcs[] = {0x80000000, 0x80000001, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof crcs / sizeof crcs[0]; i++) {
        uint8_t bytes[64] = {0};
        uint8_t before[64];
        forge_crc(bytes, sizeof bytes, 20, crcs[i]);
        memcpy(before, bytes, sizeof bytes);
        uint32_t crc = crcs[i];
        assert_true(appbin_crc_make_portable(bytes, sizeof bytes, 40, 15, &crc));
        assert_memory_equal(bytes, before, sizeof bytes);
        assert_int_equal(crc, crcs[i]);
    }
}

static void test_crc_make_portable_top_bit_clear_first_change_kept(void **state)
{
    (void)state;
    static const uint32_t crcs[] = {0, 1, 0x7FFFFFFE, 0x7FFFFFFF};
    for (size_t i = 0; i < sizeof crcs / sizeof crcs[0]; i++) {
        uint8_t bytes[64] = {0};
        uint8_t expected[64];
        forge_crc(bytes, sizeof bytes, 20, crcs[i]);
        memcpy(expected, bytes, sizeof bytes);
        assert_true(search_portable(expected, sizeof bytes, 40, 15));
        uint32_t crc = crcs[i];
        assert_true(appbin_crc_make_portable(bytes, sizeof bytes, 40, 15, &crc));
        assert_memory_equal(bytes, expected, sizeof bytes);
        assert_int_equal(crc, plain_crc(bytes, sizeof bytes));
    }
}

/* The smallest CRC with the top bit set is good enough. */
static void test_crc_make_portable_change_to_80000000_accepted(void **state)
{
    (void)state;
    uint8_t bytes[64] = {0};
    unsigned value = 0; /* the first that flips the top bit, whatever the other bytes are */
    uint32_t zero = plain_crc(bytes, sizeof bytes);
    do {
        bytes[54] = (uint8_t)++value;
    } while (((plain_crc(bytes, sizeof bytes) ^ zero) & 0x80000000u) == 0);
    forge_crc(bytes, sizeof bytes, 20, 0x80000000);
    bytes[54] = 0;
    uint32_t crc = plain_crc(bytes, sizeof bytes);
    assert_true(appbin_crc_make_portable(bytes, sizeof bytes, 40, 15, &crc));
    assert_int_equal(bytes[54], value);
    assert_int_equal(crc, 0x80000000);
}

static void test_crc_make_portable_any_range_equals_exhaustive_search(void **state)
{
    (void)state;
    static const size_t behind[] = {0, 1, 2, 15, 238, 240, 822};
    for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++) {
        for (size_t pad = 1; pad <= 4; pad++) {
            size_t size = 24 + pad + behind[i];
            uint8_t *bytes = awkward_bytes(size, (uint8_t)(i + pad));
            uint8_t *expected = copy_bytes(bytes, size);
            uint32_t crc = plain_crc(bytes, size);
            assert_true(search_portable(expected, size, 24, pad));
            assert_true(appbin_crc_make_portable(bytes, size, 24, pad, &crc));
            assert_memory_equal(bytes, expected, size);
            assert_int_equal(crc, plain_crc(expected, size));
            free(expected);
            free(bytes);
        }
    }
}

static void test_crc_make_portable_dead_distance_fails_unchanged(void **state)
{
    (void)state;
    static const size_t dead[] = DEAD_DISTANCES;
    for (size_t i = 0; i < sizeof dead / sizeof dead[0]; i++) {
        size_t size = 8 + 1 + dead[i];
        uint8_t *bytes = awkward_bytes(size, (uint8_t)i);
        uint8_t *before = copy_bytes(bytes, size);
        uint32_t crc = plain_crc(bytes, size);
        uint32_t crc_before = crc;
        assert_false(appbin_crc_make_portable(bytes, size, 8, 1, &crc));
        assert_memory_equal(bytes, before, size);
        assert_int_equal(crc, crc_before);
        free(before);
        free(bytes);
    }
}

static void test_crc_make_portable_dead_last_byte_takes_the_one_before(void **state)
{
    (void)state;
    size_t size = 8 + 2 + 239;
    uint8_t *bytes = awkward_bytes(size, 3);
    uint8_t *before = copy_bytes(bytes, size);
    uint32_t crc = plain_crc(bytes, size);
    assert_true(appbin_crc_make_portable(bytes, size, 8, 2, &crc));
    assert_int_not_equal(bytes[8], before[8]);
    before[8] = bytes[8];
    assert_memory_equal(bytes, before, size);
    assert_true(plain_crc(bytes, size) >= 0x80000000u);
    free(before);
    free(bytes);
}

static void test_crc_make_portable_empty_range_fails_unchanged(void **state)
{
    (void)state;
    uint8_t *bytes = awkward_bytes(32, 1);
    uint8_t *before = copy_bytes(bytes, 32);
    uint32_t crc = plain_crc(bytes, 32);
    assert_false(appbin_crc_make_portable(bytes, 32, 16, 0, &crc));
    assert_false(appbin_crc_make_portable(bytes, 32, 32, 0, &crc));
    assert_memory_equal(bytes, before, 32);
    assert_int_equal(crc, plain_crc(bytes, 32));
    free(before);
    free(bytes);
}

static void test_crc_rule_str_every_rule_documented_name(void **state)
{
    (void)state;
    assert_string_equal(appbin_crc_rule_str(APPBIN_CRC_PORTABLE), "portable");
    assert_string_equal(appbin_crc_rule_str(APPBIN_CRC_INVERTED), "inverted");
    assert_string_equal(appbin_crc_rule_str(APPBIN_CRC_SDK), "sdk");
    assert_string_equal(appbin_crc_rule_str(APPBIN_CRC_PYTHON3), "python3");
    assert_string_equal(appbin_crc_rule_str(APPBIN_CRC_NONE), "none");
    assert_non_null(appbin_crc_rule_str((enum appbin_crc_rule)5));
    assert_non_null(appbin_crc_rule_str((enum appbin_crc_rule) - 1));
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        (void)fprintf(stderr, "usage: test_crc VECTORS [TEST]\n");
        return 2;
    }
    vectors_path = argv[1];
    const struct CMUnitTest tests[] = {
        TEST(test_crc32_check_string_matches_standard),
        TEST(test_crc32_consecutive_pieces_equals_one_call),
        TEST(test_crc32_no_bytes_unchanged),
        TEST(test_crc_word_edge_values_follow_the_rules),
        TEST(test_crc_identify_edge_values_named_in_documented_order),
        TEST(test_crc_device_accepts_edge_values_abs_word_only),
        TEST(test_crc_word_vendor_images_all_sdk_rule),
        TEST(test_crc_make_portable_top_bit_set_unchanged),
        TEST(test_crc_make_portable_top_bit_clear_first_change_kept),
        TEST(test_crc_make_portable_change_to_80000000_accepted),
        TEST(test_crc_make_portable_any_range_equals_exhaustive_search),
        TEST(test_crc_make_portable_dead_distance_fails_unchanged),
        TEST(test_crc_make_portable_dead_last_byte_takes_the_one_before),
        TEST(test_crc_make_portable_empty_range_fails_unchanged),
        TEST(test_crc_rule_str_every_rule_documented_name),
    };
    return RUN_TESTS(tests, argc > 2 ? argv[2] : NULL);
}

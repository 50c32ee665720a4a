/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/image.h"
#include "appbin/image_fix.h"
#include "image_maker.h"
#include "test_support.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const enum appbin_crc_rule rules[] = {APPBIN_CRC_PORTABLE, APPBIN_CRC_INVERTED,
                                             APPBIN_CRC_SDK};
static const enum appbin_boot boots[] = {APPBIN_BOOT_NEW, APPBIN_BOOT_OLD};

/* Values of the CRC on both sides of the line where the rules part. */
static const uint32_t crcs[] = {0x00000000, 0x0CE39245, 0x7FFFFFFF,
                                0x80000000, 0x8ABC9D39, 0xFFFFFFFF};

/* A small image without CRC word, forged to a CRC. */
static struct made_image body_with_crc(enum appbin_boot boot, uint32_t crc)
{
    struct firmware firmware = small_firmware();
    struct image_spec spec = firmware_spec(&firmware, boot, 2, 1);
    struct made_image made = make_image(&spec);
    forge_crc(made.bytes, made.size, made.irom_offset + 0x100, crc);
    return made;
}

static struct made_image copy_image(const struct made_image *made)
{
    struct made_image copy = *made;
    copy.bytes = copy_bytes(made->bytes, made->size);
    return copy;
}

/* What fixing must give: the body, and the word of the rule. */
static struct made_image expected_fix(const struct made_image *body, enum appbin_crc_rule rule)
{
    struct made_image expected = copy_image(body);
    if (rule == APPBIN_CRC_PORTABLE) {
        assert_true(search_portable(expected.bytes, expected.size, expected.pad_offset,
                                    expected.xor_offset - expected.pad_offset));
    }
    uint32_t crc = plain_crc(expected.bytes, expected.size);
    append_word(&expected, rule == APPBIN_CRC_SDK ? device_word(crc) : ~crc);
    return expected;
}

static void assert_fixes(const struct made_image *made, enum appbin_crc_rule rule,
                         enum appbin_trailer trailer, const struct made_image *expected)
{
    uint8_t *fixed = NULL;
    size_t size = 0;
    struct appbin_diagnostic diagnostic = {""};
    uint8_t *before = copy_bytes(made->bytes, made->size);
    enum appbin_error error =
        appbin_image_fix_crc(&fixed, &size, made->bytes, made->size, rule, trailer, &diagnostic);
    if (error != APPBIN_OK) {
        print_error("%s\n", diagnostic.message);
    }
    assert_int_equal(error, APPBIN_OK);
    assert_int_equal(size, expected->size);
    assert_memory_equal(fixed, expected->bytes, size);
    assert_memory_equal(made->bytes, before, made->size);

    uint8_t *again = NULL;
    size_t again_size = 0;
    assert_int_equal(
        appbin_image_fix_crc(&again, &again_size, fixed, size, rule, trailer, &diagnostic),
        APPBIN_OK);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, fixed, size);
    free(again);
    free(fixed);
    free(before);
}

static void assert_refused(const struct made_image *made, enum appbin_crc_rule rule,
                           enum appbin_trailer trailer, enum appbin_error expected)
{
    uint8_t sentinel = 0;
    uint8_t *fixed = &sentinel;
    size_t size = 42;
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(
        appbin_image_fix_crc(&fixed, &size, made->bytes, made->size, rule, trailer, &diagnostic),
        expected);
    assert_explained(&diagnostic);
    assert_ptr_equal(fixed, &sentinel);
    assert_int_equal(size, 42);
    assert_int_equal(
        appbin_image_fix_crc(&fixed, &size, made->bytes, made->size, rule, trailer, NULL),
        expected);
}

static void test_image_fix_crc_word_of_any_rule_replaced(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(boots) * COUNT(crcs) * COUNT(rules); i++) {
        struct made_image body = body_with_crc(boots[i % 2], crcs[i / 2 % COUNT(crcs)]);
        enum appbin_crc_rule rule = rules[i / 2 / COUNT(crcs)];
        uint32_t crc = crcs[i / 2 % COUNT(crcs)];
        const uint32_t words[] = {~crc, device_word(crc), crc + 1};
        struct made_image expected = expected_fix(&body, rule);
        for (size_t k = 0; k < COUNT(words); k++) {
            struct made_image made = copy_image(&body);
            append_word(&made, words[k]);
            assert_fixes(&made, rule, APPBIN_TRAILER_DETECT, &expected);
            /* told about the trailer, but the word speaks for itself */
            assert_fixes(&made, rule, APPBIN_TRAILER_ABSENT, &expected);
            assert_fixes(&made, rule, APPBIN_TRAILER_PRESENT, &expected);
            append_bytes(&made, 0xFF, 50 + k);
            assert_fixes(&made, rule, APPBIN_TRAILER_DETECT, &expected);
            free(made.bytes);
        }
        free(expected.bytes);
        free(body.bytes);
    }
}

static void test_image_fix_crc_boot_new_wrong_or_missing_word_made(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(crcs) * COUNT(rules); i++) {
        struct made_image body = body_with_crc(APPBIN_BOOT_NEW, crcs[i % COUNT(crcs)]);
        enum appbin_crc_rule rule = rules[i / COUNT(crcs)];
        struct made_image expected = expected_fix(&body, rule);
        struct made_image made = copy_image(&body);
        assert_fixes(&made, rule, APPBIN_TRAILER_DETECT, &expected);
        append_word(&made, 0x12345678);
        assert_fixes(&made, rule, APPBIN_TRAILER_DETECT, &expected);
        append_bytes(&made, 0xFF, 7);
        assert_fixes(&made, rule, APPBIN_TRAILER_DETECT, &expected);
        free(made.bytes);
        free(expected.bytes);
        free(body.bytes);
    }
}

static void test_image_fix_crc_boot_new_erased_tail_without_word_dropped(void **state)
{
    (void)state;
    struct made_image body = body_with_crc(APPBIN_BOOT_NEW, 0x0CE39245);
    struct made_image expected = expected_fix(&body, APPBIN_CRC_PORTABLE);
    for (size_t tail = 1; tail < 20; tail++) {
        struct made_image made = copy_image(&body);
        append_bytes(&made, 0xFF, tail);
        assert_fixes(&made, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_DETECT, &expected);
        free(made.bytes);
    }
    free(expected.bytes);
    free(body.bytes);
}

static void test_image_fix_crc_boot_old_unknown_word_needs_to_be_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rules); i++) {
        struct made_image body = body_with_crc(APPBIN_BOOT_OLD, 0x0CE39245);
        struct made_image made = copy_image(&body);
        append_word(&made, 0x12345678);
        assert_refused(&made, rules[i], APPBIN_TRAILER_DETECT, APPBIN_ERR_TRAILER_UNKNOWN);
        struct made_image expected = expected_fix(&body, rules[i]);
        assert_fixes(&made, rules[i], APPBIN_TRAILER_PRESENT, &expected);
        free(expected.bytes);
        expected = expected_fix(&made, rules[i]);
        assert_fixes(&made, rules[i], APPBIN_TRAILER_ABSENT, &expected);
        free(expected.bytes);
        free(made.bytes);
        free(body.bytes);
    }
}

static void test_image_fix_crc_boot_old_nothing_but_word_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.irom.size = 4;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_OLD, 2, 1);
    struct made_image made = make_image(&spec);
    assert_refused(&made, APPBIN_CRC_SDK, APPBIN_TRAILER_PRESENT, APPBIN_ERR_TRAILER_UNKNOWN);
    free(made.bytes);
}

static void test_image_fix_crc_bytes_between_body_and_word_kept(void **state)
{
    (void)state;
    struct made_image body = body_with_crc(APPBIN_BOOT_NEW, 0x0CE39245);
    append_bytes(&body, 0x5A, 21);
    struct made_image made = copy_image(&body);
    append_word(&made, device_word(plain_crc(made.bytes, made.size)));
    for (size_t i = 0; i < COUNT(rules); i++) {
        struct made_image expected = expected_fix(&body, rules[i]);
        assert_fixes(&made, rules[i], APPBIN_TRAILER_DETECT, &expected);
        free(expected.bytes);
    }
    free(made.bytes);
    free(body.bytes);
}

static void test_image_fix_crc_portable_then_inverted_unchanged(void **state)
{
    (void)state;
    struct made_image body = body_with_crc(APPBIN_BOOT_NEW, 0x0CE39245);
    struct made_image portable = expected_fix(&body, APPBIN_CRC_PORTABLE);
    for (size_t i = 0; i < COUNT(rules); i++) { /* its word follows all three rules */
        assert_fixes(&portable, rules[i], APPBIN_TRAILER_DETECT, &portable);
    }
    free(portable.bytes);
    free(body.bytes);
}

static void test_image_fix_crc_unknown_bytes_behind_refused(void **state)
{
    (void)state;
    for (size_t count = 1; count < 30; count++) {
        struct made_image made = body_with_crc(APPBIN_BOOT_NEW, 0x8ABC9D39);
        append_word(&made, 0x754362C6);
        append_bytes(&made, 0x5A, count);
        assert_refused(&made, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_DETECT, APPBIN_ERR_UNSOUND);
        free(made.bytes);
    }
    struct made_image made = body_with_crc(APPBIN_BOOT_NEW, 0x8ABC9D39);
    append_bytes(&made, 0x5A, 3);
    assert_refused(&made, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_DETECT, APPBIN_ERR_UNSOUND);
    free(made.bytes);
}

static void test_image_fix_crc_boot_none_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NONE, 2, 0);
    struct made_image made = make_image(&spec);
    assert_refused(&made, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_DETECT, APPBIN_ERR_UNSOUND);
    assert_refused(&made, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_ABSENT, APPBIN_ERR_UNSOUND);
    append_word(&made, ~plain_crc(made.bytes, made.size));
    assert_refused(&made, APPBIN_CRC_SDK, APPBIN_TRAILER_PRESENT, APPBIN_ERR_UNSOUND);
    free(made.bytes);
}

static void test_image_fix_crc_unreadable_image_refused(void **state)
{
    (void)state;
    struct made_image made = body_with_crc(APPBIN_BOOT_NEW, 0x8ABC9D39);
    made.size = 0x300;
    assert_refused(&made, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_DETECT, APPBIN_ERR_IMAGE_MALFORMED);
    made.bytes[0] = 0x7F;
    assert_refused(&made, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_DETECT, APPBIN_ERR_NOT_IMAGE);
    free(made.bytes);
}

/* One pad byte, and 239 bytes from it to the word: no value reaches the top bit. */
static void test_image_fix_crc_single_pad_byte_at_dead_distance_refused_for_portable(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 1);
    spec.odd_lengths = true;
    spec.segments[2].contents.size = 0x48 + 14;
    struct made_image body = make_image(&spec);
    assert_int_equal(body.xor_offset - body.pad_offset, 1);
    append_bytes(&body, 0x5A, 238);
    forge_crc(body.bytes, body.size, body.irom_offset + 0x100, 0x0CE39245);
    struct made_image made = copy_image(&body);
    append_word(&made, 0xF31C6DBA);
    assert_refused(&made, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_DETECT, APPBIN_ERR_NO_PORTABLE_CRC);
    struct made_image expected = expected_fix(&body, APPBIN_CRC_SDK);
    assert_fixes(&made, APPBIN_CRC_SDK, APPBIN_TRAILER_DETECT, &expected);
    free(expected.bytes);
    free(made.bytes);
    free(body.bytes);
}

/*
 * Boot old without a free byte before the XOR byte (an odd segment length, by a foreign tool):
 * whatever is done, the result must still be an image of boot old with a portable word.
 */
static void test_image_fix_crc_boot_old_without_pad_reads_back_or_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t length;
        uint32_t irom_size;
    } cases[] = {{15, 0x200}, {14, 342}}; /* no pad byte; one, at the dead distance 65415 */
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct firmware firmware = small_firmware();
        struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_OLD, 2, 1);
        spec.odd_lengths = true;
        spec.segments[2].contents.size = 0x48 + cases[i].length;
        spec.irom.size = cases[i].irom_size;
        struct made_image body = make_image(&spec);
        assert_int_equal(body.xor_offset - body.pad_offset, 15 - cases[i].length);
        forge_crc(body.bytes, body.size, body.irom_offset + 0x100, 0x0CE39245);
        append_word(&body, 0x0CE39246);
        uint8_t *fixed = NULL;
        size_t size = 0;
        enum appbin_error error = appbin_image_fix_crc(
            &fixed, &size, body.bytes, body.size, APPBIN_CRC_PORTABLE, APPBIN_TRAILER_DETECT, NULL);
        if (error == APPBIN_OK) {
            struct appbin_image image;
            assert_int_equal(appbin_image_read(&image, fixed, size, NULL), APPBIN_OK);
            assert_int_equal(image.boot, APPBIN_BOOT_OLD);
            assert_int_equal(image.crc_rule, APPBIN_CRC_PORTABLE);
            free(fixed);
        } else {
            assert_int_equal(error, APPBIN_ERR_NO_PORTABLE_CRC);
        }
        free(body.bytes);
    }
}

static const struct CMUnitTest tests[] = {
    TEST(test_image_fix_crc_word_of_any_rule_replaced),
    TEST(test_image_fix_crc_boot_new_wrong_or_missing_word_made),
    TEST(test_image_fix_crc_boot_new_erased_tail_without_word_dropped),
    TEST(test_image_fix_crc_boot_old_unknown_word_needs_to_be_told),
    TEST(test_image_fix_crc_boot_old_nothing_but_word_refused),
    TEST(test_image_fix_crc_bytes_between_body_and_word_kept),
    TEST(test_image_fix_crc_portable_then_inverted_unchanged),
    TEST(test_image_fix_crc_unknown_bytes_behind_refused),
    TEST(test_image_fix_crc_boot_none_refused),
    TEST(test_image_fix_crc_unreadable_image_refused),
    TEST(test_image_fix_crc_single_pad_byte_at_dead_distance_refused_for_portable),
    TEST(test_image_fix_crc_boot_old_without_pad_reads_back_or_refused),
};

TEST_MAIN(tests)

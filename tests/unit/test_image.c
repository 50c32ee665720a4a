/* SPDX-License-Identifier: MIT */
#include "appbin/image.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "image_maker.h"
#include "test_support.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct image_spec small_spec(enum appbin_boot boot)
{
    struct firmware firmware = small_firmware();
    return firmware_spec(&firmware, boot, 2, 1);
}

static struct made_image small_image(enum appbin_boot boot)
{
    struct image_spec spec = small_spec(boot);
    return make_image(&spec);
}

/* Every range that a reader may follow lies inside the file, and the sums are right. */
static void assert_sane(const struct appbin_image *image, const uint8_t *bytes, size_t size)
{
    assert_int_equal(image->file_size, size);
    assert_true(image->segment_count <= COUNT(image->segments));
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct appbin_image_segment *segment = &image->segments[i];
        assert_true(segment->offset <= size && segment->size <= size - segment->offset);
    }
    assert_true(image->irom_offset <= size && image->irom_size <= size - image->irom_offset);
    assert_true(image->xor_offset < size);
    assert_int_equal(bytes[image->xor_offset], image->xor_stored);
    assert_true(image->body_size <= size && image->crc_offset <= size);
    size_t end = image->crc_offset + (image->has_crc ? 4u : 0u);
    assert_true(end <= size);
    assert_int_equal(image->extra_size, image->crc_offset - image->body_size);
    assert_int_equal(image->trailing_size, size - end);
    assert_int_equal(image->crc_computed, plain_crc(bytes, image->crc_offset));
    if (image->has_crc) {
        assert_int_equal(image->crc_stored, get_le32(bytes + image->crc_offset));
    } else {
        assert_int_equal(image->crc_rule, APPBIN_CRC_NONE);
    }
}

/* Reads a sound image. */
static struct appbin_image read_image(const struct made_image *made)
{
    struct appbin_image image;
    struct appbin_diagnostic diagnostic = {""};
    enum appbin_error error = appbin_image_read(&image, made->bytes, made->size, &diagnostic);
    if (error != APPBIN_OK) {
        print_error("%s\n", diagnostic.message);
    }
    assert_int_equal(error, APPBIN_OK);
    assert_sane(&image, made->bytes, made->size);
    return image;
}

/* Expects a refusal that explains itself and leaves the result alone; frees the image. */
static void assert_refused(struct made_image made, enum appbin_error expected)
{
    struct appbin_image image = {.file_size = 4242};
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_image_read(&image, made.bytes, made.size, &diagnostic), expected);
    assert_explained(&diagnostic);
    assert_int_equal(image.file_size, 4242);
    assert_int_equal(appbin_image_read(&image, made.bytes, made.size, NULL), expected);
    free(made.bytes);
}

static void assert_header(const struct appbin_image_header *header, uint32_t offset, uint8_t magic,
                          uint8_t count, const uint8_t bytes[2])
{
    assert_int_equal(header->offset, offset);
    assert_int_equal(header->magic, magic);
    assert_int_equal(header->count, count);
    assert_int_equal(header->byte2, bytes[0]);
    assert_int_equal(header->byte3, bytes[1]);
    assert_int_equal(header->entry, FIRMWARE_ENTRY);
}

static void assert_segments(const struct appbin_image *image, uint32_t start)
{
    static const struct appbin_image_segment expected[] = {
        {16, TEXT_ADDRESS, 0x124},
        {16 + 0x124 + 8, DATA_ADDRESS, 0x34},
        {16 + 0x124 + 8 + 0x34 + 8, DATA_ADDRESS + 0x40, 0x48},
    };
    assert_int_equal(image->segment_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(image->segments[i].offset, start + expected[i].offset);
        assert_int_equal(image->segments[i].address, expected[i].address);
        assert_int_equal(image->segments[i].size, expected[i].size);
    }
}

static void test_image_read_boot_new_every_field(void **state)
{
    (void)state;
    struct made_image made = small_image(APPBIN_BOOT_NEW);
    uint32_t crc = plain_crc(made.bytes, made.size);
    append_word(&made, ~crc);
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.boot, APPBIN_BOOT_NEW);
    assert_header(&image.leading, 0, 0xEA, 4, (const uint8_t[]){0, 1});
    assert_header(&image.ram, 0x210, 0xE9, 3, (const uint8_t[]){0, 0x20});
    assert_segments(&image, 0x210);
    assert_int_equal(image.irom_offset, 16);
    assert_int_equal(image.irom_size, 0x200);
    assert_int_equal(image.xor_offset, 0x210 + 0x1CF);
    assert_int_equal(image.xor_computed, made.bytes[made.xor_offset]);
    assert_false(image.xor_covers_irom);
    assert_int_equal(image.body_size, 0x210 + 0x1D0);
    assert_int_equal(image.extra_size, 0);
    assert_true(image.has_crc);
    assert_int_equal(image.crc_offset, 0x210 + 0x1D0);
    assert_int_equal(image.crc_stored, ~crc);
    assert_int_equal(image.trailing_size, 0);
    assert_false(image.trailing_erased);
    assert_int_equal(image.slot, 1);
    assert_int_equal(image.irom_origin, IROM_SLOT1_NEW);
    assert_int_equal(image.origin_votes, 8); /* 4 literals in .text, 4 in irom */
    assert_int_equal(image.origin_total, 8);
    free(made.bytes);
}

static void test_image_read_boot_old_every_field(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.text.literal = 0x40291020;
    firmware.irom.literal = 0x40291040;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_OLD, 2, 2);
    struct made_image made = make_image(&spec);
    append_word(&made, device_word(plain_crc(made.bytes, made.size)));
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.boot, APPBIN_BOOT_OLD);
    assert_header(&image.leading, 0, 0xE9, 3, (const uint8_t[]){0, 2});
    assert_header(&image.ram, 0, 0xE9, 3, (const uint8_t[]){0, 2});
    assert_segments(&image, 0);
    assert_int_equal(image.irom_offset, 0x10000);
    assert_int_equal(image.irom_size, 0x200);
    assert_int_equal(image.xor_offset, 0x1CF);
    assert_int_equal(image.xor_computed, made.bytes[0x1CF]);
    assert_int_equal(image.body_size, 0x10200);
    assert_true(image.has_crc);
    assert_int_equal(image.crc_offset, 0x10200);
    assert_int_equal(image.trailing_size, 0);
    assert_int_equal(image.slot, 2);
    assert_int_equal(image.irom_origin, 0x40291000);
    free(made.bytes);
}

/* The RAM part ends where irom starts: there is no fill to tell boot old by. */
static void test_image_read_boot_old_without_fill_recognised(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.text.size = 0x8000;
    firmware.data.size = 0x7FE4;
    firmware.rodata.size = 0;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_OLD, 2, 1);
    struct made_image made = make_image(&spec);
    assert_int_equal(made.xor_offset, 0xFFFF);
    append_word(&made, ~plain_crc(made.bytes, made.size));
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.boot, APPBIN_BOOT_OLD);
    assert_int_equal(image.irom_size, 0x200);
    assert_true(image.has_crc);
    free(made.bytes);
}

static void test_image_read_boot_none_every_field(void **state)
{
    (void)state;
    struct made_image made = small_image(APPBIN_BOOT_NONE);
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.boot, APPBIN_BOOT_NONE);
    assert_header(&image.leading, 0, 0xE9, 3, (const uint8_t[]){0, 0x20});
    assert_segments(&image, 0);
    assert_int_equal(image.irom_size, 0);
    assert_int_equal(image.body_size, made.size);
    assert_false(image.has_crc);
    assert_int_equal(image.slot, 0);
    assert_int_equal(image.irom_origin, 0);
    free(made.bytes);
}

/* An image, the CRC of whose bytes has the given top bit, with one word after it. */
static struct made_image image_with_crc(enum appbin_boot boot, uint32_t crc, uint32_t word)
{
    struct made_image made = small_image(boot);
    forge_crc(made.bytes, made.size, made.irom_offset + 0x100, crc);
    append_word(&made, word);
    return made;
}

static void test_image_read_word_of_every_rule_recognised(void **state)
{
    (void)state;
    static const struct {
        uint32_t crc;
        uint32_t word;
        enum appbin_crc_rule rule;
    } cases[] = {
        {0x8ABC9D39, 0x754362C6, APPBIN_CRC_PORTABLE},
        {0x0CE39245, 0xF31C6DBA, APPBIN_CRC_INVERTED},
        {0x0CE39245, 0x0CE39246, APPBIN_CRC_SDK},
        {0x8ABC9D39, 0x8ABC9D3A, APPBIN_CRC_PYTHON3},
        {0x00000000, 0x00000001, APPBIN_CRC_SDK},
        {0x00000000, 0xFFFFFFFF, APPBIN_CRC_INVERTED},
        {0x7FFFFFFF, 0x80000000, APPBIN_CRC_INVERTED},
        {0x80000000, 0x7FFFFFFF, APPBIN_CRC_PORTABLE},
        {0xFFFFFFFF, 0x00000000, APPBIN_CRC_PORTABLE},
    };
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        enum appbin_boot boot = i % 2 == 0 ? APPBIN_BOOT_NEW : APPBIN_BOOT_OLD;
        struct made_image made = image_with_crc(boot, cases[i / 2].crc, cases[i / 2].word);
        struct appbin_image image = read_image(&made);
        assert_int_equal(image.boot, boot);
        assert_true(image.has_crc);
        assert_int_equal(image.crc_rule, cases[i / 2].rule);
        assert_int_equal(image.crc_offset, made.size - 4);
        free(made.bytes);
    }
}

static void test_image_read_boot_new_wrong_word_found_without_rule(void **state)
{
    (void)state;
    struct made_image made = image_with_crc(APPBIN_BOOT_NEW, 0x12345678, 0x12345678);
    struct appbin_image image = read_image(&made);
    assert_true(image.has_crc);
    assert_int_equal(image.crc_rule, APPBIN_CRC_NONE);
    assert_int_equal(image.crc_stored, 0x12345678);
    append_bytes(&made, 0xFF, 100); /* the same in a dump */
    image = read_image(&made);
    assert_true(image.has_crc);
    assert_int_equal(image.crc_rule, APPBIN_CRC_NONE);
    assert_int_equal(image.trailing_size, 100);
    free(made.bytes);
}

/* Nothing tells where the irom of boot old ends but a right word. */
static void test_image_read_boot_old_wrong_word_taken_as_irom(void **state)
{
    (void)state;
    struct made_image made = image_with_crc(APPBIN_BOOT_OLD, 0x12345678, 0x12345678);
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.boot, APPBIN_BOOT_OLD);
    assert_false(image.has_crc);
    assert_int_equal(image.irom_size, 0x204);
    assert_int_equal(image.crc_offset, made.size);
    free(made.bytes);
}

static void test_image_read_no_trailer_reported(void **state)
{
    (void)state;
    struct made_image made = small_image(APPBIN_BOOT_NEW);
    assert_int_equal(made.size % 16, 0); /* as esptool2 leaves it */
    struct appbin_image image = read_image(&made);
    assert_false(image.has_crc);
    assert_int_equal(image.crc_offset, made.size);
    assert_int_equal(image.trailing_size, 0);
    free(made.bytes);
    made = small_image(APPBIN_BOOT_OLD);
    image = read_image(&made);
    assert_false(image.has_crc);
    assert_int_equal(image.irom_size, 0x200);
    free(made.bytes);
}

static void test_image_read_erased_dump_without_trailer_reported(void **state)
{
    (void)state;
    static const size_t tails[] = {1, 3, 4, 5, 12, 4096};
    for (size_t i = 0; i < COUNT(tails); i++) {
        struct made_image made = small_image(APPBIN_BOOT_NEW);
        size_t body = made.size;
        append_bytes(&made, 0xFF, tails[i]);
        struct appbin_image image = read_image(&made);
        assert_false(image.has_crc);
        assert_int_equal(image.crc_offset, body);
        assert_int_equal(image.trailing_size, tails[i]);
        assert_true(image.trailing_erased);
        free(made.bytes);
    }
}

/* 0, 1, 2, 3 and 4 FF at the end of the word itself. */
static const uint32_t ff_words[] = {0x12345678, 0xFF123456, 0xFFFF1234, 0xFFFFFF12, 0xFFFFFFFF};

static void test_image_read_dump_of_any_word_found(void **state)
{
    (void)state;
    static const size_t tails[] = {0, 1, 2, 3, 4, 5, 15, 1000};
    for (size_t i = 0; i < 2 * COUNT(ff_words) * COUNT(tails); i++) {
        enum appbin_boot boot = i % 2 == 0 ? APPBIN_BOOT_NEW : APPBIN_BOOT_OLD;
        uint32_t word = ff_words[i / 2 % COUNT(ff_words)];
        size_t tail = tails[i / 2 / COUNT(ff_words)];
        struct made_image made = image_with_crc(boot, ~word, word);
        size_t length = made.size;
        append_bytes(&made, 0xFF, tail);
        struct appbin_image image = read_image(&made);
        assert_int_equal(image.boot, boot);
        assert_true(image.has_crc);
        assert_int_equal(image.crc_offset, length - 4);
        assert_int_equal(image.crc_stored, word);
        assert_int_equal(image.trailing_size, tail);
        assert_int_equal(image.trailing_erased, tail > 0);
        free(made.bytes);
    }
}

static void test_image_read_boot_old_irom_ending_in_ff_word_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) { /* a word of four FF after FF cannot be told from irom */
        struct made_image made = small_image(APPBIN_BOOT_OLD);
        memset(made.bytes + made.size - 9, 0xFF, 9);
        forge_crc(made.bytes, made.size, made.irom_offset + 0x100, ~ff_words[i]);
        append_word(&made, ff_words[i]);
        size_t length = made.size;
        append_bytes(&made, 0xFF, 100);
        struct appbin_image image = read_image(&made);
        assert_true(image.has_crc);
        assert_int_equal(image.crc_offset, length - 4);
        assert_int_equal(image.irom_size, 0x200);
        free(made.bytes);
    }
}

static void test_image_read_bytes_between_body_and_word_counted(void **state)
{
    (void)state;
    static const size_t extras[] = {1, 3, 4, 5, 16, 1000};
    for (size_t i = 0; i < COUNT(extras); i++) {
        struct made_image made = small_image(APPBIN_BOOT_NEW);
        append_bytes(&made, 0x5A, extras[i]);
        append_word(&made, ~plain_crc(made.bytes, made.size));
        size_t length = made.size;
        append_bytes(&made, 0xFF, i);
        struct appbin_image image = read_image(&made);
        assert_true(image.has_crc);
        assert_int_equal(image.extra_size, extras[i]);
        assert_int_equal(image.crc_offset, length - 4);
        assert_int_equal(image.trailing_size, i);
        free(made.bytes);
    }
}

/* Behind fewer than 4 extra bytes, a word that ends in FF must not pass for erased flash. */
static void test_image_read_few_bytes_before_word_ending_in_ff_found(void **state)
{
    (void)state;
    for (size_t extra = 1; extra < 4; extra++) {
        uint32_t word = extra == 3 ? 0xFF123456 : extra == 2 ? 0xFFFF1234 : 0xFFFFFF12;
        struct made_image made = small_image(APPBIN_BOOT_NEW);
        append_bytes(&made, 0x5A, extra);
        forge_crc(made.bytes, made.size, made.irom_offset + 0x100, ~word);
        append_word(&made, word);
        struct appbin_image image = read_image(&made);
        assert_int_equal(image.crc_rule, APPBIN_CRC_INVERTED);
        assert_int_equal(image.extra_size, extra);
        assert_int_equal(image.crc_stored, word);
        free(made.bytes);
    }
}

static void test_image_read_boot_new_garbage_behind_word_counted(void **state)
{
    (void)state;
    struct made_image made = small_image(APPBIN_BOOT_NEW);
    append_word(&made, ~plain_crc(made.bytes, made.size));
    size_t length = made.size;
    append_bytes(&made, 0x5A, 33);
    struct appbin_image image = read_image(&made);
    assert_true(image.has_crc);
    assert_int_equal(image.crc_offset, length - 4);
    assert_int_equal(image.trailing_size, 33);
    assert_false(image.trailing_erased);
    free(made.bytes);
}

static void test_image_read_garbage_without_word_no_crc(void **state)
{
    (void)state;
    for (size_t count = 5; count < 40; count++) {
        struct made_image made = small_image(APPBIN_BOOT_NEW);
        append_bytes(&made, 0x5A, count);
        struct appbin_image image = read_image(&made);
        assert_false(image.has_crc);
        assert_int_equal(image.trailing_size, count);
        assert_false(image.trailing_erased);
        free(made.bytes);
    }
}

static void test_image_read_less_than_a_word_behind_body_no_crc(void **state)
{
    (void)state;
    for (size_t count = 1; count < 4; count++) {
        struct made_image made = small_image(APPBIN_BOOT_NEW);
        append_bytes(&made, 0x5A, count);
        struct appbin_image image = read_image(&made);
        assert_false(image.has_crc);
        assert_int_equal(image.trailing_size, count);
        free(made.bytes);
    }
}

/* esptool2 -iromchksum lets the XOR byte cover irom as well. */
static void test_image_read_xor_over_irom_recognised(void **state)
{
    (void)state;
    struct made_image made = small_image(APPBIN_BOOT_NEW);
    uint8_t over_irom = 0;
    for (size_t i = 0; i < 0x200; i++) {
        over_irom ^= made.bytes[16 + i];
    }
    assert_int_not_equal(over_irom, 0);
    uint8_t plain = made.bytes[made.xor_offset];
    made.bytes[made.xor_offset] ^= over_irom;
    struct appbin_image image = read_image(&made);
    assert_true(image.xor_covers_irom);
    assert_int_equal(image.xor_computed, plain);
    assert_int_equal(image.xor_stored, plain ^ over_irom);
    made.bytes[made.xor_offset] ^= 1;
    image = read_image(&made);
    assert_false(image.xor_covers_irom);
    free(made.bytes);
}

static void test_image_read_xor_of_every_length_computed(void **state)
{
    (void)state;
    for (uint32_t size = 0; size < 40; size++) {
        struct image_spec spec = small_spec(APPBIN_BOOT_NONE);
        spec.odd_lengths = true;
        spec.segments[1].contents.size = size;
        struct made_image made = make_image(&spec);
        struct appbin_image image = read_image(&made);
        assert_int_equal(image.xor_offset, made.xor_offset);
        assert_int_equal(image.xor_computed, image.xor_stored);
        free(made.bytes);
    }
}

static void test_image_read_slot_byte_interpreted(void **state)
{
    (void)state;
    static const struct {
        uint8_t bytes[2];
        unsigned slot;
        bool flash_header;
    } cases[] = {
        {{0, 1}, 1, false}, {{0, 2}, 2, false},   {{0, 3}, 0, false},    {{0, 0}, 0, false},
        {{1, 1}, 0, false}, {{0, 0x20}, 0, true}, {{0, 0x2F}, 0, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct image_spec spec = small_spec(APPBIN_BOOT_NEW); /* RAM part: 0, 0x20 */
        memcpy(spec.leading_bytes, cases[i].bytes, 2);
        struct made_image made = make_image(&spec);
        struct appbin_image image = read_image(&made);
        assert_int_equal(image.slot, cases[i].slot);
        assert_int_equal(appbin_image_has_flash_header(&image), cases[i].flash_header);
        free(made.bytes);
    }
}

static void test_image_has_flash_header_boot_old_and_none(void **state)
{
    (void)state;
    struct image_spec spec = small_spec(APPBIN_BOOT_OLD);
    struct made_image made = make_image(&spec);
    struct appbin_image image = read_image(&made);
    assert_false(appbin_image_has_flash_header(&image));
    free(made.bytes);
    spec.leading_bytes[0] = 2;
    spec.leading_bytes[1] = 0x4F;
    made = make_image(&spec);
    image = read_image(&made);
    assert_true(appbin_image_has_flash_header(&image));
    free(made.bytes);
    made = small_image(APPBIN_BOOT_NONE);
    image = read_image(&made);
    assert_true(appbin_image_has_flash_header(&image));
    free(made.bytes);
}

/* --- where irom is linked --- */

struct origin_case {
    enum appbin_boot boot;
    uint32_t origin;
    unsigned slots_map_0;
    unsigned slots_map_2;
    unsigned slots_map_6;
};

static void test_image_linked_slots_every_origin_recognised(void **state)
{
    (void)state;
    static const struct origin_case cases[] = {
        {APPBIN_BOOT_NEW, 0x40201010, 1, 1, 3}, {APPBIN_BOOT_NEW, 0x40241010, 2, 0, 0},
        {APPBIN_BOOT_NEW, 0x40281010, 0, 2, 0}, {APPBIN_BOOT_OLD, 0x40211000, 1, 1, 3},
        {APPBIN_BOOT_OLD, 0x40251000, 2, 0, 0}, {APPBIN_BOOT_OLD, 0x40291000, 0, 2, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct firmware firmware = small_firmware();
        firmware.text.literal = cases[i].origin;
        firmware.irom.literal = cases[i].origin + 0x1FC;
        struct image_spec spec = firmware_spec(&firmware, cases[i].boot, 2, 1);
        struct made_image made = make_image(&spec);
        struct appbin_image image = read_image(&made);
        assert_int_equal(image.irom_origin, cases[i].origin);
        assert_int_equal(appbin_image_linked_slots(&image, appbin_flash_map_find(0)),
                         cases[i].slots_map_0);
        assert_int_equal(appbin_image_linked_slots(&image, appbin_flash_map_find(2)),
                         cases[i].slots_map_2);
        if (cases[i].boot == APPBIN_BOOT_NEW) { /* maps 5 and above have no boot old */
            assert_int_equal(appbin_image_linked_slots(&image, appbin_flash_map_find(6)),
                             cases[i].slots_map_6);
        }
        free(made.bytes);
    }
}

static void test_image_read_addresses_of_no_origin_unknown(void **state)
{
    (void)state;
    static const struct {
        uint32_t text;
        uint32_t irom;
    } cases[] = {
        {0, 0},                           /* none */
        {0x40201010 + 0x200, 0x4020100C}, /* just outside irom */
        {0x40201010, 0x40281010},         /* as many for slot 1 as for slot 2 */
        {TEXT_ADDRESS, 0x40301010},       /* other memory */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct firmware firmware = small_firmware();
        firmware.text.literal = cases[i].text;
        firmware.irom.literal = cases[i].irom;
        struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 1);
        struct made_image made = make_image(&spec);
        struct appbin_image image = read_image(&made);
        assert_int_equal(image.irom_origin, 0);
        for (unsigned map = 0; map <= 6; map += 2) {
            assert_int_equal(appbin_image_linked_slots(&image, appbin_flash_map_find(map)), 0);
        }
        free(made.bytes);
    }
}

/* 4 votes for one origin, 3 for each of two others: no clear majority. */
static void test_image_read_most_addresses_no_majority_unknown(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.text.literal = 0x40201010;
    firmware.data = (struct sample){.size = 12, .literal = 0x40241010};
    firmware.rodata = (struct sample){.size = 12, .literal = 0x40281010};
    firmware.irom.literal = 0;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 1);
    struct made_image made = make_image(&spec);
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.origin_total, 10);
    assert_int_equal(image.irom_origin, 0);
    free(made.bytes);
}

/* --- refusals --- */

static void test_image_read_no_image_refused(void **state)
{
    (void)state;
    struct made_image empty = {.bytes = new_bytes(1), .size = 0};
    assert_refused(empty, APPBIN_ERR_NOT_IMAGE);
    static const uint8_t firsts[] = {0x00, 0x7F, 0xE8, 0xEB, 0xFF};
    for (size_t i = 0; i < sizeof firsts; i++) {
        struct made_image made = small_image(APPBIN_BOOT_NEW);
        made.bytes[0] = firsts[i];
        assert_refused(made, APPBIN_ERR_NOT_IMAGE);
    }
}

static void test_image_read_longer_than_any_flash_refused(void **state)
{
    (void)state;
    struct made_image made = small_image(APPBIN_BOOT_NEW);
    append_bytes(&made, 0xFF, APPBIN_IMAGE_MAX_SIZE - made.size);
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.file_size, 0x1000000);
    append_bytes(&made, 0xFF, 1);
    assert_refused(made, APPBIN_ERR_IMAGE_MALFORMED);
}

/* Puts a word into a small image of boot new and expects a refusal. */
static void assert_word_malformed(size_t offset, uint32_t word)
{
    struct made_image made = small_image(APPBIN_BOOT_NEW);
    put_le32(made.bytes + offset, word);
    assert_refused(made, APPBIN_ERR_IMAGE_MALFORMED);
}

static void test_image_read_lengths_beyond_file_refused(void **state)
{
    (void)state;
    const size_t irom_length = 12;
    const size_t text_length = 0x210 + 12;
    static const uint32_t lengths[] = {0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF};
    for (size_t i = 0; i < COUNT(lengths); i++) {
        assert_word_malformed(irom_length, lengths[i]);
        assert_word_malformed(text_length, lengths[i]);
    }
    assert_word_malformed(irom_length, 0x3E0 - 16);     /* irom ends with the file */
    assert_word_malformed(irom_length, 0x3E0 - 16 - 7); /* one byte short of a header */
    assert_word_malformed(text_length, 0x3E0 - 0x220);  /* .text ends with the file */
}

static void test_image_read_no_ram_header_behind_irom_refused(void **state)
{
    (void)state;
    struct made_image made = small_image(APPBIN_BOOT_NEW);
    made.bytes[0x210] = 0xEA;
    assert_refused(made, APPBIN_ERR_IMAGE_MALFORMED);
    assert_word_malformed(12, 0x1F0);
}

static void test_image_read_sixteen_segments_accepted_seventeen_refused(void **state)
{
    (void)state;
    struct image_spec spec = {.boot = APPBIN_BOOT_NONE, .entry = TEXT_ADDRESS};
    for (uint32_t i = 0; i < 17; i++) {
        spec.segments[i].address = TEXT_ADDRESS + 4 * i;
        spec.segments[i].contents = (struct sample){.size = 4, .seed = (uint8_t)i};
    }
    spec.segment_count = 16;
    struct made_image made = make_image(&spec);
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.segment_count, 16);
    free(made.bytes);
    spec.segment_count = 17;
    assert_refused(make_image(&spec), APPBIN_ERR_IMAGE_MALFORMED);
}

static void test_image_read_no_segment_accepted(void **state)
{
    (void)state;
    struct image_spec spec = {.boot = APPBIN_BOOT_NONE, .entry = TEXT_ADDRESS};
    struct made_image made = make_image(&spec);
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.segment_count, 0);
    assert_int_equal(image.xor_offset, 15);
    assert_int_equal(image.xor_stored, 0xEF);
    assert_int_equal(image.xor_computed, 0xEF);
    free(made.bytes);
}

/* Without the 0xFF fill it is no image of boot old, however long the file. */
static void test_image_read_data_in_fill_boot_none(void **state)
{
    (void)state;
    struct made_image made = small_image(APPBIN_BOOT_OLD);
    made.bytes[0x8000] = 0;
    struct appbin_image image = read_image(&made);
    assert_int_equal(image.boot, APPBIN_BOOT_NONE);
    free(made.bytes);
}

/* --- damage --- */

static void read_truncated(const struct made_image *whole, size_t size, size_t structure_end)
{
    uint8_t *bytes = copy_bytes(whole->bytes, size);
    struct appbin_image image = {.file_size = 4242};
    struct appbin_diagnostic diagnostic = {""};
    enum appbin_error error = appbin_image_read(&image, bytes, size, &diagnostic);
    if (size == 0) {
        assert_int_equal(error, APPBIN_ERR_NOT_IMAGE);
    } else {
        assert_int_equal(error, size < structure_end ? APPBIN_ERR_IMAGE_MALFORMED : APPBIN_OK);
    }
    if (error == APPBIN_OK) {
        assert_sane(&image, bytes, size);
    } else {
        assert_explained(&diagnostic);
        assert_int_equal(image.file_size, 4242);
    }
    free(bytes);
}

static void test_image_read_truncated_anywhere_error_or_sane(void **state)
{
    (void)state;
    static const enum appbin_boot boots[] = {APPBIN_BOOT_NEW, APPBIN_BOOT_OLD, APPBIN_BOOT_NONE};
    for (size_t i = 0; i < COUNT(boots); i++) {
        struct made_image whole = small_image(boots[i]);
        append_word(&whole, ~plain_crc(whole.bytes, whole.size));
        for (size_t size = 0; size <= whole.size; size++) {
            /* the fill of boot old is all alike */
            if (size < 0x400 || size > 0xFFE0 || size % 1000 == 0) {
                read_truncated(&whole, size, whole.xor_offset + 1);
            }
        }
        free(whole.bytes);
    }
}

static void test_image_read_any_byte_damaged_error_or_sane(void **state)
{
    (void)state;
    static const uint8_t values[] = {0x00, 0x01, 0x10, 0x7F, 0x80, 0xE9, 0xFE, 0xFF};
    struct made_image made = small_image(APPBIN_BOOT_NEW);
    append_word(&made, ~plain_crc(made.bytes, made.size));
    for (size_t offset = 0; offset < made.size; offset++) {
        uint8_t old = made.bytes[offset];
        for (size_t i = 0; i < sizeof values; i++) {
            made.bytes[offset] = values[i];
            struct appbin_image image;
            if (appbin_image_read(&image, made.bytes, made.size, NULL) == APPBIN_OK) {
                assert_sane(&image, made.bytes, made.size);
                /* no damage passes as a right word */
                assert_true(values[i] == old || image.crc_rule == APPBIN_CRC_NONE ||
                            image.crc_offset != made.size - 4);
            }
        }
        made.bytes[offset] = old;
    }
    free(made.bytes);
}

static const struct CMUnitTest tests[] = {
    TEST(test_image_read_boot_new_every_field),
    TEST(test_image_read_boot_old_every_field),
    TEST(test_image_read_boot_old_without_fill_recognised),
    TEST(test_image_read_boot_none_every_field),
    TEST(test_image_read_word_of_every_rule_recognised),
    TEST(test_image_read_boot_new_wrong_word_found_without_rule),
    TEST(test_image_read_boot_old_wrong_word_taken_as_irom),
    TEST(test_image_read_no_trailer_reported),
    TEST(test_image_read_erased_dump_without_trailer_reported),
    TEST(test_image_read_dump_of_any_word_found),
    TEST(test_image_read_boot_old_irom_ending_in_ff_word_found),
    TEST(test_image_read_bytes_between_body_and_word_counted),
    TEST(test_image_read_few_bytes_before_word_ending_in_ff_found),
    TEST(test_image_read_boot_new_garbage_behind_word_counted),
    TEST(test_image_read_garbage_without_word_no_crc),
    TEST(test_image_read_less_than_a_word_behind_body_no_crc),
    TEST(test_image_read_xor_over_irom_recognised),
    TEST(test_image_read_xor_of_every_length_computed),
    TEST(test_image_read_slot_byte_interpreted),
    TEST(test_image_has_flash_header_boot_old_and_none),
    TEST(test_image_linked_slots_every_origin_recognised),
    TEST(test_image_read_addresses_of_no_origin_unknown),
    TEST(test_image_read_most_addresses_no_majority_unknown),
    TEST(test_image_read_no_image_refused),
    TEST(test_image_read_longer_than_any_flash_refused),
    TEST(test_image_read_lengths_beyond_file_refused),
    TEST(test_image_read_no_ram_header_behind_irom_refused),
    TEST(test_image_read_sixteen_segments_accepted_seventeen_refused),
    TEST(test_image_read_no_segment_accepted),
    TEST(test_image_read_data_in_fill_boot_none),
    TEST(test_image_read_truncated_anywhere_error_or_sane),
    TEST(test_image_read_any_byte_damaged_error_or_sane),
};

TEST_MAIN(tests)

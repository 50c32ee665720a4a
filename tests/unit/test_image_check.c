/* SPDX-License-Identifier: MIT */
#include "appbin/image_check.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "image_maker.h"
#include "test_support.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define FINDING_LAST APPBIN_FINDING_IROM_LIMIT

static const struct appbin_check_target unknown_target = {.map = -1};

/* An image with a word that every device takes. */
static struct made_image make_portable_image(const struct image_spec *spec)
{
    struct made_image made = make_image(spec);
    assert_true(
        search_portable(made.bytes, made.size, made.pad_offset, made.xor_offset - made.pad_offset));
    append_word(&made, ~plain_crc(made.bytes, made.size));
    return made;
}

/* A small firmware linked at origin, with the headers of a map and slot. */
static struct image_spec linked_spec(enum appbin_boot boot, unsigned map, unsigned slot,
                                     uint32_t origin)
{
    struct firmware firmware = small_firmware();
    firmware.text.literal = origin + 0x20;
    firmware.irom.literal = origin + 0x40;
    return firmware_spec(&firmware, boot, map, slot);
}

static struct appbin_image read_image(const struct made_image *made)
{
    struct appbin_image image;
    assert_int_equal(appbin_image_read(&image, made->bytes, made->size, NULL), APPBIN_OK);
    return image;
}

/* Judges an image and frees it; every finding must explain itself. */
static struct appbin_findings judge(struct made_image made, struct appbin_check_target target)
{
    struct appbin_findings findings = {0};
    struct appbin_image image = read_image(&made);
    appbin_image_check(&findings, &image, &target);
    for (size_t i = 0; i < findings.count; i++) {
        assert_int_not_equal(findings.items[i].text[0], '\0');
        for (const char *c = findings.items[i].text; *c != '\0'; c++) {
            assert_in_range(*c, 0x20, 0x7e);
        }
    }
    free(made.bytes);
    return findings;
}

/* Expects exactly these codes, in this order, 0 at the end. */
static void assert_codes(const struct appbin_findings *findings, const int *codes)
{
    size_t count = 0;
    while (codes[count] != 0) {
        count++;
    }
    if (findings->count != count) {
        for (size_t i = 0; i < findings->count; i++) {
            print_error("finding: %s\n", findings->items[i].text);
        }
    }
    assert_int_equal(findings->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(findings->items[i].code, codes[i]);
    }
}

static void assert_judged(struct made_image made, struct appbin_check_target target, int code)
{
    struct appbin_findings findings = judge(made, target);
    const int codes[] = {code, 0};
    assert_codes(&findings, codes);
    assert_int_equal(appbin_findings_refuse(&findings), code != 0 &&
                                                            code != APPBIN_FINDING_CRC_PLAIN &&
                                                            code != APPBIN_FINDING_IROM_LIMIT);
}

struct clean_case {
    enum appbin_boot boot;
    unsigned map;
    unsigned slot;
    uint32_t origin;
};

static const struct clean_case clean_cases[] = {
    {APPBIN_BOOT_NEW, 0, 1, 0x40201010}, {APPBIN_BOOT_NEW, 0, 2, 0x40241010},
    {APPBIN_BOOT_NEW, 2, 1, 0x40201010}, {APPBIN_BOOT_NEW, 2, 2, 0x40281010},
    {APPBIN_BOOT_NEW, 3, 2, 0x40281010}, {APPBIN_BOOT_NEW, 4, 2, 0x40281010},
    {APPBIN_BOOT_NEW, 5, 1, 0x40201010}, {APPBIN_BOOT_NEW, 6, 2, 0x40201010},
    {APPBIN_BOOT_NEW, 8, 1, 0x40201010}, {APPBIN_BOOT_NEW, 9, 2, 0x40201010},
    {APPBIN_BOOT_OLD, 0, 1, 0x40211000}, {APPBIN_BOOT_OLD, 0, 2, 0x40251000},
    {APPBIN_BOOT_OLD, 2, 1, 0x40211000}, {APPBIN_BOOT_OLD, 4, 2, 0x40291000},
};

static void test_image_check_clean_image_no_finding(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(clean_cases); i++) {
        const struct clean_case *c = &clean_cases[i];
        struct image_spec spec = linked_spec(c->boot, c->map, c->slot, c->origin);
        assert_judged(make_portable_image(&spec), unknown_target, 0);
        const struct appbin_check_target target = {.slot = c->slot, .map = (int)c->map};
        assert_judged(make_portable_image(&spec), target, 0);
    }
}

static void test_image_check_segment_count_stock_code_refuses_magic(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_OLD, 2, 1, 0x40211000);
    spec.segment_count = 2;
    assert_judged(make_portable_image(&spec), unknown_target, APPBIN_FINDING_MAGIC);
    spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    struct made_image made = make_image(&spec);
    made.bytes[1] = 3;
    append_word(&made, device_word(plain_crc(made.bytes, made.size)));
    struct appbin_findings findings = judge(made, unknown_target);
    assert_int_equal(findings.items[0].code, APPBIN_FINDING_MAGIC);
    assert_true(appbin_findings_refuse(&findings));
}

/* The EA header always says 4; the RAM part may count as it likes. */
static void test_image_check_boot_new_fewer_segments_no_finding(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    spec.segment_count = 2;
    assert_judged(make_portable_image(&spec), unknown_target, 0);
}

static void test_image_check_other_slot_in_header_slot_byte(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 6, 1, 0x40201010);
    assert_judged(make_portable_image(&spec), (struct appbin_check_target){.slot = 2, .map = -1},
                  APPBIN_FINDING_SLOT_BYTE);
    spec.leading_bytes[1] = 0;
    assert_judged(make_portable_image(&spec), unknown_target, APPBIN_FINDING_SLOT_BYTE);
    spec.leading_bytes[1] = 3;
    assert_judged(make_portable_image(&spec), unknown_target, APPBIN_FINDING_SLOT_BYTE);
}

/* It is right for one generation of devices and refused by the other: whoever asks must know. */
static void test_image_check_flash_header_named_and_refused_when_asked_for_slots(void **state)
{
    (void)state;
    static const struct clean_case cases[] = {{APPBIN_BOOT_NEW, 6, 1, 0x40201010},
                                              {APPBIN_BOOT_OLD, 2, 2, 0x40291000}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct clean_case *c = &cases[i];
        struct image_spec spec = linked_spec(c->boot, c->map, c->slot, c->origin);
        spec.leading_bytes[0] = spec.ram_bytes[0] = 2;
        spec.leading_bytes[1] = spec.ram_bytes[1] = (uint8_t)(c->map << 4);
        struct appbin_findings findings = judge(make_portable_image(&spec), unknown_target);
        assert_codes(&findings, (const int[]){APPBIN_FINDING_SLOT_BYTE, 0});
        assert_false(appbin_findings_refuse(&findings));
        assert_non_null(strstr(findings.items[0].text, "RTOS SDK 1.x and 2.x and NONOS SDK 1.3"));
        assert_non_null(
            strstr(findings.items[0].text, c->map == 6 ? "(dio, map 6)" : "(dio, map 2)"));
        const struct appbin_check_target modern = {.map = -1, .slot_header = true};
        assert_judged(make_portable_image(&spec), modern, APPBIN_FINDING_SLOT_BYTE);
    }
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 6, 1, 0x40201010);
    const struct appbin_check_target modern = {.map = -1, .slot_header = true};
    assert_judged(make_portable_image(&spec), modern, 0);
}

/* Neither a slot nor flash settings, and settings that are a slot number too. */
static void test_image_check_header_that_looks_like_both_as_slot(void **state)
{
    (void)state;
    static const uint8_t bytes[][2] = {{0, 3}, {4, 0x2F}, {9, 1}, {0, 0x24}};
    for (size_t i = 0; i < COUNT(bytes); i++) {
        struct image_spec spec = linked_spec(APPBIN_BOOT_OLD, 2, 1, 0x40211000);
        memcpy(spec.leading_bytes, bytes[i], 2);
        struct appbin_findings findings = judge(make_portable_image(&spec), unknown_target);
        bool refused = false;
        for (size_t k = 0; k < findings.count; k++) {
            refused = refused || (findings.items[k].code == APPBIN_FINDING_SLOT_BYTE &&
                                  findings.items[k].refuses);
        }
        assert_int_equal(refused, bytes[i][0] != 9); /* a wrong mode beside a slot number */
    }
    for (unsigned slot = 1; slot <= 2; slot++) { /* map 0 at 26 and 20 MHz */
        struct image_spec spec =
            linked_spec(APPBIN_BOOT_NEW, 0, slot, slot == 1 ? 0x40201010 : 0x40241010);
        spec.ram_bytes[1] = (uint8_t)slot;
        assert_judged(make_portable_image(&spec), unknown_target, 0);
        const struct appbin_check_target other = {.slot = 3 - slot, .map = -1};
        assert_int_equal(judge(make_portable_image(&spec), other).items[0].code,
                         APPBIN_FINDING_SLOT_BYTE);
    }
}

/* RTOS SDK devices take the flash header; no other wrong byte. */
static void test_image_check_flash_header_for_a_device_that_takes_it_no_finding(void **state)
{
    (void)state;
    const struct appbin_check_target target = {.map = -1, .flash_header = true};
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 6, 1, 0x40201010);
    spec.leading_bytes[1] = 0x60;
    assert_judged(make_portable_image(&spec), target, 0);
    spec.leading_bytes[1] = 0x61;
    assert_judged(make_portable_image(&spec), target, APPBIN_FINDING_SLOT_BYTE);
}

static void test_image_check_no_trailer_no_crc(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    assert_judged(make_image(&spec), unknown_target, APPBIN_FINDING_NO_CRC);
    spec = linked_spec(APPBIN_BOOT_OLD, 2, 1, 0x40211000);
    assert_judged(make_image(&spec), unknown_target, APPBIN_FINDING_NO_CRC);
}

static struct made_image image_with_crc(uint32_t crc, uint32_t word)
{
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    struct made_image made = make_image(&spec);
    forge_crc(made.bytes, made.size, made.irom_offset + 0x100, crc);
    append_word(&made, word);
    return made;
}

static void test_image_check_word_of_every_rule_judged_as_devices_do(void **state)
{
    (void)state;
    static const struct {
        uint32_t crc;
        uint32_t word;
        int codes[3];
    } cases[] = {
        {0x8ABC9D39, 0x754362C6, {0}},
        {0x80000000, 0x7FFFFFFF, {0}},
        {0x7FFFFFFF, 0x80000000, {0}}, /* its own absolute value */
        {0xFFFFFFFF, 0x00000000, {0}},
        {0x0CE39245, 0x0CE39246, {APPBIN_FINDING_CRC_PLAIN}},
        {0x00000000, 0x00000001, {APPBIN_FINDING_CRC_PLAIN}},
        {0x0CE39245, 0xF31C6DBA, {APPBIN_FINDING_CRC_REFUSED}},
        {0x00000000, 0xFFFFFFFF, {APPBIN_FINDING_CRC_REFUSED}},
        {0x8ABC9D39, 0x8ABC9D3A, {APPBIN_FINDING_CRC_REFUSED, APPBIN_FINDING_CRC_PLAIN}},
        {0x8ABC9D39, 0x12345678, {APPBIN_FINDING_CRC_REFUSED}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct appbin_findings findings =
            judge(image_with_crc(cases[i].crc, cases[i].word), unknown_target);
        assert_codes(&findings, cases[i].codes);
        assert_int_equal(appbin_findings_refuse(&findings),
                         cases[i].codes[0] == APPBIN_FINDING_CRC_REFUSED);
    }
}

static void test_image_check_bytes_behind_word_trailing(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    struct made_image made = make_portable_image(&spec);
    append_bytes(&made, 0x5A, 9);
    assert_judged(made, unknown_target, APPBIN_FINDING_TRAILING);
    made = make_portable_image(&spec);
    append_bytes(&made, 0xFF, 9);
    assert_judged(made, unknown_target, APPBIN_FINDING_TRAILING);
}

/* The CRC word is right, only the boot loader would notice. */
static void test_image_check_wrong_xor_xor(void **state)
{
    (void)state;
    for (int over_irom = 0; over_irom <= 1; over_irom++) {
        struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
        struct made_image made = make_image(&spec);
        uint8_t change = 0x5A;
        for (size_t i = 0; over_irom != 0 && i < 0x200; i++) {
            change ^= made.bytes[16 + i];
        }
        made.bytes[made.xor_offset] ^= over_irom != 0 ? (uint8_t)(change ^ 0x5A) : change;
        assert_true(search_portable(made.bytes, made.size, made.pad_offset,
                                    made.xor_offset - made.pad_offset));
        append_word(&made, ~plain_crc(made.bytes, made.size));
        struct appbin_findings findings = judge(made, unknown_target);
        assert_codes(&findings, (const int[]){APPBIN_FINDING_XOR, 0});
        assert_int_equal(strstr(findings.items[0].text, "esptool2") != NULL, over_irom);
    }
}

static void test_image_check_irom_of_another_slot_or_map_irom_address(void **state)
{
    (void)state;
    static const struct {
        struct clean_case header;
        struct appbin_check_target target;
    } cases[] = {
        {{APPBIN_BOOT_NEW, 2, 1, 0x40281010}, {.slot = 0, .map = -1}},
        {{APPBIN_BOOT_NEW, 2, 2, 0x40201010}, {.slot = 0, .map = -1}},
        {{APPBIN_BOOT_NEW, 2, 2, 0x40241010}, {.slot = 0, .map = -1}},
        {{APPBIN_BOOT_NEW, 0, 2, 0x40281010}, {.slot = 2, .map = 0}},
        {{APPBIN_BOOT_NEW, 6, 2, 0x40281010}, {.slot = 0, .map = -1}},
        {{APPBIN_BOOT_NEW, 6, 1, 0x40241010}, {.slot = 1, .map = 6}},
        {{APPBIN_BOOT_OLD, 2, 1, 0x40291000}, {.slot = 1, .map = 2}},
        {{APPBIN_BOOT_OLD, 0, 2, 0x40291000}, {.slot = 2, .map = 0}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct clean_case *c = &cases[i].header;
        struct image_spec spec = linked_spec(c->boot, c->map, c->slot, c->origin);
        assert_judged(make_portable_image(&spec), cases[i].target, APPBIN_FINDING_IROM_ADDRESS);
    }
}

static void test_image_check_slot_limit_exceeded_too_large(void **state)
{
    (void)state;
    /* 16 + irom + 0x1D0 + 4, a multiple of 16 and 4 more: 0x39FF4 is the longest on map 0 */
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 0, 1, 0x40201010);
    spec.irom.size = 0x39FF4 - 4 - 0x1D0 - 16;
    assert_judged(make_portable_image(&spec), unknown_target, APPBIN_FINDING_IROM_LIMIT);
    spec.irom.size += 16;
    assert_judged(make_portable_image(&spec), unknown_target, APPBIN_FINDING_TOO_LARGE);
    spec = linked_spec(APPBIN_BOOT_OLD, 2, 1, 0x40211000);
    spec.irom.size = 0x7A000 - 0x10000 - 4;
    const struct appbin_check_target target = {.slot = 1, .map = 2};
    assert_judged(make_portable_image(&spec), target, 0);
    spec.irom.size++;
    assert_judged(make_portable_image(&spec), target, APPBIN_FINDING_TOO_LARGE);
}

/* The erased flash of a dump does not count. */
static void test_image_check_longest_image_in_dump_trailing_only(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 0, 1, 0x40201010);
    spec.irom.size = 0x39FF4 - 4 - 0x1D0 - 16;
    struct made_image made = make_portable_image(&spec);
    append_bytes(&made, 0xFF, 5000);
    struct appbin_findings findings = judge(made, unknown_target);
    static const int codes[] = {APPBIN_FINDING_TRAILING, APPBIN_FINDING_IROM_LIMIT, 0};
    assert_codes(&findings, codes);
}

/* The limit of the SDK's linker scripts for map 2: a note, for a device has no such limit. */
static void test_image_check_irom_beyond_linker_scripts_note_only(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    spec.irom.size = 0x6B000;
    assert_judged(make_portable_image(&spec), unknown_target, 0);
    spec.irom.size++;
    struct appbin_findings findings = judge(make_portable_image(&spec), unknown_target);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].code, APPBIN_FINDING_IROM_LIMIT);
    assert_false(appbin_findings_refuse(&findings));
}

static void test_image_check_segment_beyond_ram_by_how_many_bytes(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    spec.segments[0].contents.size = 0x8000;
    assert_judged(make_portable_image(&spec), unknown_target, 0);
    spec.segments[0].contents.size += 4;
    struct appbin_findings findings = judge(make_portable_image(&spec), unknown_target);
    assert_non_null(strstr(findings.items[0].text, "ends 4 bytes beyond iram"));
}

static void test_image_check_impossible_map_map(void **state)
{
    (void)state;
    static const struct {
        struct clean_case header;
        struct appbin_check_target target;
    } cases[] = {
        {{APPBIN_BOOT_NEW, 7, 1, 0x40201010}, {.slot = 0, .map = -1}},
        {{APPBIN_BOOT_NEW, 1, 1, 0x40201010}, {.slot = 0, .map = -1}},
        {{APPBIN_BOOT_NEW, 15, 1, 0x40201010}, {.slot = 0, .map = -1}},
        {{APPBIN_BOOT_NEW, 2, 1, 0x40201010}, {.slot = 1, .map = 7}},
        {{APPBIN_BOOT_NEW, 2, 1, 0x40201010}, {.slot = 1, .map = 10}},
        {{APPBIN_BOOT_NEW, 2, 1, 0x40201010}, {.slot = 1, .map = 1}},
        {{APPBIN_BOOT_NEW, 2, 1, 0x40201010}, {.slot = 1, .map = 3}},
        {{APPBIN_BOOT_NEW, 6, 2, 0x40201010}, {.slot = 2, .map = 5}},
        {{APPBIN_BOOT_OLD, 2, 1, 0x40211000}, {.slot = 1, .map = 6}},
        {{APPBIN_BOOT_OLD, 2, 1, 0x40211000}, {.slot = 1, .map = 1}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct clean_case *c = &cases[i].header;
        struct image_spec spec = linked_spec(c->boot, c->map, c->slot, c->origin);
        assert_judged(make_portable_image(&spec), cases[i].target, APPBIN_FINDING_MAP);
    }
}

static void test_image_check_segment_outside_ram_segment(void **state)
{
    (void)state;
    static const uint32_t addresses[] = {0,          0x3FFE7FFC, 0x3FFFBFF0,
                                         0x40108000, 0x40200000, 0xFFFFFFF0};
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
        spec.segments[1].address = addresses[i];
        spec.segments[2].address = addresses[i]; /* reported once */
        assert_judged(make_portable_image(&spec), unknown_target, APPBIN_FINDING_SEGMENT);
    }
}

static void test_image_check_entry_in_nothing_loaded_entry(void **state)
{
    (void)state;
    static const uint32_t entries[] = {0,          TEXT_ADDRESS - 1, TEXT_ADDRESS + 0x124,
                                       0x40000000, 0x40300000,       0xFFFFFFFF};
    for (size_t i = 0; i < COUNT(entries); i++) {
        struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
        spec.entry = entries[i];
        assert_judged(make_portable_image(&spec), unknown_target, APPBIN_FINDING_ENTRY);
    }
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    spec.entry = 0x40201010;
    assert_judged(make_portable_image(&spec), unknown_target, 0);
}

static void test_image_check_boot_none_not_ota(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NONE, 2, 1, 0x40210000);
    assert_judged(make_image(&spec), unknown_target, APPBIN_FINDING_NOT_OTA);
}

static void test_image_check_everything_wrong_in_the_order_of_a_device(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 0, 1, 0x40281010);
    spec.irom.size = 0x3A000;
    spec.entry = 0x40300000;
    spec.segments[1].address = 0;
    struct made_image made = make_image(&spec);
    made.bytes[1] = 9;
    made.bytes[made.xor_offset] ^= 1;
    append_word(&made, 0x12345678);
    append_bytes(&made, 0xFF, 5);
    struct appbin_findings findings =
        judge(made, (struct appbin_check_target){.slot = 2, .map = -1});
    static const int codes[] = {
        APPBIN_FINDING_MAGIC,        APPBIN_FINDING_SLOT_BYTE,
        APPBIN_FINDING_CRC_REFUSED,  APPBIN_FINDING_TRAILING,
        APPBIN_FINDING_IROM_ADDRESS, APPBIN_FINDING_TOO_LARGE,
        APPBIN_FINDING_XOR,          APPBIN_FINDING_SEGMENT,
        APPBIN_FINDING_ENTRY,        0,
    };
    assert_codes(&findings, codes);
}

static void test_image_check_called_many_times_list_not_overrun(void **state)
{
    (void)state;
    struct appbin_findings findings = {0};
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40281010);
    struct made_image made = make_image(&spec);
    struct appbin_image image = read_image(&made);
    for (unsigned i = 0; i < 50; i++) {
        appbin_image_check(&findings, &image, &unknown_target);
    }
    assert_int_equal(findings.count, COUNT(findings.items));
    free(made.bytes);
}

/* --- pairs --- */

static void assert_pair(struct made_image first, struct made_image second, int code)
{
    struct appbin_findings findings = {0};
    struct appbin_image images[2] = {read_image(&first), read_image(&second)};
    appbin_image_check_pair(&findings, &images[0], first.bytes, &images[1], second.bytes);
    const int codes[] = {code, 0};
    assert_codes(&findings, codes);
    assert_int_equal(appbin_findings_refuse(&findings), code != 0);
    findings.count = 0;
    appbin_image_check_pair(&findings, &images[1], second.bytes, &images[0], first.bytes);
    assert_codes(&findings, codes);
    free(first.bytes);
    free(second.bytes);
}

static struct made_image linked_image(enum appbin_boot boot, unsigned map, unsigned slot,
                                      uint32_t origin)
{
    struct image_spec spec = linked_spec(boot, map, slot, origin);
    return make_portable_image(&spec);
}

static void test_image_check_pair_of_both_slots_no_finding(void **state)
{
    (void)state;
    assert_pair(linked_image(APPBIN_BOOT_NEW, 2, 1, 0x40201010),
                linked_image(APPBIN_BOOT_NEW, 2, 2, 0x40281010), 0);
    assert_pair(linked_image(APPBIN_BOOT_NEW, 0, 1, 0x40201010),
                linked_image(APPBIN_BOOT_NEW, 0, 2, 0x40241010), 0);
    /* maps 5 and above: one link for both slots */
    assert_pair(linked_image(APPBIN_BOOT_NEW, 6, 1, 0x40201010),
                linked_image(APPBIN_BOOT_NEW, 6, 2, 0x40201010), 0);
    assert_pair(linked_image(APPBIN_BOOT_OLD, 2, 1, 0x40211000),
                linked_image(APPBIN_BOOT_OLD, 2, 2, 0x40291000), 0);
}

static void test_image_check_pair_same_file_pair_same(void **state)
{
    (void)state;
    assert_pair(linked_image(APPBIN_BOOT_NEW, 2, 1, 0x40201010),
                linked_image(APPBIN_BOOT_NEW, 2, 1, 0x40201010), APPBIN_FINDING_PAIR_SAME);
}

static void test_image_check_pair_one_slot_byte_pair_slot(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 6, 1, 0x40201010);
    struct made_image first = make_portable_image(&spec);
    spec.segments[1].contents.seed++;
    assert_pair(first, make_portable_image(&spec), APPBIN_FINDING_PAIR_SLOT);
}

static void test_image_check_pair_linked_for_one_slot_pair_slot(void **state)
{
    (void)state;
    assert_pair(linked_image(APPBIN_BOOT_NEW, 2, 1, 0x40201010),
                linked_image(APPBIN_BOOT_NEW, 2, 2, 0x40201010), APPBIN_FINDING_PAIR_SLOT);
    assert_pair(linked_image(APPBIN_BOOT_NEW, 0, 1, 0x40241010),
                linked_image(APPBIN_BOOT_NEW, 0, 2, 0x40241010), APPBIN_FINDING_PAIR_SLOT);
}

static void test_image_check_pair_two_maps_pair_map(void **state)
{
    (void)state;
    assert_pair(linked_image(APPBIN_BOOT_NEW, 2, 1, 0x40201010),
                linked_image(APPBIN_BOOT_NEW, 0, 2, 0x40241010), APPBIN_FINDING_PAIR_MAP);
    assert_pair(linked_image(APPBIN_BOOT_NEW, 6, 1, 0x40201010),
                linked_image(APPBIN_BOOT_NEW, 5, 2, 0x40201010), APPBIN_FINDING_PAIR_MAP);
}

/* --- the rest --- */

static void test_image_map_header_or_irom_address(void **state)
{
    (void)state;
    static const struct {
        struct clean_case made;
        int map;
    } cases[] = {
        {{APPBIN_BOOT_NEW, 0, 1, 0x40201010}, 0},   {{APPBIN_BOOT_NEW, 6, 2, 0x40201010}, 6},
        {{APPBIN_BOOT_NEW, 15, 1, 0x40201010}, 15}, {{APPBIN_BOOT_NONE, 4, 0, 0x40210000}, 4},
        {{APPBIN_BOOT_OLD, 0, 2, 0x40251000}, 0},   {{APPBIN_BOOT_OLD, 2, 2, 0x40291000}, 2},
        {{APPBIN_BOOT_OLD, 2, 1, 0x40211000}, -1},  {{APPBIN_BOOT_OLD, 2, 2, 0}, -1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct clean_case *c = &cases[i].made;
        struct image_spec spec = linked_spec(c->boot, c->map, c->slot, c->origin);
        struct made_image made = make_image(&spec);
        struct appbin_image image = read_image(&made);
        assert_int_equal(appbin_image_map(&image), cases[i].map);
        free(made.bytes);
    }
    struct image_spec spec = linked_spec(APPBIN_BOOT_OLD, 4, 1, 0x40211000);
    spec.leading_bytes[1] = 0x4F; /* a flash header holds the map */
    struct made_image made = make_image(&spec);
    struct appbin_image image = read_image(&made);
    assert_int_equal(appbin_image_map(&image), 4);
    free(made.bytes);
}

static void assert_diagnosed(struct made_image made, bool off)
{
    char text[200] = "stale";
    struct appbin_image image = read_image(&made);
    assert_int_equal(appbin_image_diagnose(text, sizeof text, &image), off);
    assert_int_equal(text[0] != '\0', off);
    assert_null(strchr(text, '\n'));
    char shortest[1] = {'x'};
    assert_int_equal(appbin_image_diagnose(shortest, 1, &image), off);
    assert_int_equal(shortest[0], '\0');
    free(made.bytes);
}

static void test_image_diagnose_sound_image_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(clean_cases); i++) {
        const struct clean_case *c = &clean_cases[i];
        assert_diagnosed(linked_image(c->boot, c->map, c->slot, c->origin), false);
    }
    struct image_spec spec = linked_spec(APPBIN_BOOT_NONE, 2, 0, 0x40210000);
    assert_diagnosed(make_image(&spec), false);
    spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    spec.leading_bytes[1] = 0x20; /* the header of another generation is no defect */
    assert_diagnosed(make_portable_image(&spec), false);
}

static void test_image_diagnose_damaged_image_one_line(void **state)
{
    (void)state;
    assert_diagnosed(image_with_crc(0x0CE39245, 0xF31C6DBA), true);
    assert_diagnosed(image_with_crc(0x0CE39245, 0x12345678), true);
    assert_diagnosed(linked_image(APPBIN_BOOT_NEW, 2, 2, 0x40201010), true);
    struct image_spec spec = linked_spec(APPBIN_BOOT_NONE, 2, 0, 0x40210000);
    struct made_image made = make_image(&spec);
    made.bytes[made.xor_offset] ^= 1;
    assert_diagnosed(made, true);
    spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40281010);
    spec.leading_bytes[1] = 0x20; /* what follows the flash header is still told */
    spec.entry = 0;
    assert_diagnosed(make_portable_image(&spec), true);
}

/* What refuses is told before what is only worth knowing. */
static void test_image_diagnose_note_and_refusal_refusal(void **state)
{
    (void)state;
    char text[200];
    struct made_image made = image_with_crc(0x0CE39245, 0x0CE39246);
    struct appbin_image image = read_image(&made);
    assert_true(appbin_image_diagnose(text, sizeof text, &image));
    assert_non_null(strstr(text, "0ce39246"));
    made.bytes[made.xor_offset] ^= 1;
    forge_crc(made.bytes, made.size - 4, made.irom_offset + 0x100, 0x0CE39245);
    image = read_image(&made);
    assert_true(appbin_image_diagnose(text, sizeof text, &image));
    assert_non_null(strstr(text, "XOR"));
    free(made.bytes);
}

/* The numbers in a sentence are what its reader acts on. */
static void test_image_check_text_numbers_right(void **state)
{
    (void)state;
    struct image_spec spec = linked_spec(APPBIN_BOOT_NEW, 0, 1, 0x40201010);
    spec.irom.size = 0x39FF4 - 4 - 0x1D0 - 16 + 16;
    struct appbin_findings findings = judge(make_portable_image(&spec), unknown_target);
    assert_non_null(strstr(findings.items[0].text, "by 4 bytes"));
    spec = linked_spec(APPBIN_BOOT_NEW, 2, 1, 0x40201010);
    spec.segments[1].address = 0x60000000;
    findings = judge(make_portable_image(&spec), unknown_target);
    assert_non_null(strstr(findings.items[0].text, "segment 2, 52 bytes at 0x60000000"));
    spec = linked_spec(APPBIN_BOOT_NEW, 2, 2, 0x40201010);
    findings = judge(make_portable_image(&spec), unknown_target);
    assert_non_null(strstr(findings.items[0].text, "0x40201010"));
    assert_non_null(strstr(findings.items[0].text, "0x40281010"));
}

static void test_finding_str_every_code_distinct(void **state)
{
    (void)state;
    for (int a = APPBIN_FINDING_MAGIC; a <= FINDING_LAST; a++) {
        const char *name = appbin_finding_str((enum appbin_finding_code)a);
        assert_string_not_equal(name, "unknown");
        for (const char *c = name; *c != '\0'; c++) {
            assert_true((*c >= 'a' && *c <= 'z') || *c == '-');
        }
        for (int b = APPBIN_FINDING_MAGIC; b < a; b++) {
            assert_string_not_equal(name, appbin_finding_str((enum appbin_finding_code)b));
        }
    }
    assert_string_equal(appbin_finding_str(APPBIN_FINDING_CRC_REFUSED), "crc-refused");
}

static void test_finding_str_unknown_code_total(void **state)
{
    (void)state;
    assert_string_equal(appbin_finding_str((enum appbin_finding_code)0), "unknown");
    assert_string_equal(appbin_finding_str((enum appbin_finding_code)(FINDING_LAST + 1)),
                        "unknown");
    assert_string_equal(appbin_finding_str((enum appbin_finding_code) - 1), "unknown");
}

static const struct CMUnitTest tests[] = {
    TEST(test_image_check_clean_image_no_finding),
    TEST(test_image_check_segment_count_stock_code_refuses_magic),
    TEST(test_image_check_boot_new_fewer_segments_no_finding),
    TEST(test_image_check_other_slot_in_header_slot_byte),
    TEST(test_image_check_flash_header_named_and_refused_when_asked_for_slots),
    TEST(test_image_check_header_that_looks_like_both_as_slot),
    TEST(test_image_check_flash_header_for_a_device_that_takes_it_no_finding),
    TEST(test_image_check_no_trailer_no_crc),
    TEST(test_image_check_word_of_every_rule_judged_as_devices_do),
    TEST(test_image_check_bytes_behind_word_trailing),
    TEST(test_image_check_wrong_xor_xor),
    TEST(test_image_check_irom_of_another_slot_or_map_irom_address),
    TEST(test_image_check_slot_limit_exceeded_too_large),
    TEST(test_image_check_longest_image_in_dump_trailing_only),
    TEST(test_image_check_irom_beyond_linker_scripts_note_only),
    TEST(test_image_check_segment_beyond_ram_by_how_many_bytes),
    TEST(test_image_check_impossible_map_map),
    TEST(test_image_check_segment_outside_ram_segment),
    TEST(test_image_check_entry_in_nothing_loaded_entry),
    TEST(test_image_check_boot_none_not_ota),
    TEST(test_image_check_everything_wrong_in_the_order_of_a_device),
    TEST(test_image_check_called_many_times_list_not_overrun),
    TEST(test_image_check_pair_of_both_slots_no_finding),
    TEST(test_image_check_pair_same_file_pair_same),
    TEST(test_image_check_pair_one_slot_byte_pair_slot),
    TEST(test_image_check_pair_linked_for_one_slot_pair_slot),
    TEST(test_image_check_pair_two_maps_pair_map),
    TEST(test_image_map_header_or_irom_address),
    TEST(test_image_diagnose_sound_image_nothing),
    TEST(test_image_diagnose_damaged_image_one_line),
    TEST(test_image_diagnose_note_and_refusal_refusal),
    TEST(test_image_check_text_numbers_right),
    TEST(test_finding_str_every_code_distinct),
    TEST(test_finding_str_unknown_code_total),
};

TEST_MAIN(tests)

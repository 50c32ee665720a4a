/* SPDX-License-Identifier: MIT */
/* Where irom is linked: images of made-up functions that call each other, at many addresses. */
#include "appbin/image.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/image_check.h"
#include "code_maker.h"
#include "image_maker.h"
#include "test_support.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define CALLS 40u

static struct made_image image_of(const struct code *code, enum appbin_boot boot)
{
    struct firmware firmware = small_firmware();
    firmware.text.literal = 0;
    firmware.irom = (struct sample){.bytes = code->bytes, .size = CODE_SIZE};
    struct image_spec spec = firmware_spec(&firmware, boot, 2, 1);
    struct made_image made = make_image(&spec);
    append_word(&made, device_word(plain_crc(made.bytes, made.size)));
    return made;
}

/* Reads the image of the code and frees both. */
static struct appbin_image read_code(struct code *code, enum appbin_boot boot)
{
    struct appbin_image image;
    struct made_image made = image_of(code, boot);
    assert_int_equal(appbin_image_read(&image, made.bytes, made.size, NULL), APPBIN_OK);
    free(made.bytes);
    free(code);
    return image;
}

static void test_image_read_functions_at_every_4_kib_told(void **state)
{
    (void)state;
    static const uint32_t starts[] = {0, 0x10};
    for (uint32_t page = 0; page < 250; page++) {
        for (size_t s = 0; s < COUNT(starts); s++) {
            uint32_t origin = 0x40200000 + page * 0x1000 + starts[s];
            struct code *code = make_code(page + 1);
            call_functions(code, origin, CALLS);
            struct appbin_image image =
                read_code(code, page % 2 == 0 ? APPBIN_BOOT_NEW : APPBIN_BOOT_OLD);
            assert_int_equal(image.origin_witness, APPBIN_WITNESS_FUNCTIONS);
            assert_int_equal(image.irom_origin, origin);
            assert_int_equal(image.origin_best, origin);
            assert_int_equal(image.origin_hits, CALLS);
            assert_true(image.origin_next_hits * 5 < CALLS);
        }
    }
}

/* A pointer into irom is one wherever irom lies; the address of a function is not. */
static void test_image_read_functions_against_addresses_functions_told(void **state)
{
    (void)state;
    struct code *code = make_code(1);
    call_functions(code, 0x40202010, CALLS); /* most of them lie in irom at 0x40201010 too */
    struct appbin_image image = read_code(code, APPBIN_BOOT_NEW);
    assert_int_equal(image.origin_votes, CALLS);
    assert_int_equal(image.irom_origin, 0x40202010);
    assert_int_equal(image.origin_witness, APPBIN_WITNESS_FUNCTIONS);
}

/* Too few of them to tell, but enough to doubt what the addresses seem to say. */
static void test_image_read_few_functions_against_addresses_not_told(void **state)
{
    (void)state;
    for (size_t calls = 1; calls < 8; calls++) {
        struct code *code = make_code(1);
        call_functions(code, 0x40202010, calls);
        struct appbin_image image = read_code(code, APPBIN_BOOT_NEW);
        assert_int_equal(image.origin_votes, calls);
        assert_int_equal(image.origin_witness,
                         calls < 2 ? APPBIN_WITNESS_ADDRESSES : APPBIN_WITNESS_NONE);
        assert_int_equal(image.irom_origin, calls < 2 ? 0x40201010 : 0);
    }
}

static void test_image_read_few_functions_not_told(void **state)
{
    (void)state;
    for (size_t calls = 0; calls < 12; calls++) {
        struct code *code = make_code(1);
        call_functions(code, 0x40202010, calls);
        struct appbin_image image = read_code(code, APPBIN_BOOT_OLD);
        assert_int_equal(image.origin_hits, calls);
        assert_int_equal(image.origin_best, calls == 0 ? 0 : 0x40202010);
        assert_int_equal(image.origin_witness,
                         calls < 8 ? APPBIN_WITNESS_NONE : APPBIN_WITNESS_FUNCTIONS);
        assert_int_equal(image.irom_origin, calls < 8 ? 0 : 0x40202010);
    }
}

/* Three times as many hits as at the next address tell, one less does not. */
static void test_image_read_small_lead_not_told(void **state)
{
    (void)state;
    for (size_t calls = 10; calls <= 14; calls++) {
        struct code *code = make_code(1);
        call_functions(code, 0x402A3000, 4);
        call_functions(code, 0x402C5010, calls);
        struct appbin_image image = read_code(code, APPBIN_BOOT_OLD);
        assert_int_equal(image.origin_best, 0x402C5010);
        assert_int_equal(image.origin_hits, calls);
        assert_int_equal(image.origin_next, 0x402A3000);
        assert_int_equal(image.origin_next_hits, 4);
        assert_int_equal(image.irom_origin, calls >= 12 ? 0x402C5010 : 0);
    }
    struct code *code = make_code(1);
    call_functions(code, 0x402A3000, 20);
    call_functions(code, 0x402C5010, 20);
    struct appbin_image image = read_code(code, APPBIN_BOOT_OLD);
    assert_int_equal(image.origin_hits, 20);
    assert_int_equal(image.origin_next_hits, 20);
    assert_int_equal(image.irom_origin, 0);
}

/* The end of a function is addi a1, a1, 16; a call goes to a multiple of 4. */
static void test_image_read_other_bytes_no_functions(void **state)
{
    (void)state;
    static const struct {
        uint32_t at; /* from the first byte of the function */
        uint8_t value;
    } cases[] = {{0, 0x22}, {1, 0xC2}, {2, 0x10}, {2, 0x7F}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct code *code = make_code(1);
        for (size_t k = 0; k < CODE_FUNCTIONS; k++) {
            code->bytes[code->functions[k] + cases[i].at] = cases[i].value;
        }
        call_functions(code, 0x40202010, CALLS);
        assert_int_equal(read_code(code, APPBIN_BOOT_OLD).origin_hits, 0);
    }
    struct code *code = make_code(1);
    call_functions(code, 0x40202012, CALLS);
    assert_int_equal(read_code(code, APPBIN_BOOT_OLD).origin_hits, 0);
}

/* Code in RAM calls functions of irom as well. */
static void test_image_read_calls_from_ram_counted(void **state)
{
    (void)state;
    struct code *code = make_code(1);
    uint8_t text[4 * CALLS];
    for (size_t i = 0; i < CALLS; i++) {
        put_le32(text + 4 * i, 0x40281010 + code->functions[i]);
    }
    struct firmware firmware = small_firmware();
    firmware.text = (struct sample){.bytes = text, .size = sizeof text};
    firmware.irom = (struct sample){.bytes = code->bytes, .size = CODE_SIZE};
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 2);
    struct made_image made = make_image(&spec);
    struct appbin_image image;
    assert_int_equal(appbin_image_read(&image, made.bytes, made.size, NULL), APPBIN_OK);
    assert_int_equal(image.irom_origin, 0x40281010);
    assert_int_equal(image.origin_hits, CALLS);
    free(made.bytes);
    free(code);
}

/* --- what a check makes of it --- */

static struct appbin_findings judge(uint32_t origin, enum appbin_boot boot)
{
    struct appbin_findings findings = {0};
    const struct appbin_check_target target = {.map = -1};
    const struct appbin_check_target slot_1 = {.slot = 1, .map = 2};
    struct code *code = make_code(1);
    call_functions(code, origin, CALLS);
    struct appbin_image image = read_code(code, boot);
    appbin_image_check(&findings, &image, &target);
    struct appbin_diagnostic diagnostic = {""};
    bool refused = false;
    for (size_t i = 0; i < findings.count; i++) {
        refused = refused || findings.items[i].code == APPBIN_FINDING_IROM_ADDRESS;
    }
    assert_int_equal(appbin_image_require_sound(&image, &slot_1, &diagnostic),
                     refused ? APPBIN_ERR_UNSOUND : APPBIN_OK);
    return findings;
}

static void test_image_check_linked_elsewhere_address_and_name(void **state)
{
    (void)state;
    static const struct {
        uint32_t origin;
        enum appbin_boot boot;
        const char *address;
        const char *name;
    } cases[] = {
        {0x40202010, APPBIN_BOOT_NEW, "0x40202010, for the ROM of rBoot at 0x2000:", "elsewhere"},
        {0x40282010, APPBIN_BOOT_NEW, "0x40282010, for the ROM of rBoot at 0x82000:", "elsewhere"},
        {0x40281010, APPBIN_BOOT_NEW, "0x40281010", "; that is slot 2 of maps 2 to 4"},
        {0x40241010, APPBIN_BOOT_NEW, "0x40241010", "; that is slot 2 of map 0"},
        {0x40210000, APPBIN_BOOT_NEW, "0x40210000", "; that is boot none, irom at 0x10000"},
        {0x40220000, APPBIN_BOOT_NEW, "0x40220000",
         "; that is boot none of RTOS SDK, irom at 0x20000"},
        {0x40240000, APPBIN_BOOT_NEW, "0x40240000", "; that is boot none of SDK 1.4 and before"},
        {0x40209000, APPBIN_BOOT_NEW, "0x40209000",
         "; that is boot none, as of Sming and MicroPython"},
        {0x4020F000, APPBIN_BOOT_NEW, "0x4020f000",
         "; that is boot none, as of Sming and MicroPython"},
        {0x40211000, APPBIN_BOOT_NEW, "0x40211000", "; that is boot old, slot 1"},
        {0x40234010, APPBIN_BOOT_NEW, "0x40234010", "boot"},
        {0x40201010, APPBIN_BOOT_OLD, "0x40201010", "; that is slot 1"},
        {0x40291000, APPBIN_BOOT_OLD, "0x40291000", "; that is boot old, slot 2 of maps 2 to 4"},
        {0x40202000, APPBIN_BOOT_OLD, "0x40202000", "boot"},
        {0x40210000, APPBIN_BOOT_OLD, "0x40210000", "; that is boot none, irom at 0x10000"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct appbin_findings findings = judge(cases[i].origin, cases[i].boot);
        size_t found = 0;
        for (size_t k = 0; k < findings.count; k++) {
            if (findings.items[k].code == APPBIN_FINDING_IROM_ADDRESS) {
                found++;
                assert_true(findings.items[k].refuses);
                const char *text = strstr(findings.items[k].text, cases[i].address);
                assert_non_null(text);
                assert_true(strlen(text) > strlen(cases[i].name));
                assert_string_equal(text + strlen(text) - strlen(cases[i].name), cases[i].name);
            }
        }
        assert_int_equal(found, 1);
    }
}

static void test_image_check_linked_for_its_slot_no_finding(void **state)
{
    (void)state;
    static const struct {
        uint32_t origin;
        enum appbin_boot boot;
    } cases[] = {{0x40201010, APPBIN_BOOT_NEW}, {0x40211000, APPBIN_BOOT_OLD}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct appbin_findings findings = judge(cases[i].origin, cases[i].boot);
        assert_false(appbin_findings_refuse(&findings));
    }
}

static void test_origin_witness_str_every_value(void **state)
{
    (void)state;
    assert_string_equal(appbin_origin_witness_str(APPBIN_WITNESS_NONE), "none");
    assert_string_equal(appbin_origin_witness_str(APPBIN_WITNESS_FUNCTIONS), "functions");
    assert_string_equal(appbin_origin_witness_str(APPBIN_WITNESS_ADDRESSES), "addresses");
    assert_string_equal(appbin_origin_witness_str((enum appbin_origin_witness)3), "none");
}

static const struct CMUnitTest tests[] = {
    TEST(test_image_read_functions_at_every_4_kib_told),
    TEST(test_image_read_functions_against_addresses_functions_told),
    TEST(test_image_read_few_functions_against_addresses_not_told),
    TEST(test_image_read_few_functions_not_told),
    TEST(test_image_read_small_lead_not_told),
    TEST(test_image_read_other_bytes_no_functions),
    TEST(test_image_read_calls_from_ram_counted),
    TEST(test_image_check_linked_elsewhere_address_and_name),
    TEST(test_image_check_linked_for_its_slot_no_finding),
    TEST(test_origin_witness_str_every_value),
};

TEST_MAIN(tests)

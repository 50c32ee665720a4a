/* SPDX-License-Identifier: MIT */
/* Two images: one file for both slots, two programs, and what is said of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "image_maker.h"
#include "test_support.h"

#define SLOT1_ORIGIN 0x40201010u
#define SLOT2_ORIGIN 0x40281010u /* maps 2, 3 and 4 */

static struct firmware linked_firmware(uint32_t origin)
{
    struct firmware firmware = small_firmware();
    firmware.text.literal = origin + 0x20;
    firmware.irom.literal = origin + 0x40;
    return firmware;
}

static struct made_image sealed_image(const struct image_spec *spec)
{
    struct made_image made = make_image(spec);
    append_word(&made, ~plain_crc(made.bytes, made.size));
    return made;
}

static struct made_image image_of(const struct firmware *firmware, unsigned slot)
{
    struct image_spec spec = firmware_spec(firmware, APPBIN_BOOT_NEW, 2, slot);
    return sealed_image(&spec);
}

/* A flash-style header: bytes 2 and 3 of the first are those of the second. */
static struct made_image flash_image(unsigned map)
{
    const struct firmware firmware = linked_firmware(SLOT1_ORIGIN);
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, map, 1);
    memcpy(spec.leading_bytes, spec.ram_bytes, 2);
    return sealed_image(&spec);
}

/* Both ways round; frees them. code 0: no finding. text may be NULL. */
static void assert_pair(struct made_image first, struct made_image second, int code,
                        const char *text)
{
    struct made_image made[2] = {first, second};
    struct appbin_image images[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(appbin_image_read(&images[i], made[i].bytes, made[i].size, NULL),
                         APPBIN_OK);
    }
    for (size_t i = 0; i < 2; i++) {
        struct appbin_findings findings = {0};
        appbin_image_check_pair(&findings, &images[i], made[i].bytes, &images[1 - i],
                                made[1 - i].bytes);
        assert_int_equal(findings.count, code != 0);
        assert_true(code == 0 || (int)findings.items[0].code == code);
        assert_int_equal(appbin_findings_refuse(&findings),
                         code != 0 && code != APPBIN_FINDING_PAIR_PROGRAMS);
        if (i == 0 && text != NULL) {
            assert_string_equal(findings.items[0].text, text);
        }
    }
    free(first.bytes);
    free(second.bytes);
}

static void assert_described(struct made_image first, struct made_image second, int map,
                             const char *wanted)
{
    struct appbin_image images[2];
    char text[128];
    assert_int_equal(appbin_image_read(&images[0], first.bytes, first.size, NULL), APPBIN_OK);
    assert_int_equal(appbin_image_read(&images[1], second.bytes, second.size, NULL), APPBIN_OK);
    appbin_image_describe_pair(text, sizeof text, map, &images[0], first.bytes, &images[1],
                               second.bytes);
    assert_string_equal(text, wanted);
    free(first.bytes);
    free(second.bytes);
}

static void test_image_check_pair_one_file_for_both_slots_no_finding(void **state)
{
    (void)state;
    assert_pair(flash_image(5), flash_image(5), 0, NULL);
    assert_pair(flash_image(6), flash_image(6), 0, NULL);
    /* On these maps the slots have irom at two addresses. */
    assert_pair(flash_image(2), flash_image(2), APPBIN_FINDING_PAIR_SAME, NULL);
    assert_pair(flash_image(0), flash_image(0), APPBIN_FINDING_PAIR_SAME, NULL);
}

static void test_image_check_pair_one_file_that_names_its_slot_pair_same(void **state)
{
    (void)state;
    const struct firmware firmware = linked_firmware(SLOT1_ORIGIN);
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 6, 1);
    assert_pair(sealed_image(&spec), sealed_image(&spec), APPBIN_FINDING_PAIR_SAME, NULL);
}

/* .text of the second is longer by so many bytes. */
static void assert_text_longer(uint32_t bytes, int code)
{
    struct firmware first = linked_firmware(SLOT1_ORIGIN);
    struct firmware second = linked_firmware(SLOT2_ORIGIN);
    first.text.size = 6400;
    second.text.size = 6400 + bytes;
    assert_pair(image_of(&first, 1), image_of(&second, 2), code, NULL);
}

/* 64 bytes and a 64th of the longer one. */
static void test_image_check_pair_nearly_as_long_no_finding(void **state)
{
    (void)state;
    assert_text_longer(0, 0);
    assert_text_longer(4, 0);
    assert_text_longer(164, 0);
    assert_text_longer(168, APPBIN_FINDING_PAIR_PROGRAMS);
}

static void test_image_check_pair_other_length_pair_programs(void **state)
{
    (void)state;
    const struct firmware first = linked_firmware(SLOT1_ORIGIN);
    struct firmware second = linked_firmware(SLOT2_ORIGIN);
    second.irom.size = first.irom.size / 16 * 16 + 4096;
    assert_pair(image_of(&first, 1), image_of(&second, 2), APPBIN_FINDING_PAIR_PROGRAMS, NULL);
    second = linked_firmware(SLOT2_ORIGIN);
    second.rodata.size += 4096;
    assert_pair(image_of(&first, 1), image_of(&second, 2), APPBIN_FINDING_PAIR_PROGRAMS, NULL);
}

static void test_image_check_pair_other_number_of_segments_pair_programs(void **state)
{
    (void)state;
    const struct firmware first = linked_firmware(SLOT1_ORIGIN);
    struct firmware second = linked_firmware(SLOT2_ORIGIN);
    second.data.size = 0;
    assert_pair(image_of(&first, 1), image_of(&second, 2), APPBIN_FINDING_PAIR_PROGRAMS,
                "they look like two different programs: the first has 3 RAM segments, the second "
                "2");
}

static void test_image_check_pair_same_lengths_other_words_pair_programs(void **state)
{
    (void)state;
    const struct firmware first = linked_firmware(SLOT1_ORIGIN);
    struct firmware second = linked_firmware(SLOT2_ORIGIN);
    second.irom.seed++;
    second.text.seed++;
    second.data.seed++;
    second.rodata.seed++;
    assert_pair(image_of(&first, 1), image_of(&second, 2), APPBIN_FINDING_PAIR_PROGRAMS, NULL);
}

/* 32 strings of 10 letters, the last `own` of them of this program alone, 16 bytes each. */
static struct sample strings_sample(uint8_t *bytes, unsigned own, char program)
{
    for (unsigned i = 0; i < 32; i++) {
        char *text = (char *)bytes + (size_t)16 * i;
        memset(text, 0, 16);
        (void)snprintf(text, 16, "string%c%03u", i >= 32 - own ? program : '_', i);
    }
    return (struct sample){.bytes = bytes, .size = 512};
}

static void assert_strings(unsigned own, int code, const char *text)
{
    uint8_t bytes[2][512];
    struct firmware first = linked_firmware(SLOT1_ORIGIN);
    struct firmware second = linked_firmware(SLOT2_ORIGIN);
    first.rodata = strings_sample(bytes[0], own, 'a');
    second.rodata = strings_sample(bytes[1], own, 'b');
    assert_pair(image_of(&first, 1), image_of(&second, 2), code, text);
}

static void test_image_check_pair_other_strings_pair_programs(void **state)
{
    (void)state;
    assert_strings(0, 0, NULL);
    assert_strings(8, 0, NULL);
    assert_strings(9, APPBIN_FINDING_PAIR_PROGRAMS,
                   "they look like two different programs: 23 of 32 strings are in both");
    assert_strings(32, APPBIN_FINDING_PAIR_PROGRAMS, NULL);
}

/* What refuses comes alone: that they differ is no wonder then. */
static void test_image_check_pair_refused_no_warning_beside_it(void **state)
{
    (void)state;
    const struct firmware first = linked_firmware(SLOT1_ORIGIN);
    struct firmware second = linked_firmware(SLOT2_ORIGIN);
    second.irom.size += 8192;
    assert_pair(image_of(&first, 1), image_of(&second, 1), APPBIN_FINDING_PAIR_SLOT, NULL);
}

static void test_image_describe_pair_says_what_is_known(void **state)
{
    (void)state;
    const struct firmware firmwares[2] = {linked_firmware(SLOT1_ORIGIN),
                                          linked_firmware(SLOT2_ORIGIN)};
    assert_described(image_of(&firmwares[0], 1), image_of(&firmwares[1], 2), -1,
                     "two slots of map 2");
    assert_described(flash_image(6), flash_image(6), -1, "one image for both slots of map 6");
    /* The flash mode differs, the slot is nowhere. */
    struct image_spec spec = firmware_spec(&firmwares[0], APPBIN_BOOT_NEW, 6, 1);
    spec.ram_bytes[0] = 2;
    memcpy(spec.leading_bytes, spec.ram_bytes, 2);
    assert_described(flash_image(6), sealed_image(&spec), -1,
                     "two images of map 6; nothing tells which slot each is for");
    /* Boot old, slot 1, names no map. */
    const struct firmware old[2] = {linked_firmware(0x40211000), linked_firmware(0x40291000)};
    const struct image_spec specs[2] = {firmware_spec(&old[0], APPBIN_BOOT_OLD, 2, 1),
                                        firmware_spec(&old[1], APPBIN_BOOT_OLD, 2, 2)};
    assert_described(sealed_image(&specs[0]), sealed_image(&specs[1]), -1, "two slots of map 2");
    assert_described(sealed_image(&specs[0]), sealed_image(&specs[1]), 3, "two slots of map 3");
}

static const struct CMUnitTest tests[] = {
    TEST(test_image_check_pair_one_file_for_both_slots_no_finding),
    TEST(test_image_check_pair_one_file_that_names_its_slot_pair_same),
    TEST(test_image_check_pair_nearly_as_long_no_finding),
    TEST(test_image_check_pair_other_length_pair_programs),
    TEST(test_image_check_pair_other_number_of_segments_pair_programs),
    TEST(test_image_check_pair_same_lengths_other_words_pair_programs),
    TEST(test_image_check_pair_other_strings_pair_programs),
    TEST(test_image_check_pair_refused_no_warning_beside_it),
    TEST(test_image_describe_pair_says_what_is_known),
};

TEST_MAIN(tests)

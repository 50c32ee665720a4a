/* SPDX-License-Identifier: MIT */
#include "appbin/boot_loader.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "image_maker.h"
#include "sample.h"
#include "test_support.h"

static struct appbin_boot_loader loader;
static struct appbin_diagnostic diagnostic;

/* A boot loader whose only segment is a text. */
static struct made_image loader_with(const char *text)
{
    struct image_spec spec = {.boot = APPBIN_BOOT_NONE, .entry = 0x40100000, .segment_count = 1};
    spec.segments[0].address = 0x40100000;
    spec.segments[0].contents =
        (struct sample){.bytes = (const uint8_t *)text, .size = (uint32_t)strlen(text)};
    return make_image(&spec);
}

static void read_text(const char *text)
{
    struct made_image image = loader_with(text);
    assert_int_equal(appbin_boot_loader_read(&loader, image.bytes, image.size, NULL), APPBIN_OK);
    free(image.bytes);
}

static void read_version(unsigned major, unsigned minor)
{
    char text[64];
    (void)snprintf(text, sizeof text, "2nd boot version : %u.%u\n", major, minor);
    read_text(text);
    assert_int_equal(loader.kind, APPBIN_BOOT_LOADER_VENDOR);
    assert_int_equal(loader.version_major, major);
    assert_int_equal(loader.version_minor, minor);
}

static void test_boot_loader_read_text_of_version_vendor(void **state)
{
    (void)state;
    read_version(1, 1);
    read_version(1, 7);
    read_version(2, 0);
    read_text("..\n2nd boot version : 1.4(b1)\n  SPI Speed");
    assert_int_equal(loader.kind, APPBIN_BOOT_LOADER_VENDOR);
    assert_int_equal(loader.version_minor, 4);
}

static void test_boot_loader_read_other_text_unknown(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "2nd boot",
        "2nd boot version : ",
        "2nd boot version : 1",
        "2nd boot version : 1.",
        "2nd boot version : x.7",
        "2nd boot version : 1,7",
        "2nd boot version : 1.71",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        read_text(texts[i]);
        assert_int_equal(loader.kind, APPBIN_BOOT_LOADER_UNKNOWN);
        assert_int_equal(loader.version_major, 0);
        assert_int_equal(loader.version_minor, 0);
    }
}

static void test_boot_loader_read_text_after_image_unknown(void **state)
{
    (void)state;
    struct made_image image = loader_with("no version");
    size_t end = image.size;
    append_bytes(&image, 0xFF, 64);
    memcpy(image.bytes + end, "2nd boot version : 1.7", 22);
    assert_int_equal(appbin_boot_loader_read(&loader, image.bytes, image.size, NULL), APPBIN_OK);
    assert_int_equal(loader.kind, APPBIN_BOOT_LOADER_UNKNOWN);
    free(image.bytes);
}

static void test_boot_loader_read_rboot_recognised(void **state)
{
    (void)state;
    read_text("\r\nrBoot v1.4.2 - richardaburton@gmail.com\r\n");
    assert_int_equal(loader.kind, APPBIN_BOOT_LOADER_RBOOT);
}

static void assert_refused(const uint8_t *bytes, size_t size, enum appbin_error expected)
{
    struct appbin_boot_loader untouched = {.version_major = 42};
    struct appbin_diagnostic reason = {""};
    assert_int_equal(appbin_boot_loader_read(&untouched, bytes, size, &reason), expected);
    assert_explained(&reason);
    assert_int_equal(untouched.version_major, 42);
}

static void test_boot_loader_read_no_boot_loader_refused(void **state)
{
    (void)state;
    struct made_image image = loader_with("2nd boot version : 1.7");
    image.bytes[image.xor_offset] ^= 1;
    assert_refused(image.bytes, image.size, APPBIN_ERR_UNSOUND);
    assert_refused(image.bytes, image.size - 1, APPBIN_ERR_IMAGE_MALFORMED);
    image.bytes[0] = 0xFF;
    assert_refused(image.bytes, image.size, APPBIN_ERR_NOT_IMAGE);
    free(image.bytes);
    struct firmware firmware = small_firmware();
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 1);
    image = make_image(&spec);
    assert_refused(image.bytes, image.size, APPBIN_ERR_UNSOUND);
    free(image.bytes);
}

/* The maps on which each version was seen to start user2, or user1 always; bit = map. */
static const struct {
    unsigned minor;
    unsigned starts;
    unsigned never;
} facts[] = {
    {2, 1u << 2, 1u << 5 | 1u << 6 | 1u << 8 | 1u << 9},
    {4, 1u << 2 | 1u << 6, 0},
    {5, 0x7Cu, 1u << 8 | 1u << 9},
    {6, 0x7Cu, 1u << 8 | 1u << 9},
    {7, 0x37Cu, 0},
};

static void test_boot_loader_user2_every_version_as_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        read_version(1, facts[i].minor);
        for (unsigned number = 0; number <= 9; number++) {
            const struct appbin_flash_map *map = appbin_flash_map_find(number);
            if (map == NULL || !map->ota) {
                continue;
            }
            enum appbin_user2 expected = (facts[i].starts >> number & 1u) != 0 ? APPBIN_USER2_STARTS
                                         : (facts[i].never >> number & 1u) != 0
                                             ? APPBIN_USER2_NEVER
                                             : APPBIN_USER2_UNTRIED;
            assert_int_equal(appbin_boot_loader_user2(&loader, map), expected);
        }
    }
    read_text("rBoot");
    assert_int_equal(appbin_boot_loader_user2(&loader, appbin_flash_map_find(2)),
                     APPBIN_USER2_UNTRIED);
}

static void assert_verdict(enum appbin_boot boot, unsigned map,
                           enum appbin_boot_loader_verdict expected)
{
    diagnostic.message[0] = '\0';
    assert_int_equal(
        appbin_boot_loader_judge(&loader, boot, appbin_flash_map_find(map), &diagnostic), expected);
    if (expected == APPBIN_BOOT_LOADER_FITS) {
        assert_string_equal(diagnostic.message, "");
    } else {
        assert_explained(&diagnostic);
    }
}

static void test_boot_loader_judge_boot_mode_and_map(void **state)
{
    (void)state;
    read_version(1, 1);
    assert_verdict(APPBIN_BOOT_NEW, 2, APPBIN_BOOT_LOADER_REFUSED);
    assert_verdict(APPBIN_BOOT_OLD, 2, APPBIN_BOOT_LOADER_FITS);
    assert_verdict(APPBIN_BOOT_OLD, 4, APPBIN_BOOT_LOADER_FITS);
    read_version(1, 2);
    assert_verdict(APPBIN_BOOT_NEW, 0, APPBIN_BOOT_LOADER_FITS);
    assert_verdict(APPBIN_BOOT_NEW, 2, APPBIN_BOOT_LOADER_FITS);
    assert_verdict(APPBIN_BOOT_OLD, 2, APPBIN_BOOT_LOADER_FITS);
    assert_verdict(APPBIN_BOOT_NEW, 3, APPBIN_BOOT_LOADER_DOUBTFUL);
    assert_verdict(APPBIN_BOOT_NEW, 6, APPBIN_BOOT_LOADER_REFUSED);
    read_version(1, 4);
    assert_verdict(APPBIN_BOOT_NEW, 6, APPBIN_BOOT_LOADER_FITS);
    assert_verdict(APPBIN_BOOT_NEW, 5, APPBIN_BOOT_LOADER_DOUBTFUL);
    read_version(1, 6);
    assert_verdict(APPBIN_BOOT_NEW, 5, APPBIN_BOOT_LOADER_FITS);
    assert_verdict(APPBIN_BOOT_NEW, 9, APPBIN_BOOT_LOADER_REFUSED);
    read_version(1, 7);
    assert_verdict(APPBIN_BOOT_NEW, 6, APPBIN_BOOT_LOADER_FITS);
    assert_verdict(APPBIN_BOOT_NEW, 8, APPBIN_BOOT_LOADER_DOUBTFUL);
}

static void test_boot_loader_judge_others_refused_or_doubtful(void **state)
{
    (void)state;
    read_text("rBoot v1.4.2");
    assert_verdict(APPBIN_BOOT_NEW, 2, APPBIN_BOOT_LOADER_REFUSED);
    assert_verdict(APPBIN_BOOT_OLD, 0, APPBIN_BOOT_LOADER_REFUSED);
    read_version(1, 3);
    assert_verdict(APPBIN_BOOT_NEW, 2, APPBIN_BOOT_LOADER_DOUBTFUL);
    read_text("");
    assert_verdict(APPBIN_BOOT_NEW, 2, APPBIN_BOOT_LOADER_DOUBTFUL);
    assert_int_equal(
        appbin_boot_loader_judge(&loader, APPBIN_BOOT_NEW, appbin_flash_map_find(8), NULL),
        APPBIN_BOOT_LOADER_DOUBTFUL);
}

static void test_boot_loader_kind_str_total(void **state)
{
    (void)state;
    assert_string_equal(appbin_boot_loader_kind_str(APPBIN_BOOT_LOADER_VENDOR), "vendor");
    assert_string_equal(appbin_boot_loader_kind_str(APPBIN_BOOT_LOADER_RBOOT), "rboot");
    assert_string_equal(appbin_boot_loader_kind_str((enum appbin_boot_loader_kind)77), "unknown");
}

static const struct CMUnitTest tests[] = {
    TEST(test_boot_loader_read_text_of_version_vendor),
    TEST(test_boot_loader_read_other_text_unknown),
    TEST(test_boot_loader_read_text_after_image_unknown),
    TEST(test_boot_loader_read_rboot_recognised),
    TEST(test_boot_loader_read_no_boot_loader_refused),
    TEST(test_boot_loader_user2_every_version_as_seen),
    TEST(test_boot_loader_judge_boot_mode_and_map),
    TEST(test_boot_loader_judge_others_refused_or_doubtful),
    TEST(test_boot_loader_kind_str_total),
};

TEST_MAIN(tests)

/* SPDX-License-Identifier: MIT */
/* Where rBoot has its ROMs, and where it cannot have any. Source: rBoot's rboot.h and readme. */
#include "appbin/flash_map.h"

#include "test_support.h"

static struct appbin_flash_map layout_of(unsigned map, uint32_t first, uint32_t second)
{
    struct appbin_flash_map layout = {.number = 77};
    const uint32_t roms[2] = {first, second};
    assert_int_equal(appbin_rboot_layout(&layout, map, roms, NULL), APPBIN_OK);
    return layout;
}

static void test_rboot_layout_default_is_that_of_rboot(void **state)
{
    (void)state;
    static const struct {
        unsigned map;
        uint32_t second;
    } cases[] = {{2, 0x82000}, {3, 0x102000}, {4, 0x202000}, {6, 0x202000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct appbin_flash_map layout;
        assert_int_equal(appbin_rboot_layout(&layout, cases[i].map, NULL, NULL), APPBIN_OK);
        assert_int_equal(layout.number, cases[i].map);
        assert_int_equal(layout.slot_offset[0], 0x2000);
        assert_int_equal(layout.slot_offset[1], cases[i].second);
        assert_true(layout.ota && layout.own_layout && !layout.old_boot);
    }
}

static void test_rboot_layout_irom_lies_in_the_window_of_its_megabyte(void **state)
{
    (void)state;
    struct appbin_flash_map layout = layout_of(6, 0x2000, 0x282000);
    assert_int_equal(appbin_flash_map_irom_origin(&layout, 1, APPBIN_BOOT_NEW), 0x40202010);
    assert_int_equal(appbin_flash_map_irom_origin(&layout, 2, APPBIN_BOOT_NEW), 0x40282010);
}

static void test_rboot_layout_slot_ends_before_what_follows(void **state)
{
    (void)state;
    assert_int_equal(layout_of(2, 0x2000, 0x82000).slot_limit, 0x79000);  /* the SDK's sectors */
    assert_int_equal(layout_of(2, 0x2000, 0x42000).slot_limit, 0x40000);  /* the other ROM */
    assert_int_equal(layout_of(2, 0x42000, 0x2000).slot_limit, 0x40000);  /* in any order */
    assert_int_equal(layout_of(6, 0x2000, 0x202000).slot_limit, 0xFE000); /* the megabyte */
    assert_int_equal(layout_of(6, 0x2000, 0x1F0000).slot_limit, 0x10000);
}

static void test_rboot_layout_rom_that_cannot_be_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned map;
        uint32_t roms[2];
    } cases[] = {
        {1, {0x2000, 0x22000}},  {7, {0x2000, 0x82000}},  {10, {0x2000, 0x82000}},
        {2, {0x1000, 0x82000}},  {2, {0, 0x82000}},       {2, {0x2000, 0x2000}},
        {2, {0x2000, 0x82001}},  {2, {0x2800, 0x82000}},  {2, {0x2000, 0xFB000}},
        {2, {0x2000, 0x100000}}, {2, {0x2000, 0x102000}}, {2, {0xFFFFF000, 0x2000}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct appbin_flash_map layout = {.number = 77};
        struct appbin_diagnostic diagnostic = {""};
        assert_int_equal(appbin_rboot_layout(&layout, cases[i].map, cases[i].roms, &diagnostic),
                         APPBIN_ERR_OPTIONS);
        assert_explained(&diagnostic);
        assert_int_equal(layout.number, 77);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_rboot_layout_default_is_that_of_rboot),
    cmocka_unit_test(test_rboot_layout_irom_lies_in_the_window_of_its_megabyte),
    cmocka_unit_test(test_rboot_layout_slot_ends_before_what_follows),
    cmocka_unit_test(test_rboot_layout_rom_that_cannot_be_refused),
};

TEST_MAIN(tests)

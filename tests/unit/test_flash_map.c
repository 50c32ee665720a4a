/* SPDX-License-Identifier: MIT */
#include "appbin/flash_map.h"

#include <string.h>

#include "appbin/memory_region.h"
#include "appverify/image_format.h"
#include "test_support.h"

#define KIB 1024u

/* The vendor's table; 0 where a map has no such slot or boot mode. */
struct map_row {
    unsigned number;
    uint32_t flash_size;
    uint32_t slot_offset[2];
    uint32_t origin_new[2];
    uint32_t origin_old[2];
    uint32_t irom_limit;
    uint32_t slot_limit;
    const char *layout;
    const char *boot_loader; /* its version, as in the text */
};

#define ROW_512(number, size)                                                                      \
    {                                                                                              \
        number, size, {0x1000, 0x81000}, {0x40201010, 0x40281010}, {0x40211000, 0x40291000},       \
            0x6B000, 0x7A000, "512+512", "1.2"                                                     \
    }
#define ROW_1024(number, size, boot_loader)                                                        \
    {                                                                                              \
        number, size, {0x1000, 0x101000}, {0x40201010, 0x40201010}, {0, 0}, 0xE0000, 0xFA000,      \
            "1024+1024", boot_loader                                                               \
    }

static const struct map_row rows[] = {
    {0,
     512 * KIB,
     {0x1000, 0x41000},
     {0x40201010, 0x40241010},
     {0x40211000, 0x40251000},
     0x2B000,
     0x3A000,
     "256+256",
     "1.2"},
    ROW_512(2, 1024 * KIB),
    ROW_512(3, 2048 * KIB),
    ROW_512(4, 4096 * KIB),
    ROW_1024(5, 2048 * KIB, "1.4"),
    ROW_1024(6, 4096 * KIB, "1.4"),
    ROW_1024(8, 8192 * KIB, "1.7"),
    ROW_1024(9, 16384 * KIB, "1.7"),
};

#define ROWS (sizeof rows / sizeof rows[0])

static void test_flash_map_find_ota_maps_match_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(rows[i].number);
        assert_non_null(map);
        assert_int_equal(map->number, rows[i].number);
        assert_int_equal(map->flash_size, rows[i].flash_size);
        assert_int_equal(map->slot_offset[0], rows[i].slot_offset[0]);
        assert_int_equal(map->slot_offset[1], rows[i].slot_offset[1]);
        assert_int_equal(map->irom_limit, rows[i].irom_limit);
        assert_int_equal(map->slot_limit, rows[i].slot_limit);
        assert_string_equal(map->layout, rows[i].layout);
        assert_non_null(strstr(map->boot_loader, rows[i].boot_loader));
        assert_int_equal(strstr(map->boot_loader, "1.1") != NULL, map->old_boot);
        assert_true(map->ota);
        assert_int_equal(map->old_boot, rows[i].number < 5);
        assert_int_equal(map->doubtful, rows[i].number >= 8);
    }
}

static void test_flash_map_find_map_1_has_no_ota(void **state)
{
    (void)state;
    const struct appbin_flash_map *map = appbin_flash_map_find(1);
    assert_non_null(map);
    assert_int_equal(map->number, 1);
    assert_int_equal(map->flash_size, 256 * KIB);
    assert_false(map->ota);
    assert_false(map->old_boot);
    assert_int_equal(map->slot_offset[0], 0);
    assert_int_equal(map->slot_offset[1], 0);
}

static void test_flash_map_find_undefined_number_null(void **state)
{
    (void)state;
    assert_null(appbin_flash_map_find(7));
    for (unsigned number = 10; number < 300; number++) {
        assert_null(appbin_flash_map_find(number));
    }
    assert_null(appbin_flash_map_find(0x80000000u));
    assert_null(appbin_flash_map_find(0xFFFFFFFFu));
}

static void test_flash_map_irom_origin_every_slot_matches_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(rows[i].number);
        for (unsigned slot = 1; slot <= 2; slot++) {
            assert_int_equal(appbin_flash_map_irom_origin(map, slot, APPBIN_BOOT_NEW),
                             rows[i].origin_new[slot - 1]);
            if (map->old_boot) {
                assert_int_equal(appbin_flash_map_irom_origin(map, slot, APPBIN_BOOT_OLD),
                                 rows[i].origin_old[slot - 1]);
            }
        }
    }
}

/* Slots and system sectors must not run into each other. */
static void test_flash_map_find_ota_maps_slots_fit_the_flash(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(rows[i].number);
        assert_true(map->slot_offset[0] + map->slot_limit <= map->slot_offset[1]);
        assert_true(map->slot_offset[1] + map->slot_limit <= map->flash_size - 0x5000);
    }
}

/* Each byte is in one area, and what is free is what the table leaves. */
static void test_flash_map_areas_every_map_covers_the_flash(void **state)
{
    (void)state;
    for (unsigned number = 0; number <= 9; number++) {
        const struct appbin_flash_map *map = appbin_flash_map_find(number);
        struct appbin_flash_area areas[APPBIN_FLASH_AREAS_MAX];
        size_t count = map != NULL ? appbin_flash_map_areas(areas, map) : 0;
        uint32_t at = 0;
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(areas[i].offset, at);
            assert_true(areas[i].size > 0);
            at += areas[i].size;
        }
        assert_int_equal(at, map != NULL ? map->flash_size : 0);
    }
}

static void test_flash_map_areas_free_ones_match_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct appbin_flash_area areas[APPBIN_FLASH_AREAS_MAX];
        size_t count = appbin_flash_map_areas(areas, appbin_flash_map_find(rows[i].number));
        uint32_t end_of_slot_2 = rows[i].slot_offset[1] + rows[i].slot_limit;
        uint32_t free_after = rows[i].flash_size - 0x5000 - end_of_slot_2;
        assert_int_equal(count, free_after > 0 ? 8 : 7);
        assert_int_equal(areas[2].kind, APPBIN_FLASH_AREA_FREE);
        assert_int_equal(areas[2].offset, rows[i].slot_offset[0] + rows[i].slot_limit);
        assert_int_equal(areas[2].size, 0x6000);
        if (free_after > 0) {
            assert_int_equal(areas[4].kind, APPBIN_FLASH_AREA_FREE);
            assert_int_equal(areas[4].offset, end_of_slot_2);
            assert_int_equal(areas[4].size, free_after);
        }
    }
}

static void test_flash_map_constants_match_the_chip(void **state)
{
    (void)state;
    assert_int_equal(APPVERIFY_DRAM_ADDRESS, 0x3FFE8000);
    assert_int_equal(APPVERIFY_DRAM_SIZE, 0x14000);
    assert_int_equal(APPVERIFY_IRAM_ADDRESS, 0x40100000);
    assert_int_equal(APPVERIFY_IRAM_SIZE, 0x8000);
    assert_int_equal(APPVERIFY_IROM_ADDRESS, 0x40200000);
    assert_int_equal(APPVERIFY_IROM_SIZE, 0x100000);
    assert_int_equal(APPVERIFY_SECTOR_SIZE, 0x1000);
    assert_int_equal(APPVERIFY_RF_CALIBRATION_FROM_END, 0x5000);
    assert_int_equal(APPVERIFY_INIT_DATA_FROM_END, 0x4000);
    assert_int_equal(APPVERIFY_PARAMETERS_FROM_END, 0x3000);
    assert_int_equal(APPVERIFY_BLANK_FROM_END, 0x2000);
}

struct region_case {
    uint32_t address;
    uint32_t size;
    const char *name;
};

static const struct region_case region_cases[] = {
    /* dram 3FFE8000 to 3FFFBFFF */
    {0x3FFE7FFF, 0, "-"},
    {0x3FFE7FFF, 1, "-"},
    {0x3FFE7FFF, 2, "-"},
    {0x3FFE8000, 0, "dram"},
    {0x3FFE8000, 0x14000, "dram"},
    {0x3FFE8000, 0x14001, "-"},
    {0x3FFFBFFF, 0, "dram"},
    {0x3FFFBFFF, 1, "dram"},
    {0x3FFFBFFF, 2, "-"},
    {0x3FFFC000, 0, "-"},
    {0x3FFFC000, 1, "-"},
    /* iram 40100000 to 40107FFF */
    {0x400FFFFF, 1, "-"},
    {0x40100000, 0x8000, "iram"},
    {0x40100000, 0x8001, "-"},
    {0x40107FFF, 1, "iram"},
    {0x40107FFF, 2, "-"},
    {0x40108000, 0, "-"},
    {0x40108000, 1, "-"},
    /* irom 40200000 to 402FFFFF */
    {0x401FFFFF, 1, "-"},
    {0x40200000, 0x100000, "irom"},
    {0x40200000, 0x100001, "-"},
    {0x402FFFFF, 1, "irom"},
    {0x402FFFFF, 2, "-"},
    {0x40300000, 0, "-"},
    /* sums that wrap around */
    {0x40107FFC, 0xFFFFFFFF, "-"},
    {0x3FFE8000, 0xFFFFFFFF, "-"},
    {0x40200000, 0xC0000000, "-"},
    {0xFFFFFFFF, 0xFFFFFFFF, "-"},
    {0xFFFFFFF0, 0x80000000, "-"},
    {0, 0, "-"},
    {0, 0xFFFFFFFF, "-"},
};

static void test_region_name_boundaries_and_wraps(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof region_cases / sizeof region_cases[0]; i++) {
        const struct region_case *c = &region_cases[i];
        assert_string_equal(appbin_memory_region_name(c->address, c->size), c->name);
    }
}

static void test_region_is_ram_boundaries_iram_and_dram_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof region_cases / sizeof region_cases[0]; i++) {
        const struct region_case *c = &region_cases[i];
        bool ram = strcmp(c->name, "iram") == 0 || strcmp(c->name, "dram") == 0;
        assert_int_equal(appbin_memory_region_is_ram(c->address, c->size), ram);
    }
}

static void test_flash_mode_str_every_mode_named(void **state)
{
    (void)state;
    assert_string_equal(appbin_flash_mode_str(0), "qio");
    assert_string_equal(appbin_flash_mode_str(1), "qout");
    assert_string_equal(appbin_flash_mode_str(2), "dio");
    assert_string_equal(appbin_flash_mode_str(3), "dout");
    assert_string_equal(appbin_flash_mode_str(4), "unknown");
    assert_string_equal(appbin_flash_mode_str(0xFFFFFFFFu), "unknown");
}

static void test_flash_clock_mhz_every_divider_known(void **state)
{
    (void)state;
    for (unsigned divider = 0; divider < 300; divider++) {
        unsigned expected = divider == 0    ? 40
                            : divider == 1  ? 26
                            : divider == 2  ? 20
                            : divider == 15 ? 80
                                            : 0;
        assert_int_equal(appbin_flash_clock_mhz(divider), expected);
    }
}

static void test_boot_str_every_mode_named(void **state)
{
    (void)state;
    assert_string_equal(appbin_boot_str(APPBIN_BOOT_NONE), "none");
    assert_string_equal(appbin_boot_str(APPBIN_BOOT_OLD), "old");
    assert_string_equal(appbin_boot_str(APPBIN_BOOT_NEW), "new");
    assert_non_null(appbin_boot_str((enum appbin_boot)3));
    assert_non_null(appbin_boot_str((enum appbin_boot) - 1));
}

static void test_flash_map_limit_only_the_limit_differs(void **state)
{
    (void)state;
    static const struct {
        unsigned map;
        uint32_t limit;
    } cases[] = {{2, 0x6A000}, {2, 0x7A000}, {0, 0x1000}, {6, 0xFA000}, {9, 0x80000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct appbin_flash_map layout = {.number = 77};
        struct appbin_flash_map wanted = *appbin_flash_map_find(cases[i].map);
        wanted.slot_limit = cases[i].limit;
        assert_int_equal(appbin_flash_map_limit(&layout, cases[i].map, cases[i].limit, NULL),
                         APPBIN_OK);
        assert_memory_equal(&layout, &wanted, sizeof layout);
        assert_false(appbin_flash_map_is_own(&layout));
    }
    assert_false(appbin_flash_map_is_own(NULL));
}

static void test_flash_map_limit_bad_limit_or_map_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned map;
        uint32_t limit;
    } cases[] = {{2, 0},       {2, 0x6A001}, {2, 0x6A004},        {2, 0x7B000},    {2, 0x80000},
                 {0, 0x3C000}, {6, 0xFB000}, {2, 0xFFF},          {2, 0xFFFFF000}, {1, 0x1000},
                 {7, 0x1000},  {10, 0x1000}, {UINT32_MAX, 0x1000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct appbin_flash_map layout = {.number = 77};
        struct appbin_diagnostic diagnostic = {""};
        assert_int_equal(appbin_flash_map_limit(&layout, cases[i].map, cases[i].limit, &diagnostic),
                         APPBIN_ERR_OPTIONS);
        assert_int_equal(layout.number, 77);
        assert_explained(&diagnostic);
    }
}

static const struct CMUnitTest tests[] = {
    TEST(test_flash_map_limit_only_the_limit_differs),
    TEST(test_flash_map_limit_bad_limit_or_map_refused),
    TEST(test_flash_map_find_ota_maps_match_the_table),
    TEST(test_flash_map_find_map_1_has_no_ota),
    TEST(test_flash_map_find_undefined_number_null),
    TEST(test_flash_map_irom_origin_every_slot_matches_the_table),
    TEST(test_flash_map_find_ota_maps_slots_fit_the_flash),
    TEST(test_flash_map_areas_every_map_covers_the_flash),
    TEST(test_flash_map_areas_free_ones_match_the_table),
    TEST(test_flash_map_constants_match_the_chip),
    TEST(test_region_name_boundaries_and_wraps),
    TEST(test_region_is_ram_boundaries_iram_and_dram_only),
    TEST(test_flash_mode_str_every_mode_named),
    TEST(test_flash_clock_mhz_every_divider_known),
    TEST(test_boot_str_every_mode_named),
};

TEST_MAIN(tests)

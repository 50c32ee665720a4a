/* SPDX-License-Identifier: MIT */
#include "appbin/flash_image.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "sample.h"
#include "test_support.h"

/* Parts in exactly sized buffers; each holds one value throughout. */
static struct appbin_flash_part part(uint8_t value, size_t size)
{
    uint8_t *bytes = new_bytes(size);
    memset(bytes, value, size);
    return (struct appbin_flash_part){bytes, size};
}

/* A part does not own its bytes, so it points to const; these tests do own them. */
static void free_part(const struct appbin_flash_part *part)
{
    union {
        const uint8_t *in;
        uint8_t *out;
    } bytes = {.in = part->bytes};
    free(bytes.out);
}

static void free_parts(const struct appbin_flash_parts *parts)
{
    free_part(&parts->boot);
    free_part(&parts->slot[0]);
    free_part(&parts->slot[1]);
    free_part(&parts->init_data);
}

static struct appbin_flash_parts largest_parts(uint32_t slot_limit)
{
    return (struct appbin_flash_parts){
        .boot = part(0xB0, 0x1000),
        .slot = {part(0x51, slot_limit), part(0x52, slot_limit)},
        .init_data = part(0x1D, 0x1000),
        .flash_mode = 2,
        .flash_clock = 15,
    };
}

/* Where the parts lie on a map. */
struct layout {
    unsigned map;
    uint32_t user2;
    uint32_t limit;
    uint32_t flash_size;
};

static uint8_t expected_byte(uint32_t at, const struct layout *layout)
{
    if (at == 2 || at == 3) { /* the boot loader's header tells the flash */
        return at == 2 ? 2 : (uint8_t)(layout->map << 4 | 15);
    }
    if (at < 0x1000) {
        return 0xB0;
    }
    if (at < 0x1000 + layout->limit) {
        return 0x51;
    }
    if (at >= layout->user2 && at < layout->user2 + layout->limit) {
        return 0x52;
    }
    return at >= layout->flash_size - 0x4000 && at < layout->flash_size - 0x3000 ? 0x1D : 0xFF;
}

static void test_flash_image_merge_largest_parts_every_byte_in_place(void **state)
{
    (void)state;
    static const struct layout cases[] = {
        {0, 0x41000, 0x3A000, 0x80000},   {2, 0x81000, 0x7A000, 0x100000},
        {3, 0x81000, 0x7A000, 0x200000},  {4, 0x81000, 0x7A000, 0x400000},
        {5, 0x101000, 0xFA000, 0x200000}, {6, 0x101000, 0xFA000, 0x400000},
        {8, 0x101000, 0xFA000, 0x800000}, {9, 0x101000, 0xFA000, 0x1000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct appbin_flash_parts parts = largest_parts(cases[i].limit);
        uint8_t *image = NULL;
        size_t size = 0;
        assert_int_equal(appbin_flash_image_merge(
                             &image, &size, appbin_flash_map_find(cases[i].map), &parts, NULL),
                         APPBIN_OK);
        assert_int_equal(size, cases[i].flash_size);
        uint32_t wrong = 0;
        for (uint32_t at = 0; at < size; at++) {
            wrong += image[at] != expected_byte(at, &cases[i]);
        }
        assert_int_equal(wrong, 0);
        free(image);
        free_parts(&parts);
    }
}

static void test_flash_image_merge_optional_parts_absent_erased(void **state)
{
    (void)state;
    struct appbin_flash_parts parts = {.boot = part(0xB0, 4), .slot = {part(0x51, 5), {NULL, 0}}};
    uint8_t *image = NULL;
    size_t size = 0;
    assert_int_equal(
        appbin_flash_image_merge(&image, &size, appbin_flash_map_find(0), &parts, NULL), APPBIN_OK);
    uint32_t wrong = 0;
    for (uint32_t at = 0; at < size; at++) {
        uint8_t expected = at == 2 || at == 3            ? 0 /* qio; map 0, 40 MHz */
                           : at < 4                      ? 0xB0
                           : at >= 0x1000 && at < 0x1005 ? 0x51
                                                         : 0xFF;
        wrong += image[at] != expected;
    }
    assert_int_equal(wrong, 0);
    free(image);
    free_parts(&parts);
}

static void assert_merge_refused(const struct appbin_flash_map *map,
                                 struct appbin_flash_parts *parts, enum appbin_error expected)
{
    uint8_t sentinel = 0;
    uint8_t *image = &sentinel;
    size_t size = 42;
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_flash_image_merge(&image, &size, map, parts, &diagnostic), expected);
    assert_explained(&diagnostic);
    assert_ptr_equal(image, &sentinel);
    assert_int_equal(size, 42);
    free_parts(parts);
}

static void test_flash_image_merge_map_without_ota_refused(void **state)
{
    (void)state;
    struct appbin_flash_parts parts = {.boot = part(1, 1), .slot = {part(1, 1), {NULL, 0}}};
    assert_merge_refused(appbin_flash_map_find(1), &parts, APPBIN_ERR_OPTIONS);
}

static void test_flash_image_merge_slot_beyond_limit_too_large(void **state)
{
    (void)state;
    for (unsigned slot = 0; slot < 2; slot++) {
        struct appbin_flash_parts parts = {.boot = part(1, 1), .slot = {part(1, 1), part(1, 1)}};
        free_part(&parts.slot[slot]);
        parts.slot[slot] = part(1, 0x7A001);
        assert_merge_refused(appbin_flash_map_find(2), &parts, APPBIN_ERR_TOO_LARGE);
    }
}

static void test_flash_image_merge_boot_runs_into_user1_overlap(void **state)
{
    (void)state;
    struct appbin_flash_parts parts = {.boot = part(1, 0x1001), .slot = {part(1, 1), {NULL, 0}}};
    assert_merge_refused(appbin_flash_map_find(6), &parts, APPBIN_ERR_OVERLAP);
}

static void test_flash_image_merge_init_data_runs_into_parameters_overlap(void **state)
{
    (void)state;
    struct appbin_flash_parts parts = {
        .boot = part(1, 1), .slot = {part(1, 1), {NULL, 0}}, .init_data = part(1, 0x1001)};
    assert_merge_refused(appbin_flash_map_find(6), &parts, APPBIN_ERR_OVERLAP);
}

/* No vendor map lets a slot that keeps its limit run into the next part. */
static void test_flash_image_merge_slot_of_wide_map_overlap(void **state)
{
    (void)state;
    struct appbin_flash_map wide = *appbin_flash_map_find(0);
    wide.slot_limit = 0x80000;
    struct appbin_flash_parts parts = {.boot = part(1, 1), .slot = {part(1, 0x40001), part(1, 1)}};
    assert_merge_refused(&wide, &parts, APPBIN_ERR_OVERLAP);
    parts = (struct appbin_flash_parts){.boot = part(1, 1),
                                        .slot = {part(1, 1), part(1, 0x7B000 - 0x41000 + 1)}};
    assert_merge_refused(&wide, &parts, APPBIN_ERR_OVERLAP);
}

static void test_flash_image_merge_part_of_all_of_memory_refused(void **state)
{
    (void)state;
    static const uint8_t byte = 0;
    struct appbin_flash_parts parts = {.boot = {&byte, SIZE_MAX}, .slot = {{&byte, 1}, {NULL, 0}}};
    uint8_t *image = NULL;
    size_t size = 0;
    assert_int_equal(
        appbin_flash_image_merge(&image, &size, appbin_flash_map_find(0), &parts, NULL),
        APPBIN_ERR_OVERLAP);
    parts = (struct appbin_flash_parts){.boot = {&byte, 1}, .slot = {{&byte, SIZE_MAX}, {NULL, 0}}};
    assert_int_equal(
        appbin_flash_image_merge(&image, &size, appbin_flash_map_find(0), &parts, NULL),
        APPBIN_ERR_TOO_LARGE);
    assert_null(image);
}

static const struct CMUnitTest tests[] = {
    TEST(test_flash_image_merge_largest_parts_every_byte_in_place),
    TEST(test_flash_image_merge_optional_parts_absent_erased),
    TEST(test_flash_image_merge_map_without_ota_refused),
    TEST(test_flash_image_merge_slot_beyond_limit_too_large),
    TEST(test_flash_image_merge_boot_runs_into_user1_overlap),
    TEST(test_flash_image_merge_init_data_runs_into_parameters_overlap),
    TEST(test_flash_image_merge_slot_of_wide_map_overlap),
    TEST(test_flash_image_merge_part_of_all_of_memory_refused),
};

TEST_MAIN(tests)

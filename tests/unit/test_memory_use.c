/* SPDX-License-Identifier: MIT */
#include "appbin/memory_use.h"

#include <elf.h>
#include <stdlib.h>

#include "appbin/flash_map.h"
#include "appbin/image_build.h"
#include "elf_maker.h"
#include "test_support.h"

static enum appbin_error measure(struct appbin_memory_use *use, const struct elf_maker *maker,
                                 int map, unsigned slot)
{
    size_t size;
    uint8_t *bytes = elf_maker_build(maker, &size);
    struct appbin_elf *elf = NULL;
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_elf_open(&elf, bytes, size, NULL), APPBIN_OK);
    enum appbin_error error = appbin_memory_measure(
        use, elf, map < 0 ? NULL : appbin_flash_map_find((unsigned)map), slot, &diagnostic);
    if (error != APPBIN_OK) {
        assert_explained(&diagnostic);
    }
    appbin_elf_close(elf);
    free(bytes);
    return error;
}

static void test_memory_measure_small_firmware_counted_to_the_last_section(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_memory_use use;
    assert_int_equal(measure(&use, &maker, 6, 1), APPBIN_OK);
    assert_int_equal(use.iram.used, 0x124);
    assert_int_equal(use.iram.limit, 0x8000);
    assert_int_equal(use.dram.used, 0x90 + 0x100); /* .bss starts at 0x90 */
    assert_int_equal(use.dram.limit, 0x14000);
    assert_int_equal(use.irom.used, 0x200);
    assert_int_equal(use.irom.limit, 0xE0000);
    /* 16 + 0x200, then 8 + (8 + 0x124) + (8 + 0x34) + (8 + 0x48) = 0x1C0 up to the XOR line, CRC */
    assert_int_equal(use.slot.used, 16 + 0x200 + 0x1D0 + 4);
    assert_int_equal(use.slot.limit, 0xFA000);
}

static void test_memory_measure_data_alone_counted(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.rodata.size = 0;
    firmware.bss_size = 0;
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_memory_use use;
    assert_int_equal(measure(&use, &maker, 6, 1), APPBIN_OK);
    assert_int_equal(use.dram.used, 0x34);
}

static void test_memory_measure_without_map_limits_unknown(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.irom_address = 0x40234560;
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_memory_use use;
    assert_int_equal(measure(&use, &maker, -1, 0), APPBIN_OK);
    assert_int_equal(use.irom.used, 0x200);
    assert_int_equal(use.irom.limit, 0);
    assert_int_equal(use.slot.limit, 0);
}

static void test_memory_measure_slot_use_equals_the_built_image(void **state)
{
    (void)state;
    static const struct {
        enum appbin_boot boot;
        uint32_t origin;
    } cases[] = {{APPBIN_BOOT_NEW, 0x40281010}, {APPBIN_BOOT_OLD, 0x40291000}};
    for (size_t i = 0; i < 2; i++) {
        for (uint32_t extra = 0; extra < 20; extra++) {
            struct firmware firmware = small_firmware();
            firmware.irom_address = cases[i].origin;
            firmware.irom.size += extra;
            firmware.text.size += extra;
            struct elf_maker maker = firmware_maker(&firmware);
            struct appbin_memory_use use;
            assert_int_equal(measure(&use, &maker, 2, 2), APPBIN_OK);
            size_t size;
            uint8_t *bytes = elf_maker_build(&maker, &size);
            struct appbin_elf *elf = NULL;
            assert_int_equal(appbin_elf_open(&elf, bytes, size, NULL), APPBIN_OK);
            const struct appbin_build_options options = {
                .map = 2, .slot = 2, .boot = cases[i].boot};
            struct appbin_build_result result;
            assert_int_equal(appbin_image_build(elf, &options, &result, NULL), APPBIN_OK);
            assert_int_equal(use.slot.used, result.image_size);
            appbin_build_result_free(&result);
            appbin_elf_close(elf);
            free(bytes);
        }
    }
}

static void test_memory_measure_overflowing_sections_exceed_the_limits(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.text.size = 0x8004;
    firmware.bss_size = 0x14000;
    firmware.irom.size = 0x2B004;
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_memory_use use;
    assert_int_equal(measure(&use, &maker, 0, 1), APPBIN_OK);
    assert_int_equal(use.iram.used, 0x8004);
    assert_int_equal(use.dram.used, 0x14090);
    assert_int_equal(use.irom.used, 0x2B004);
    assert_int_equal(use.irom.limit, 0x2B000);
    assert_int_equal(use.slot.limit, 0x3A000);
}

static void test_memory_measure_not_allocated_or_empty_sections_not_counted(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_memory_use before;
    assert_int_equal(measure(&before, &maker, 6, 1), APPBIN_OK);
    elf_maker_add(&maker, ".comment", TEXT_ADDRESS, (struct sample){.size = 0x4000})->flags = 0;
    (void)elf_maker_add(&maker, ".empty", TEXT_ADDRESS + 0x7000, (struct sample){.size = 0});
    struct appbin_memory_use after;
    assert_int_equal(measure(&after, &maker, 6, 1), APPBIN_OK);
    assert_int_equal(after.iram.used, before.iram.used);
    assert_int_equal(after.dram.used, before.dram.used);
    assert_int_equal(after.slot.used, before.slot.used);
}

static void test_memory_measure_every_slot_of_every_map_accepted(void **state)
{
    (void)state;
    static const struct {
        int map;
        unsigned slot;
        uint32_t origin;
    } cases[] = {
        {0, 1, 0x40201010}, {0, 2, 0x40241010}, {0, 1, 0x40211000}, {0, 2, 0x40251000},
        {2, 1, 0x40201010}, {3, 2, 0x40281010}, {4, 1, 0x40211000}, {4, 2, 0x40291000},
        {5, 1, 0x40201010}, {5, 2, 0x40201010}, {6, 2, 0x40201010}, {8, 1, 0x40201010},
        {9, 2, 0x40201010}, {0, 0, 0x40201010}, {0, 0, 0x40251000}, {9, 0, 0x40201010},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct firmware firmware = small_firmware();
        firmware.irom_address = cases[i].origin;
        struct elf_maker maker = firmware_maker(&firmware);
        struct appbin_memory_use use;
        assert_int_equal(measure(&use, &maker, cases[i].map, cases[i].slot), APPBIN_OK);
    }
}

static void test_memory_measure_other_slot_refused_unchanged(void **state)
{
    (void)state;
    static const struct {
        int map;
        unsigned slot;
        uint32_t origin;
    } cases[] = {
        {0, 2, 0x40201010}, {0, 1, 0x40241010}, {0, 2, 0x40281010}, {2, 2, 0x40241010},
        {2, 1, 0x40291000}, {5, 1, 0x40211000}, {9, 2, 0x40301010}, {0, 1, 0x00000000},
        {6, 0, 0x40281010}, {0, 0, 0x40281010},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct firmware firmware = small_firmware();
        firmware.irom_address = cases[i].origin;
        struct elf_maker maker = firmware_maker(&firmware);
        struct appbin_memory_use use = {.iram = {.used = 42}};
        assert_int_equal(measure(&use, &maker, cases[i].map, cases[i].slot), APPBIN_ERR_WRONG_SLOT);
        assert_int_equal(use.iram.used, 42);
    }
}

/* Asked about either slot, a firmware for boot none is still measured. */
static void test_memory_measure_linked_for_no_slot_slot_unknown(void **state)
{
    (void)state;
    static const struct {
        int map;
        uint32_t origin;
    } cases[] = {
        {0, 0x40210000}, {6, 0x40220000}, {2, 0x40240000}, {2, 0x40209000}, {6, 0x40202000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct firmware firmware = small_firmware();
        firmware.irom_address = cases[i].origin;
        struct elf_maker maker = firmware_maker(&firmware);
        struct appbin_memory_use use;
        assert_int_equal(measure(&use, &maker, cases[i].map, 0), APPBIN_OK);
        assert_int_equal(use.iram.used, 0x124);
        assert_int_equal(use.irom.used, 0x200);
        assert_int_equal(use.slot.used, 0);
        assert_int_equal(use.slot.limit, 0);
    }
}

static void test_memory_measure_map_without_slots_limits_unknown(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.irom_address = 0x40210000;
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_memory_use use;
    assert_int_equal(measure(&use, &maker, 1, 0), APPBIN_OK);
    assert_int_equal(use.irom.used, 0x200);
    assert_int_equal(use.irom.limit, 0);
    assert_int_equal(use.slot.limit, 0);
}

static void test_memory_measure_irom_missing_or_empty_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_memory_use use;
    elf_maker_find(&maker, ".irom0.text")->name = ".irom1.text";
    assert_int_equal(measure(&use, &maker, 6, 1), APPBIN_ERR_NO_SECTION);
    firmware.irom.size = 0;
    maker = firmware_maker(&firmware);
    assert_int_equal(measure(&use, &maker, 6, 1), APPBIN_ERR_NO_SECTION);
}

/* Boot none needs no irom. */
static void test_memory_measure_without_irom_no_slot(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.irom.size = 0;
    struct elf_maker maker = firmware_maker(&firmware);
    for (int map = -1; map <= 2; map++) {
        struct appbin_memory_use use;
        assert_int_equal(measure(&use, &maker, map, 0), APPBIN_OK);
        assert_int_equal(use.iram.used, 0x124);
        assert_int_equal(use.irom.used, 0);
        assert_int_equal(use.slot.used, 0);
    }
}

static void test_memory_measure_note_takes_no_place_in_the_image(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_memory_use before;
    struct appbin_memory_use after;
    assert_int_equal(measure(&before, &maker, 6, 1), APPBIN_OK);
    elf_maker_add(&maker, ".note", TEXT_ADDRESS + 0x40, (struct sample){.size = 36})->type =
        SHT_NOTE;
    assert_int_equal(measure(&after, &maker, 6, 1), APPBIN_OK);
    assert_int_equal(after.slot.used, before.slot.used);
}

/* With boot old and none the RAM part ends where irom starts; headers and XOR line count. */
static void test_memory_measure_ram_part_into_irom_too_large(void **state)
{
    (void)state;
    static const struct {
        int map;
        uint32_t origin;
        uint32_t room;
    } cases[] = {{2, 0x40211000, 0x10000}, {2, 0x40210000, 0x10000}, {-1, 0x40209000, 0x9000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct firmware firmware = small_firmware();
        struct appbin_memory_use use;
        firmware.irom_address = cases[i].origin;
        firmware.text.size = 0x8000;
        firmware.rodata.size = 0;
        firmware.data.size = cases[i].room - 4 - 8 - 8 - 0x8000 - 8; /* at least one pad byte */
        struct elf_maker maker = firmware_maker(&firmware);
        assert_int_equal(measure(&use, &maker, cases[i].map, 0), APPBIN_OK);
        firmware.data.size++;
        maker = firmware_maker(&firmware);
        assert_int_equal(measure(&use, &maker, cases[i].map, 0), APPBIN_ERR_TOO_LARGE);
    }
}

static void test_use_exceeded_at_limit_beyond_and_unknown(void **state)
{
    (void)state;
    const struct appbin_use at = {0x8000, 0x8000};
    const struct appbin_use beyond = {0x8001, 0x8000};
    const struct appbin_use unknown = {0x8001, 0};
    assert_false(appbin_use_exceeded(&at));
    assert_true(appbin_use_exceeded(&beyond));
    assert_false(appbin_use_exceeded(&unknown));
}

static const struct CMUnitTest tests[] = {
    TEST(test_memory_measure_small_firmware_counted_to_the_last_section),
    TEST(test_memory_measure_data_alone_counted),
    TEST(test_memory_measure_without_map_limits_unknown),
    TEST(test_memory_measure_slot_use_equals_the_built_image),
    TEST(test_memory_measure_overflowing_sections_exceed_the_limits),
    TEST(test_memory_measure_not_allocated_or_empty_sections_not_counted),
    TEST(test_memory_measure_every_slot_of_every_map_accepted),
    TEST(test_memory_measure_other_slot_refused_unchanged),
    TEST(test_memory_measure_linked_for_no_slot_slot_unknown),
    TEST(test_memory_measure_map_without_slots_limits_unknown),
    TEST(test_memory_measure_irom_missing_or_empty_refused),
    TEST(test_memory_measure_without_irom_no_slot),
    TEST(test_memory_measure_note_takes_no_place_in_the_image),
    TEST(test_memory_measure_ram_part_into_irom_too_large),
    TEST(test_use_exceeded_at_limit_beyond_and_unknown),
};

TEST_MAIN(tests)

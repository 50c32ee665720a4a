/* SPDX-License-Identifier: MIT */
#include "appbin/flash_dump.h"

#include <stdlib.h>
#include <string.h>

#include "appverify/store.h"
#include "boot_parameters.h"
#include "image_maker.h"
#include "nor_flash.h"
#include "sample.h"
#include "test_support.h"

/* A flash of map 0: system sectors from 0x7B000 on, what is between the slots from 0x3B000. */
#define SIZE 0x80000u
#define SLOT_2 0x41000u
#define FREE 0x3B000u
#define INIT_DATA 0x7C000u
#define PARAMETERS 0x7D000u

static uint8_t flash[SIZE];
static struct appbin_flash_dump dump;
static struct appbin_diagnostic diagnostic;

static void put_loader(const char *text, uint8_t map_byte)
{
    struct image_spec spec = {.boot = APPBIN_BOOT_NONE, .entry = 0x40100000, .segment_count = 1};
    spec.leading_bytes[1] = map_byte;
    spec.segments[0].address = 0x40100000;
    spec.segments[0].contents =
        (struct sample){.bytes = (const uint8_t *)text, .size = (uint32_t)strlen(text)};
    struct made_image image = make_image(&spec);
    memset(flash, 0xFF, 0x1000);
    memcpy(flash, image.bytes, image.size);
    free(image.bytes);
}

/* As the SDK would have written it, with a right CRC word. */
static void put_slot(unsigned slot)
{
    uint32_t offset = slot == 1 ? 0x1000 : SLOT_2;
    struct firmware firmware = small_firmware();
    firmware.text.literal = 0x40200020 + offset;
    firmware.irom.literal = 0x40200040 + offset;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 0, slot);
    struct made_image image = make_image(&spec);
    append_word(&image, ~plain_crc(image.bytes, image.size));
    memcpy(flash + offset, image.bytes, image.size);
    free(image.bytes);
}

static int set_up(void **state)
{
    (void)state;
    memset(flash, 0xFF, sizeof flash);
    put_loader("2nd boot version : 1.7", 0x00);
    put_slot(1);
    put_slot(2);
    memset(flash + INIT_DATA, 5, 128);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return 0;
}

static void read_flash(void)
{
    assert_int_equal(appbin_flash_dump_read(&dump, flash, SIZE, &diagnostic), APPBIN_OK);
}

static void test_flash_dump_read_new_device_every_field(void **state)
{
    (void)state;
    read_flash();
    assert_int_equal(dump.size, SIZE);
    assert_int_equal(dump.loader.version_minor, 7);
    assert_int_equal(dump.map->number, 0);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(dump.slots[i].content, APPBIN_FLASH_VALID);
        assert_int_equal(dump.slots[i].image.slot, i + 1);
        assert_true(dump.slots[i].sound);
    }
    assert_int_equal(dump.next, APPBIN_NEXT_SLOT_1);
    assert_int_equal(dump.rf_calibration, APPBIN_FLASH_ERASED);
    assert_int_equal(dump.init_data, APPBIN_FLASH_VALID);
    assert_int_equal(dump.parameters, APPBIN_FLASH_ERASED);
    assert_int_equal(dump.store_count, 0);
    assert_int_equal(dump.area_count, 7);
    uint32_t at = 0;
    for (size_t i = 0; i < dump.area_count; i++) {
        assert_int_equal(dump.areas[i].offset, at);
        at += dump.areas[i].size;
    }
    assert_int_equal(at, SIZE);
    assert_int_equal(dump.used[0], 0x1000);
    assert_int_equal(dump.areas[2].kind, APPBIN_FLASH_AREA_FREE);
    assert_int_equal(dump.areas[2].offset, FREE);
    assert_int_equal(dump.used[2], 0);
}

/* What is built for the chip reads and writes words in the order of the processor: on a host with
 * the other order there is nothing to compare with. */
#define IS_LIKE_THE_CHIP (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

#if IS_LIKE_THE_CHIP
/* What the boot loader of the emulated board starts, which was compared with the original. */
static uint32_t start_of_board(void)
{
    static uint8_t copy[SIZE];
    struct nor_flash nor;
    struct boot_parameters boot;
    memcpy(copy, flash, SIZE);
    struct nor_flash_storage storage = nor_flash_array(copy);
    nor_flash_init(&nor, &storage, SIZE);
    assert_int_equal(boot_parameters_read(&boot, &nor), 0);
    return boot_parameters_choose(&boot);
}

static uint32_t start_of_dump(void)
{
    read_flash();
    switch (dump.next) {
    case APPBIN_NEXT_SLOT_1:
        return 0x1000;
    case APPBIN_NEXT_SLOT_2:
        return SLOT_2;
    case APPBIN_NEXT_ADDRESS:
        return dump.next_address;
    case APPBIN_NEXT_NOTHING:
        return 0;
    default:
        return 1;
    }
}

/* Every choice of the slot, four versions, every mode, in both copies. */
static void test_flash_dump_read_parameters_next_is_the_boards(void **state)
{
    (void)state;
    static const uint8_t versions[] = {7, 6, 0, 31};
    static const uint8_t tail[] = {0x00, 0x10, 0x00, 0x00, 0x20, 0x04, 0xFF, 0xFF};
    memset(flash + 0x1000, 0xFF, FREE - 0x1000); /* reading images takes time */
    memset(flash + SLOT_2, 0xFF, 0x10000);
    for (unsigned i = 0; i < 8 * 8 * 4 * 3; i++) {
        uint8_t first = (uint8_t)(0xF8 | i % 8);
        uint8_t second = (uint8_t)(i / 8 % 8 << 5 | versions[i / 64 % 4]);
        static const uint8_t flags[] = {0x00, 0x01, 0xFF};
        for (unsigned copy = 0; copy < 2; copy++) {
            uint8_t *at = flash + PARAMETERS + (size_t)copy * 0x1000;
            memcpy(at + 2, tail, sizeof tail);
            at[0] = copy == 0 ? first : (uint8_t)(first ^ 5);
            at[1] = second;
        }
        flash[PARAMETERS + 0x2000] = flags[i / 256];
        assert_int_equal(start_of_dump(), start_of_board());
    }
}
#endif

static void test_flash_dump_read_other_versions_next_unknown(void **state)
{
    (void)state;
    static const char *const texts[] = {"2nd boot version : 1.6", "2nd boot version : 1.4", "none"};
    for (size_t i = 0; i < 3; i++) {
        put_loader(texts[i], 0);
        memset(flash + PARAMETERS, 0xFF, 0x3000);
        read_flash();
        assert_int_equal(dump.next, i < 2 ? APPBIN_NEXT_SLOT_1 : APPBIN_NEXT_UNKNOWN);
        flash[PARAMETERS + 0x1000] = 0xFD;
        read_flash();
        assert_int_equal(dump.next, APPBIN_NEXT_UNKNOWN);
    }
}

#if IS_LIKE_THE_CHIP
static enum appverify_result store_read(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    (void)context;
    memcpy(buffer, flash + offset, length);
    return APPVERIFY_OK;
}

static enum appverify_result store_program(void *context, uint32_t offset, const uint8_t *buffer,
                                           size_t length)
{
    (void)context;
    memcpy(flash + offset, buffer, length);
    return APPVERIFY_OK;
}

static enum appverify_result store_erase(void *context, uint32_t offset)
{
    (void)context;
    memset(flash + offset, 0xFF, 0x1000);
    return APPVERIFY_OK;
}

/* What the device library writes. */
static void test_flash_dump_read_store_state_of_the_device(void **state)
{
    (void)state;
    const struct appverify_storage storage = {
        .read = store_read, .write = store_program, .erase = store_erase, .crc32 = appverify_crc32};
    const struct appverify_store store = {&storage, {FREE, FREE + 0x1000}};
    for (uint32_t i = 1; i <= 5; i++) {
        const struct appverify_store_state written = {.security_counter = i,
                                                      .trial_slot = i % 3,
                                                      .trial_counter = i + 100,
                                                      .boots_left = i + 7};
        assert_int_equal(appverify_store_write(&store, &written), APPVERIFY_OK);
        read_flash();
        assert_int_equal(dump.store_count, i < 2 ? i : 2);
        assert_int_equal(dump.store_damaged, 0);
        assert_int_equal(dump.store[0].offset, i % 2 == 1 ? FREE : FREE + 0x1000);
        assert_int_equal(dump.store[0].security_counter, i);
        assert_int_equal(dump.store[0].trial_slot, i % 3);
        assert_int_equal(dump.store[0].trial_counter, i + 100);
        assert_int_equal(dump.store[0].boots_left, i + 7);
    }
    flash[FREE + 8] ^= 1;
    read_flash();
    assert_int_equal(dump.store_count, 1);
    assert_int_equal(dump.store_damaged, 1);
    assert_int_equal(dump.store[0].security_counter, 4);
}
#endif

static void assert_no_flash(size_t size)
{
    struct appbin_flash_dump untouched = {.size = 42};
    uint8_t *exact = copy_bytes(flash, size);
    struct appbin_diagnostic reason = {""};
    assert_int_equal(appbin_flash_dump_read(&untouched, exact, size, &reason),
                     APPBIN_ERR_NOT_IMAGE);
    assert_explained(&reason);
    assert_int_equal(untouched.size, 42);
    assert_false(appbin_is_whole_flash(exact, size));
    free(exact);
}

static void test_flash_dump_read_no_whole_flash_refused(void **state)
{
    (void)state;
    assert_no_flash(0);
    assert_no_flash(1);
    assert_no_flash(0x1000); /* a boot loader alone */
    assert_no_flash(0x1FFF);
    memset(flash, 0xFF, 0x1000);
    assert_no_flash(SIZE);
    put_loader("names no version", 0);
    read_flash();
    flash[0x1000] = 0;
    read_flash(); /* there is still user2 */
    flash[SLOT_2] = 0;
    assert_no_flash(SIZE);
    put_loader("2nd boot version : 1.7", 0);
    read_flash();
    flash[11] = 0x41; /* the segment's address */
    assert_no_flash(SIZE);
}

/* Whatever is cut off is absent, and no byte after the end is read. */
static void test_flash_dump_read_every_length_inside(void **state)
{
    (void)state;
    for (size_t size = 0x2000; size <= SIZE; size += 0x5FF0) {
        uint8_t *exact = copy_bytes(flash, size);
        assert_int_equal(appbin_flash_dump_read(&dump, exact, size, NULL), APPBIN_OK);
        assert_true(appbin_is_whole_flash(exact, size));
        free(exact);
        assert_int_equal(dump.slots[1].content == APPBIN_FLASH_ABSENT, size <= SLOT_2);
        assert_int_equal(dump.init_data,
                         size < INIT_DATA + 0x1000 ? APPBIN_FLASH_ABSENT : APPBIN_FLASH_VALID);
        assert_int_equal(dump.next, size < SIZE ? APPBIN_NEXT_UNKNOWN : APPBIN_NEXT_SLOT_1);
    }
}

/* Codes that refuse are positive, notes negative; 0 ends them. */
static void assert_findings(const int *codes)
{
    struct appbin_findings findings = {0};
    read_flash();
    appbin_flash_dump_check(&findings, &dump, -1);
    size_t count = 0;
    for (; codes[count] != 0; count++) {
        assert_true(count < findings.count);
        assert_int_equal(findings.items[count].refuses ? (int)findings.items[count].code
                                                       : -(int)findings.items[count].code,
                         codes[count]);
        for (const char *c = findings.items[count].text; *c != '\0'; c++) {
            assert_in_range(*c, 0x20, 0x7e);
        }
    }
    assert_int_equal(findings.count, count);
}

#define ASSERT_FINDINGS(...) assert_findings((const int[]){__VA_ARGS__})

static void test_flash_dump_check_good_flash_nothing(void **state)
{
    (void)state;
    ASSERT_FINDINGS(0);
    memset(flash + SLOT_2, 0xFF, 0x10000);
    ASSERT_FINDINGS(0);
}

static void test_flash_dump_check_defects_found(void **state)
{
    (void)state;
    memset(flash + INIT_DATA, 0xFF, 128);
    ASSERT_FINDINGS(APPBIN_FINDING_INIT_DATA, 0);
    flash[INIT_DATA] = 4;
    ASSERT_FINDINGS(APPBIN_FINDING_INIT_DATA, 0);
    flash[INIT_DATA] = 5;
    ASSERT_FINDINGS(0);
    flash[SLOT_2 + 0x20] ^= 1; /* in irom, which nothing but the CRC word covers */
    ASSERT_FINDINGS(-APPBIN_FINDING_OTHER_SLOT, 0);
    flash[PARAMETERS + 0x1000] = 0xFD;
    flash[PARAMETERS + 0x1001] = 0xE7;
    ASSERT_FINDINGS(APPBIN_FINDING_NEXT_SLOT, 0);
    flash[PARAMETERS + 0x1000] = 0xFE;
    ASSERT_FINDINGS(APPBIN_FINDING_NEXT_SLOT, -APPBIN_FINDING_OTHER_SLOT, 0);
    put_loader("2nd boot version : 1.1", 0);
    ASSERT_FINDINGS(APPBIN_FINDING_BOOT_LOADER, -APPBIN_FINDING_NEXT_SLOT,
                    -APPBIN_FINDING_OTHER_SLOT, 0);
    put_loader("rBoot", 0);
    ASSERT_FINDINGS(APPBIN_FINDING_BOOT_LOADER, 0);
}

static void test_flash_dump_check_header_without_ota_map_refused(void **state)
{
    (void)state;
    for (unsigned map = 0; map < 16; map++) {
        if (appbin_flash_map_find(map) == NULL || map == 1) {
            put_loader("2nd boot version : 1.7", (uint8_t)(map << 4));
            ASSERT_FINDINGS(APPBIN_FINDING_MAP, 0);
            assert_int_equal(dump.map->number, 0);
        }
    }
}

static void test_flash_dump_str_total(void **state)
{
    (void)state;
    assert_string_equal(appbin_flash_content_str(APPBIN_FLASH_VALID), "valid");
    assert_string_equal(appbin_flash_content_str((enum appbin_flash_content)9), "unknown");
    assert_string_equal(appbin_next_boot_str(APPBIN_NEXT_SLOT_2), "slot-2");
    assert_string_equal(appbin_next_boot_str((enum appbin_next_boot)9), "unknown");
    assert_string_equal(appbin_flash_area_str(APPBIN_FLASH_AREA_PARAMETERS), "parameters");
    assert_string_equal(appbin_flash_area_str((enum appbin_flash_area_kind)9), "unknown");
}

static const struct CMUnitTest tests[] = {
#if IS_LIKE_THE_CHIP
    TEST_WITH_FIXTURE(test_flash_dump_read_parameters_next_is_the_boards),
    TEST_WITH_FIXTURE(test_flash_dump_read_store_state_of_the_device),
#endif
    TEST_WITH_FIXTURE(test_flash_dump_read_new_device_every_field),
    TEST_WITH_FIXTURE(test_flash_dump_read_other_versions_next_unknown),
    TEST_WITH_FIXTURE(test_flash_dump_read_no_whole_flash_refused),
    TEST_WITH_FIXTURE(test_flash_dump_read_every_length_inside),
    TEST_WITH_FIXTURE(test_flash_dump_check_good_flash_nothing),
    TEST_WITH_FIXTURE(test_flash_dump_check_defects_found),
    TEST_WITH_FIXTURE(test_flash_dump_check_header_without_ota_map_refused),
    TEST(test_flash_dump_str_total),
};

TEST_MAIN(tests)

/* SPDX-License-Identifier: MIT */
/* A release for devices with less room than the slots of their flash map. */
#include <stdlib.h>

#include "appbin/release.h"
#include "release_fixture.h"
#include "test_support.h"

#define SLOT_OF_MAP_2 0x7A000u

static void assert_refused(struct appbin_release *release, uint32_t limit)
{
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_release_limit_slot(release, limit, &diagnostic), APPBIN_ERR_OPTIONS);
    assert_explained(&diagnostic);
}

/* An image of a sector and some bytes, without its word. */
static struct made_image two_sectors(void)
{
    struct firmware firmware = small_firmware();
    firmware.irom = (struct sample){.size = 5000, .literal = 0x40201050};
    firmware.text.literal = 0x40201030;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 1);
    return make_image(&spec);
}

static void test_release_limit_slot_counts_for_images(void **state)
{
    (void)state;
    struct made_image image = two_sectors();
    assert_in_range(image.size, 4097, 8191 - 4);
    for (uint32_t limit = 4096; limit <= 8192; limit += 4096) {
        struct appbin_release *release = NULL;
        assert_int_equal(appbin_release_new(&release, 2, NULL), APPBIN_OK);
        assert_int_equal(appbin_release_limit_slot(release, limit, NULL), APPBIN_OK);
        enum appbin_error wanted = limit == 4096 ? APPBIN_ERR_UNSOUND : APPBIN_OK;
        assert_int_equal(appbin_release_add_image(release, NULL, image.bytes, image.size, NULL),
                         wanted);
        appbin_release_free(release);
    }
    free(image.bytes);
}

static void test_release_limit_slot_other_limit_refused(void **state)
{
    (void)state;
    struct appbin_release *release = NULL;
    const uint32_t limits[] = {0, 4095, SLOT_OF_MAP_2 + 4096, 0xFFFFF000};
    assert_int_equal(appbin_release_new(&release, 2, NULL), APPBIN_OK);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        assert_refused(release, limits[i]);
    }
    assert_int_equal(appbin_release_limit_slot(release, SLOT_OF_MAP_2, NULL), APPBIN_OK);
    appbin_release_free(release);
}

static void test_release_limit_slot_unknown_map_refused(void **state)
{
    (void)state;
    struct appbin_release *release = NULL;
    assert_int_equal(appbin_release_new(&release, -1, NULL), APPBIN_OK);
    assert_refused(release, 4096);
    appbin_release_free(release);
}

static void test_release_limit_slot_own_slots_refused(void **state)
{
    (void)state;
    struct appbin_release *release = NULL;
    struct appbin_flash_map layout;
    assert_int_equal(appbin_rboot_layout(&layout, 2, NULL, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_new(&release, 2, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_use_layout(release, &layout, NULL), APPBIN_OK);
    assert_refused(release, 4096);
    appbin_release_free(release);
}

static void test_release_limit_slot_after_an_image_refused(void **state)
{
    (void)state;
    struct appbin_release *release = NULL;
    struct made_image image = slot_image(APPBIN_BOOT_NEW, 2, 1);
    assert_int_equal(appbin_release_new(&release, 2, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_add_image(release, NULL, image.bytes, image.size, NULL),
                     APPBIN_OK);
    assert_refused(release, 4096);
    appbin_release_free(release);
    free(image.bytes);
}

/* A described release of the image of two sectors, for slots as long as they are. */
static struct appbin_release *release_of_two_sectors(const struct made_image *image)
{
    static const struct appbin_release_info info = {
        .vendor_id = {1}, .class_id = {2}, .version_major = 1, .security_counter = 7};
    struct appbin_release *release = NULL;
    assert_int_equal(appbin_release_new(&release, 2, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_limit_slot(release, 8192, NULL), APPBIN_OK);
    assert_int_equal(appbin_release_add_image(release, NULL, image->bytes, image->size, NULL),
                     APPBIN_OK);
    assert_int_equal(appbin_release_describe(release, &info, NULL), APPBIN_OK);
    return release;
}

/* One signature of LMS, of 1740 bytes, fits the slot; a second does not, a third no manifest. */
static void test_release_check_keys_room_for_lms(void **state)
{
    (void)state;
    struct made_image image = two_sectors();
    struct appbin_release *release = release_of_two_sectors(&image);
    struct appbin_public_key keys[3];
    for (uint8_t i = 0; i < 3; i++) {
        keys[i] = (struct appbin_public_key){
            .algorithm = APPVERIFY_ALGORITHM_LMS, .id = {i}, .words = {0x0D000000u, 0x07000000u}};
    }
    const size_t failed_images[] = {APPBIN_RELEASE_ALL, 0, APPBIN_RELEASE_ALL};
    for (size_t count = 1; count <= 3; count++) {
        struct appbin_diagnostic diagnostic = {""};
        size_t failed = 5;
        enum appbin_error wanted = count == 1 ? APPBIN_OK : APPBIN_ERR_TOO_LARGE;
        assert_int_equal(appbin_release_check_keys(release, keys, count, &failed, &diagnostic),
                         wanted);
        assert_int_equal(failed, failed_images[count - 1]);
        if (count > 1) {
            assert_explained(&diagnostic);
        }
    }
    appbin_release_free(release);
    free(image.bytes);
}

static const struct CMUnitTest tests[] = {
    TEST(test_release_limit_slot_counts_for_images),
    TEST(test_release_limit_slot_other_limit_refused),
    TEST(test_release_limit_slot_unknown_map_refused),
    TEST(test_release_limit_slot_own_slots_refused),
    TEST(test_release_limit_slot_after_an_image_refused),
    TEST(test_release_check_keys_room_for_lms),
};

TEST_MAIN(tests)

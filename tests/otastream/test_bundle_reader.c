/* SPDX-License-Identifier: MIT */
/* Bundles: each device takes its own part, and nothing of the rest is written. */
#include "device_bundle.h"

#define FOLLOWS_MAX 8u

static uint8_t *const file = device_bundle.bytes;
static uint32_t file_size;

static void setup(uint32_t slot, uint32_t count)
{
    device_bundle_setup(slot, count);
    file_size = device_bundle.size;
    fill_bytes(file + file_size, 0x55, FOLLOWS_MAX);
}

static enum otastream_result take_bundle(uint32_t size, uint32_t piece)
{
    CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
    return device_feed(file, size, piece);
}

static void expect_ready(void)
{
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_READY);
    CHECK_EQUAL(device.bundle.position, device.bundle.length);
    CHECK(device_slot_holds(fix.image, 4, fix.image_size));
    uint32_t end = (fix.image_size + DEVICE_SECTOR - 1) / DEVICE_SECTOR * DEVICE_SECTOR;
    for (uint32_t i = fix.image_size; i < DEVICE_SLOT; i++) {
        CHECK_EQUAL(device.slot[i], i < end ? 0xFF : device.old[i]);
    }
}

static void own_image_is_taken_from_any_bundle_in_any_pieces(void)
{
    static const uint32_t pieces[] = {1, 7, 100, 256, 536, 1460, 4096, 2 * DEVICE_SLOT};
    for (uint32_t i = 0; i < 4 * CHECK_COUNT(pieces); i++) {
        check_note(i);
        setup(1 + i % 2, 1 + i / 2 % 2);
        CHECK_EQUAL(take_bundle(file_size, pieces[i / 4]), OTASTREAM_DONE);
        CHECK_EQUAL(device.bundle.length, file_size);
        expect_ready();
        CHECK_EQUAL(otastream_bundle_end(&device.bundle), OTASTREAM_DONE);
        CHECK_EQUAL(device_commit(), OTASTREAM_DONE);
        CHECK(device_slot_holds(fix.image, 0, fix.image_size));
        CHECK_EQUAL(fix.switched_to, fix.policy.slot);
    }
}

static void bundle_split_anywhere_is_the_same(void)
{
    for (uint32_t slot = 1; slot <= 2; slot++) {
        setup(slot, 2);
        for (uint32_t first = 0; first <= file_size; first += first % 1000 < 20 ? 1 : 97) {
            check_note(slot * 100000 + first);
            CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
            (void)device_feed(file, first, file_size);
            CHECK_EQUAL(device.bundle.position, first);
            CHECK_EQUAL(device_feed(file + first, file_size - first, file_size), OTASTREAM_DONE);
            expect_ready();
        }
    }
}

static void more_than_a_bundle_is_refused(void)
{
    for (uint32_t i = 0; i < 4 * FOLLOWS_MAX; i++) {
        check_note(i);
        setup(1 + i % 2, 1 + i / 2 % 2);
        enum otastream_result result =
            take_bundle(file_size + 1 + i / 4, i % 3 ? 536 : 2 * DEVICE_SLOT);
        if (result == OTASTREAM_DONE) { /* the last piece is not looked at while there is work */
            CHECK_EQUAL(device.bundle.position, file_size);
            result = device_feed(file + file_size, 1, 1);
        }
        CHECK_EQUAL(result, OTASTREAM_ERR_TOO_LONG);
        CHECK(!device_is_bootable());
        CHECK(fake_crypto_clean(&fix.fake));
    }
}

/* What is missing behind the device's own image is missed by nobody. */
static void less_than_a_bundle_is_refused_unless_the_own_image_is_whole(void)
{
    for (uint32_t slot = 1; slot <= 2; slot++) {
        setup(slot, 2);
        uint32_t whole = slot == 1 ? fix.manifest_size + fix.image_size : file_size;
        for (uint32_t size = 0; size < file_size; size += size + 1 < whole ? 331 : 1) {
            size = size < whole && size + 331 > whole ? whole - 1 : size;
            check_note(slot * 100000 + size);
            enum otastream_result expected =
                size < whole ? OTASTREAM_ERR_TOO_SHORT : OTASTREAM_DONE;
            CHECK_EQUAL(take_bundle(size, 1460), OTASTREAM_MORE);
            CHECK_EQUAL(otastream_bundle_end(&device.bundle), expected);
        }
    }
}

static void bundle_that_is_not_wanted_erases_nothing(void)
{
    setup(2, 2);
    device.config.running_version[0] = 2;
    CHECK_EQUAL(take_bundle(file_size, 536), OTASTREAM_ERR_LOWER_VERSION);
    CHECK_EQUAL(take_bundle(file_size, 536), OTASTREAM_UNCHANGED);
    CHECK_EQUAL(fix.flash.changes, 0);
    CHECK(device_slot_holds(device.old, 0, DEVICE_SLOT));
}

static void attack_images_in_the_other_order_are_refused(void)
{
    setup(1, 2);
    uint32_t other_size = file_size - fix.manifest_size - fix.image_size;
    fill_bytes(file + fix.manifest_size, 0xEA, other_size);
    copy_bytes(file + fix.manifest_size + other_size, fix.image, fix.image_size);
    enum otastream_result result = take_bundle(file_size, 536);
    CHECK_EQUAL(result, OTASTREAM_REFUSED_DIGEST);
    CHECK(!device_is_bootable());
}

static void bundle_that_cannot_begin_stays_so(void)
{
    setup(1, 2);
    device.config.flash = NULL;
    CHECK_EQUAL(otastream_update_init(&device.update, &device.config), OTASTREAM_ERR_ARGUMENT);
    struct otastream_span input = {file, file_size};
    CHECK_EQUAL(device_begin(), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(otastream_bundle_step(&device.bundle, &input), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(otastream_bundle_end(&device.bundle), OTASTREAM_ERR_STATE);
}

static const struct check_case cases[] = {
    CHECK_CASE(own_image_is_taken_from_any_bundle_in_any_pieces),
    CHECK_CASE(bundle_split_anywhere_is_the_same),
    CHECK_CASE(more_than_a_bundle_is_refused),
    CHECK_CASE(less_than_a_bundle_is_refused_unless_the_own_image_is_whole),
    CHECK_CASE(bundle_that_is_not_wanted_erases_nothing),
    CHECK_CASE(attack_images_in_the_other_order_are_refused),
    CHECK_CASE(bundle_that_cannot_begin_stays_so),
};
CHECK_TABLE(bundle_reader);

/* SPDX-License-Identifier: MIT */
/* An update that knows what runs by the manifest in the running slot. */
#include "otastream/update_identity.h"
#include "update_device.h"

static struct appverify_running_slot running;
static struct appverify_storage both_slots;
static uint8_t running_image[DEVICE_SLOT];
static uint32_t fails; /* 1: the running slot cannot be read */

/* The running slot, beside that of the fixture's flash. */
static enum appverify_result read_both(void *context, uint32_t offset, uint8_t *buffer,
                                       size_t length)
{
    uint32_t at = offset - running.slot_offset;
    if (at >= running.slot_limit) {
        return fix.storage.read(fix.storage.context, offset, buffer, length);
    }
    (void)context;
    for (uint32_t i = 0; i < length; i++) {
        buffer[i] = at + i < sizeof running_image ? running_image[at + i] : 0xFF;
    }
    return fails ? APPVERIFY_ERR_READ : APPVERIFY_OK;
}

static enum appverify_result write_both(void *context, uint32_t offset, const uint8_t *buffer,
                                        size_t length)
{
    (void)context;
    return fix.storage.write(fix.storage.context, offset, buffer, length);
}

static enum appverify_result erase_both(void *context, uint32_t offset)
{
    (void)context;
    return fix.storage.erase(fix.storage.context, offset);
}

/* A firmware signed as 1.<minor>.0 runs in slot; 1.0.0 is in the other one, 1.2.3+4 on its way. */
static void setup(uint32_t slot, uint16_t minor)
{
    uint32_t other = slot == 1 ? 2 : 1;
    fails = 0;
    device_setup(BOOT_NEW, slot);
    fix.spec.minor = minor;
    fix.spec.patch = 0;
    fix.spec.build = 0;
    fixture_place(2, slot);
    fill_bytes(running_image, 0xFF, sizeof running_image);
    copy_bytes(running_image, fix.image, fix.image_size);
    device_setup(BOOT_NEW, other);
    running = (struct appverify_running_slot){
        .slot = slot,
        .slot_offset = slot == 1 ? 0x1000 : 0x81000,
        .slot_limit = fix.policy.slot_limit,
        .flash_map = 2,
        .boot_mode = BOOT_NEW,
    };
    both_slots = (struct appverify_storage){
        .read = read_both, .write = write_both, .erase = erase_both, .crc32 = appverify_crc32};
    device.config.flash = &both_slots;
    device_restart();
}

/* As in a boot: what it was read from is gone when the update begins. */
static enum appverify_result identify(void)
{
    enum appverify_result result = otastream_update_identify(&device.config, &fix.policy, &running);
    device_restart();
    return result;
}

/* The release that is offered is the one that runs. */
static void offer_what_runs(void)
{
    fix.spec.minor = 1;
    fix.spec.patch = 0;
    fix.spec.build = 0;
    fixture_build();
    fix.flash.bytes = device.slot;
    fix.flash.size = sizeof device.slot;
}

static void expect_other_slot(const struct appverify_policy *expected)
{
    CHECK_EQUAL(fix.policy.flash_map, expected->flash_map);
    CHECK_EQUAL(fix.policy.boot_mode, expected->boot_mode);
    CHECK_EQUAL(fix.policy.slot, expected->slot);
    CHECK_EQUAL(fix.policy.slot_offset, expected->slot_offset);
    CHECK_EQUAL(fix.policy.slot_limit, expected->slot_limit);
    CHECK(fix.policy.keys == expected->keys);
    CHECK(fix.policy.vendor_id == expected->vendor_id);
    CHECK(fix.policy.class_id == expected->class_id);
}

static void identity_fills_update_and_policy(void)
{
    for (uint32_t slot = 1; slot <= 2; slot++) {
        check_note(slot);
        setup(slot, 1);
        struct appverify_policy expected = fix.policy;
        fix.policy = (struct appverify_policy){
            .keys = expected.keys, .vendor_id = expected.vendor_id, .class_id = expected.class_id};
        struct otastream_update_config *config = &device.config;
        config->policy = NULL;
        config->running_offset = 0;
        config->running_length = 0;
        CHECK_EQUAL(otastream_update_identify(config, &fix.policy, &running), APPVERIFY_OK);
        expect_other_slot(&expected);
        CHECK_EQUAL(fix.policy.min_counter, 7);
        CHECK(config->policy == &fix.policy);
        CHECK_EQUAL(config->running_offset, running.slot_offset);
        CHECK_EQUAL(config->running_length, running.slot_limit);
        CHECK_EQUAL(config->running_version[0], 1);
        CHECK_EQUAL(config->running_version[1], 1);
        CHECK_EQUAL(config->running_version[2], 0);
        CHECK_EQUAL(config->running_version[3], 0);
    }
}

static void every_map_has_its_other_slot(void)
{
    static const uint32_t second[] = {0x41000, 0, 0x81000, 0x81000, 0x81000, 0x101000, 0x101000};
    setup(1, 1);
    for (uint32_t map = 0; map < CHECK_COUNT(second); map++) {
        check_note(map);
        running.flash_map = map;
        if (second[map] != 0) {
            (void)identify();
            CHECK_EQUAL(fix.policy.slot_offset, second[map]);
        }
    }
    running.flash_map = 2 | APPVERIFY_MAP_OWN_LAYOUT;
    fix.policy.slot_offset = 0x12345000;
    (void)identify();
    CHECK_EQUAL(fix.policy.slot_offset, 0x12345000);
}

/* It says 1.0.0 of itself, and is signed as 1.1.0: by its own word it would install the release
 * that runs, at every check. */
static void firmware_that_is_wrong_of_itself_does_not_reinstall_itself(void)
{
    for (uint32_t slot = 1; slot <= 2; slot++) {
        check_note(slot);
        setup(slot, 1);
        offer_what_runs();
        CHECK_EQUAL(device.config.running_version[1], 0);
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
        CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_IMAGE);
        CHECK_EQUAL(identify(), APPVERIFY_OK);
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_UP_TO_DATE);
        CHECK_EQUAL(fix.flash.changes, 0);
    }
}

static void newer_release_is_installed(void)
{
    setup(1, 1);
    CHECK_EQUAL(identify(), APPVERIFY_OK);
    CHECK_EQUAL(device_take_update(536), OTASTREAM_DONE);
    CHECK_EQUAL(fix.switched_to, 2);
}

static void counter_of_what_runs_is_the_least(void)
{
    setup(1, 1);
    fix.spec.counter = 6;
    fixture_build();
    fix.flash.bytes = device.slot;
    fix.flash.size = sizeof device.slot;
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(identify(), APPVERIFY_OK);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_REFUSED_ROLLBACK);
}

static void unsigned_firmware_takes_the_first_signed_release(void)
{
    setup(1, 1);
    fill_bytes(running_image + fix.body_size, 0xFF, sizeof running_image - fix.body_size);
    device.config.running_version[0] = 9;
    CHECK_EQUAL(identify(), APPVERIFY_ERR_NOT_FOUND);
    for (uint32_t i = 0; i < 4; i++) {
        CHECK_EQUAL(device.config.running_version[i], 0);
    }
    CHECK_EQUAL(fix.policy.min_counter, 0);
    CHECK_EQUAL(device_take_update(536), OTASTREAM_DONE);
}

static void slot_that_cannot_be_read_takes_nothing(void)
{
    setup(1, 1);
    fails = 1;
    CHECK_EQUAL(identify(), APPVERIFY_ERR_READ);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_ERR_LOWER_VERSION);
    fix.spec.major = 0xFFFF;
    fix.spec.minor = 0xFFFF;
    fix.spec.patch = UINT32_MAX;
    fix.spec.build = UINT32_MAX;
    fixture_build();
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_ERR_LOWER_VERSION);
    CHECK_EQUAL(fix.flash.changes, 0);
}

static const struct check_case cases[] = {
    CHECK_CASE(identity_fills_update_and_policy),
    CHECK_CASE(every_map_has_its_other_slot),
    CHECK_CASE(firmware_that_is_wrong_of_itself_does_not_reinstall_itself),
    CHECK_CASE(newer_release_is_installed),
    CHECK_CASE(counter_of_what_runs_is_the_least),
    CHECK_CASE(unsigned_firmware_takes_the_first_signed_release),
    CHECK_CASE(slot_that_cannot_be_read_takes_nothing),
};
CHECK_TABLE(update_identity);

/* SPDX-License-Identifier: MIT */
/* Updates from the first byte of the manifest to the switch, and what ends them earlier. */
#include "update_device.h"

/* What a good update changes: erases, pages; of the commit the store, and twice the first word. */
#define COMMIT_CHANGES 4u

static uint32_t count_changes(void)
{
    return (fix.image_size + DEVICE_SECTOR - 1) / DEVICE_SECTOR +
           (fix.image_size + DEVICE_PAGE - 1) / DEVICE_PAGE + COMMIT_CHANGES;
}

static void expect_committed(void)
{
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_COMMITTED);
    CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    CHECK_EQUAL(fix.switched_to, fix.policy.slot);
}

/* Nothing of what was tried is in the way of the same update, in the same boot. */
static void expect_retry(void)
{
    fake_flash_reset(&fix.flash);
    device.abort_at = 0;
    CHECK_EQUAL(device_take_update(536), OTASTREAM_DONE);
    expect_committed();
}

static void update_in_pieces_of_any_size_is_committed(void)
{
    static const uint32_t pieces[] = {1, 2, 3, 7, 100, 255, 256, 257, 536, 1460, 4096, 100000};
    for (uint32_t i = 0; i < 2 * CHECK_COUNT(pieces); i++) {
        check_note(i);
        device_setup(BOOT_NEW, 1 + i % 2);
        CHECK_EQUAL(device_take_update(pieces[i / 2]), OTASTREAM_DONE);
        expect_committed();
        CHECK_EQUAL(fix.flash.changes, count_changes());
        CHECK_EQUAL(fixture_stored().security_counter, 7);
    }
}

static void manifest_split_anywhere_is_the_same(void)
{
    device_setup(BOOT_NEW, 1);
    uint8_t *file = fixture_manifest();
    for (uint32_t first = 0; first <= fix.manifest_size; first++) {
        for (uint32_t second = first; second <= fix.manifest_size; second += 17) {
            check_note(first * 1000 + second);
            CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
            (void)device_feed(file, first, first + 1);
            (void)device_feed(file + first, second - first, 1000);
            enum otastream_result result = device.update.result;
            if (second < fix.manifest_size) {
                CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_MANIFEST);
                CHECK_EQUAL(device.update.position, second);
                result = device_feed(file + second, fix.manifest_size - second, 1000);
            }
            CHECK_EQUAL(result, OTASTREAM_MORE);
            CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_IMAGE);
        }
    }
    CHECK_EQUAL(fix.flash.changes, 0);
}

/* What the next request needs. */
static void judged_manifest_says_length_and_name(void)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    char name[OTASTREAM_NAME_SIZE];
    device_setup(BOOT_NEW, 2);
    fake_digest(digest, fixture_manifest(), fix.signed_size);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(device.update.image_length, fix.image_size);
    CHECK_EQUAL(device.update.position, 0);
    otastream_update_name(&device.update, name);
    for (uint32_t i = 0; i < 8; i++) {
        CHECK_EQUAL(name[i], digits[i % 2 ? digest[i / 2] & 15 : digest[i / 2] >> 4]);
    }
    CHECK_EQUAL(name[8], 0);
    for (uint32_t i = 0; i < sizeof digest; i++) {
        CHECK_EQUAL(device.update.digest[i], digest[i]);
    }
}

static void transfer_that_broke_off_goes_on_at_its_position(void)
{
    device_setup(BOOT_NEW, 1);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    for (uint32_t at = 0; at < fix.image_size; at += 1021) {
        uint32_t left = fix.image_size - at;
        CHECK_EQUAL(device.update.position, at);
        (void)device_feed(fix.image + at, left < 1021 ? left : 1021, 536);
    }
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_READY);
    CHECK_EQUAL(device_commit(), OTASTREAM_DONE);
    expect_committed();
}

static void nothing_is_switched_before_the_product_wants_it(void)
{
    device_setup(BOOT_NEW, 1);
    CHECK_EQUAL(otastream_update_commit(&device.update), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(otastream_update_commit(&device.update), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(device_feed(fix.image, fix.image_size, 536), OTASTREAM_DONE);
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_READY);
    for (uint32_t i = 0; i < 9; i++) {
        CHECK_EQUAL(otastream_update_step(&device.update, NULL), OTASTREAM_DONE);
    }
    CHECK_EQUAL(fix.switches, 0);
    CHECK(!device_is_bootable());
    CHECK_EQUAL(device_commit(), OTASTREAM_DONE);
    CHECK_EQUAL(otastream_update_commit(&device.update), OTASTREAM_ERR_STATE);
    CHECK_EQUAL(otastream_update_step(&device.update, NULL), OTASTREAM_DONE);
    expect_committed();
}

/* The other slot is the next to run: no update writes it in this boot. */
static void attack_committed_slot_is_not_written_again(void)
{
    for (uint32_t failed = 0; failed <= 1; failed++) {
        check_note(failed);
        device_setup(BOOT_NEW, 1);
        fix.switch_reply = failed ? APPVERIFY_ERR_WRITE : APPVERIFY_OK;
        CHECK_EQUAL(device_take_update(536), failed ? OTASTREAM_REFUSED_SWITCH : OTASTREAM_DONE);
        uint32_t changes = fix.flash.changes;
        otastream_update_abort(&device.update);
        CHECK_EQUAL(otastream_update_end(&device.update),
                    failed ? OTASTREAM_REFUSED_SWITCH : OTASTREAM_DONE);
        CHECK_EQUAL(device_take_update(536), OTASTREAM_ERR_STATE);
        (void)device_feed(fix.image, fix.image_size, 536);
        CHECK_EQUAL(fix.flash.changes, changes);
        CHECK(device_slot_holds(fix.image, 0, fix.image_size));
    }
}

static void attack_power_cut_at_every_change_leaves_nothing_unjudged_bootable(void)
{
    device_setup(BOOT_NEW, 1);
    uint32_t changes = count_changes();
    for (uint32_t i = 0; i < changes * FAKE_CUTS; i++) {
        check_note(i);
        device_setup(BOOT_NEW, 1);
        fix.flash.cut_at = 1 + i / FAKE_CUTS;
        fix.flash.cut = i % FAKE_CUTS;
        enum otastream_result result = device_take_update(536);
        CHECK(result != OTASTREAM_DONE && result != OTASTREAM_MORE);
        CHECK_EQUAL(fix.switches, 0);
        if (i == 0) {
            CHECK(device_slot_holds(device.old, 0, DEVICE_SLOT));
        } else if (i / FAKE_CUTS == changes - 1 && i % FAKE_CUTS != FAKE_CUT_BEFORE) {
            CHECK(device_slot_holds(fix.image, 0, fix.image_size));
        } else {
            CHECK(!device_is_bootable());
        }
        device_restart();
        CHECK_EQUAL(device_take_update(536), OTASTREAM_DONE);
        expect_committed();
    }
}

static void abort_after_any_step_leaves_nothing_behind(void)
{
    device_setup(BOOT_NEW, 1);
    fix.fake.slices = 3;
    CHECK_EQUAL(device_take_update(2000), OTASTREAM_DONE);
    uint32_t steps = device.steps;
    CHECK(steps > 40);
    for (uint32_t at = 1; at < steps; at++) {
        check_note(at);
        device_setup(BOOT_NEW, 1);
        fix.fake.slices = 3;
        device.abort_at = at;
        CHECK_EQUAL(device_take_update(2000), OTASTREAM_ERR_ABORTED);
        CHECK(fake_crypto_clean(&fix.fake));
        CHECK_EQUAL(otastream_update_step(&device.update, NULL), OTASTREAM_ERR_ABORTED);
        CHECK_EQUAL(otastream_update_commit(&device.update), OTASTREAM_ERR_STATE);
        CHECK_EQUAL(fix.switches, 0);
        expect_retry();
    }
    device_setup(BOOT_NEW, 1);
    otastream_update_abort(&device.update);
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_IDLE);
    device.abort_at = steps; /* the switch was made: that stays */
    CHECK_EQUAL(device_take_update(2000), OTASTREAM_DONE);
    expect_committed();
}

/* What began is given up by the next begin, in any state. */
static void begin_at_any_step_starts_anew(void)
{
    for (uint32_t size = 0; size <= 9000; size += 450) {
        check_note(size);
        device_setup(BOOT_NEW, 1);
        fix.fake.slices = 3;
        (void)device_take_manifest(100);
        (void)device_feed(fix.image, size, 536);
        expect_retry();
    }
    device_setup(BOOT_NEW, 1);
    fix.fake.slices = 3;
    struct otastream_span input = {fixture_manifest(), fix.manifest_size};
    CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
    CHECK_EQUAL(otastream_update_step(&device.update, &input), OTASTREAM_AGAIN);
    for (uint32_t i = 0; i < 4; i++) {
        CHECK_EQUAL(otastream_update_step(&device.update, NULL), OTASTREAM_AGAIN);
    }
    CHECK(!fake_crypto_clean(&fix.fake)); /* in the middle of a signature */
    CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
    CHECK(fake_crypto_clean(&fix.fake));
    expect_retry();
}

/* Whoever had the crypto port gets no answer to what it asked, whether there is an update or not.
 */
static void port_of_another_verification_is_taken(void)
{
    for (uint32_t known = 0; known <= 1; known++) {
        check_note(known);
        device_setup(BOOT_NEW, 1);
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
        copy_bytes(device.known, device.update.digest, known ? sizeof device.known : 0);
        fix.fake.slices = 3;
        fix.flash.size = fix.image_size;
        CHECK_EQUAL(appverify_begin_manifest(&fix.context, &fix.config, fix.manifest_size),
                    APPVERIFY_MORE);
        for (uint32_t i = 0; i < 3; i++) {
            CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_MORE);
        }
        CHECK(!fake_crypto_clean(&fix.fake));
        CHECK_EQUAL(device_take_manifest(100), known ? OTASTREAM_UNCHANGED : OTASTREAM_MORE);
        CHECK_EQUAL(appverify_step(&fix.context, 64), APPVERIFY_ERR_CRYPTO);
    }
}

/* The policy counts as it is when an update begins. */
static void policy_may_change_between_two_updates(void)
{
    device_setup(BOOT_NEW, 1);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    fix.policy.min_counter = 8;
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_REFUSED_ROLLBACK);
    fix.policy.min_counter = 7;
    expect_retry();
}

static void more_than_a_file_is_refused(void)
{
    static const enum otastream_update_state ends[] = {
        OTASTREAM_UPDATE_JUDGING, OTASTREAM_UPDATE_VERIFYING, OTASTREAM_UPDATE_READY};
    for (uint32_t i = 0; i < CHECK_COUNT(ends); i++) {
        check_note(i);
        device_setup(BOOT_NEW, 1);
        struct otastream_span input = {fixture_manifest(), fix.manifest_size + 1};
        CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
        CHECK_EQUAL(otastream_update_step(&device.update, &input), OTASTREAM_AGAIN);
        CHECK_EQUAL(input.length, 1);
        if (i > 0) {
            (void)device_feed(fix.image, 0, 1);
            input = (struct otastream_span){fix.image, fix.image_size};
            while (device.update.state != ends[i]) {
                (void)otastream_update_step(&device.update, input.length > 0 ? &input : NULL);
            }
            input = (struct otastream_span){fix.image, 1};
        }
        CHECK_EQUAL(device.update.state, ends[i]);
        CHECK_EQUAL(otastream_update_step(&device.update, &input), OTASTREAM_ERR_TOO_LONG);
        CHECK_EQUAL(input.length, 1);
        otastream_update_abort(&device.update);
        CHECK_EQUAL(device.update.result, OTASTREAM_ERR_TOO_LONG);
        CHECK(fake_crypto_clean(&fix.fake));
        CHECK(i == 0 || !device_is_bootable());
        expect_retry();
    }
    device_setup(BOOT_NEW, 1);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(fix.image, fix.image_size + 1, fix.image_size + 1),
                OTASTREAM_ERR_TOO_LONG);
    expect_retry();
}

static void less_than_a_file_is_refused(void)
{
    device_setup(BOOT_NEW, 1);
    for (uint32_t size = 0; size < fix.manifest_size; size++) {
        check_note(size);
        CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
        CHECK_EQUAL(device_feed(fixture_manifest(), size, 100), OTASTREAM_MORE);
        CHECK_EQUAL(otastream_update_end(&device.update), OTASTREAM_ERR_TOO_SHORT);
    }
    for (uint32_t left = 1; left < fix.image_size; left = left * 2 + 1) {
        check_note(left);
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
        CHECK_EQUAL(device_feed(fix.image, fix.image_size - left, 536), OTASTREAM_MORE);
        CHECK_EQUAL(otastream_update_end(&device.update), OTASTREAM_ERR_TOO_SHORT);
        CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_IMAGE);
        CHECK(!device_is_bootable());
    }
    expect_retry();
    CHECK_EQUAL(otastream_update_end(&device.update), OTASTREAM_DONE);
}

static void configuration_that_lacks_something_is_refused(void)
{
    struct appverify_crypto crypto;
    struct appverify_crypto_operations operations[4];
    const struct appverify_commit commit = {NULL, &fix.platform, 0};
    for (uint32_t i = 0; i < 11; i++) {
        check_note(i);
        device_setup(BOOT_NEW, 1);
        struct otastream_update_config *config = &device.config;
        operations[0] = operations[1] = operations[2] = operations[3] = *fix.crypto.operations;
        operations[0].abort = NULL;
        operations[1].hash_start = NULL;
        operations[2].hash_update = NULL;
        operations[3].hash_finish = NULL;
        crypto = (struct appverify_crypto){i < 7 ? NULL : &operations[i - 7], &fix.fake, NULL};
        config->flash = i == 0 ? NULL : config->flash;
        config->policy = i == 1 ? NULL : config->policy;
        config->commit = i == 2 ? NULL : i == 3 ? &commit : config->commit;
        config->manifest = i == 4 ? NULL : config->manifest;
        config->crypto = i == 5 ? NULL : i >= 6 ? &crypto : config->crypto;
        CHECK_EQUAL(otastream_update_init(&device.update, config), OTASTREAM_ERR_ARGUMENT);
        CHECK_EQUAL(device_begin(), OTASTREAM_ERR_STATE);
        CHECK_EQUAL(otastream_update_step(&device.update, NULL), OTASTREAM_ERR_STATE);
        CHECK_EQUAL(otastream_update_end(&device.update), OTASTREAM_ERR_STATE);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(update_in_pieces_of_any_size_is_committed),
    CHECK_CASE(manifest_split_anywhere_is_the_same),
    CHECK_CASE(judged_manifest_says_length_and_name),
    CHECK_CASE(transfer_that_broke_off_goes_on_at_its_position),
    CHECK_CASE(nothing_is_switched_before_the_product_wants_it),
    CHECK_CASE(attack_committed_slot_is_not_written_again),
    CHECK_CASE(attack_power_cut_at_every_change_leaves_nothing_unjudged_bootable),
    CHECK_CASE(abort_after_any_step_leaves_nothing_behind),
    CHECK_CASE(begin_at_any_step_starts_anew),
    CHECK_CASE(port_of_another_verification_is_taken),
    CHECK_CASE(policy_may_change_between_two_updates),
    CHECK_CASE(more_than_a_file_is_refused),
    CHECK_CASE(less_than_a_file_is_refused),
    CHECK_CASE(configuration_that_lacks_something_is_refused),
};
CHECK_TABLE(stream_update);

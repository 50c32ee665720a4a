/* SPDX-License-Identifier: MIT */
/* What an update decides of a good release, and each reason to refuse one. */
#include "update_device.h"

#include "appverify/image_format.h"

enum {
    TRIAL_NONE,
    TRIAL_RUNNING, /* the firmware that runs */
    TRIAL_FAILED,  /* the release in the other slot, which is the one that is offered */
    TRIAL_OTHER_FAILED,
    TRIAL_FORGIVEN, /* one that failed, a period ago */
};

/* Once offered 1.2.3.4, and once more. */
static void release_is_wanted_or_not(void)
{
    static const struct {
        uint32_t running[4];
        uint32_t trial;
        enum otastream_result result;
        enum otastream_result again;
    } decisions[] = {
        {{1, 2, 3, 3}, TRIAL_NONE, OTASTREAM_MORE, OTASTREAM_MORE},
        {{1, 2, 2, 9}, TRIAL_NONE, OTASTREAM_MORE, OTASTREAM_MORE},
        {{1, 1, 9, 9}, TRIAL_NONE, OTASTREAM_MORE, OTASTREAM_MORE},
        {{0, 9, 9, 9}, TRIAL_NONE, OTASTREAM_MORE, OTASTREAM_MORE},
        {{1, 2, 3, 4}, TRIAL_NONE, OTASTREAM_UP_TO_DATE, OTASTREAM_UNCHANGED},
        {{1, 2, 3, 5}, TRIAL_NONE, OTASTREAM_ERR_LOWER_VERSION, OTASTREAM_UNCHANGED},
        {{1, 2, 4, 0}, TRIAL_NONE, OTASTREAM_ERR_LOWER_VERSION, OTASTREAM_UNCHANGED},
        {{1, 3, 0, 0}, TRIAL_NONE, OTASTREAM_ERR_LOWER_VERSION, OTASTREAM_UNCHANGED},
        {{2, 0, 0, 0}, TRIAL_NONE, OTASTREAM_ERR_LOWER_VERSION, OTASTREAM_UNCHANGED},
        {{1, 2, 3, UINT32_MAX}, TRIAL_NONE, OTASTREAM_ERR_LOWER_VERSION, OTASTREAM_UNCHANGED},
        {{1, 2, 3, 3}, TRIAL_RUNNING, OTASTREAM_ERR_ON_TRIAL, OTASTREAM_ERR_ON_TRIAL},
        {{1, 2, 3, 4}, TRIAL_RUNNING, OTASTREAM_UP_TO_DATE, OTASTREAM_UNCHANGED},
        {{1, 2, 3, 5}, TRIAL_RUNNING, OTASTREAM_ERR_LOWER_VERSION, OTASTREAM_UNCHANGED},
        {{1, 2, 3, 3}, TRIAL_FAILED, OTASTREAM_ERR_TRIAL_FAILED, OTASTREAM_ERR_TRIAL_FAILED},
        {{1, 2, 3, 4}, TRIAL_FAILED, OTASTREAM_UP_TO_DATE, OTASTREAM_UNCHANGED},
        {{1, 2, 3, 3}, TRIAL_OTHER_FAILED, OTASTREAM_MORE, OTASTREAM_MORE},
        {{1, 2, 3, 3}, TRIAL_FORGIVEN, OTASTREAM_MORE, OTASTREAM_MORE},
    };
    for (uint32_t i = 0; i < 2 * CHECK_COUNT(decisions); i++) {
        check_note(i);
        device_setup(BOOT_NEW, 1 + i % 2);
        uint32_t trial = decisions[i / 2].trial;
        struct appverify_store_state stored = {5, 0, 0, 0};
        if (trial == TRIAL_RUNNING) {
            stored = (struct appverify_store_state){5, 3 - fix.policy.slot, 6, 2};
        }
        if (trial == TRIAL_FORGIVEN) {
            stored = (struct appverify_store_state){5, fix.policy.slot, 6, 0};
        }
        CHECK_EQUAL(appverify_store_write(&fix.store, &stored), APPVERIFY_OK);
        if (trial == TRIAL_FAILED || trial == TRIAL_FORGIVEN) {
            copy_bytes(device.slot, fix.image, fix.image_size);
        }
        for (uint32_t k = 0; k < 4; k++) {
            device.config.running_version[k] = decisions[i / 2].running[k];
        }
        device.config.trial_failed = trial == TRIAL_FAILED || trial == TRIAL_OTHER_FAILED;
        uint32_t changes = fix.flash.changes;
        CHECK_EQUAL(device_take_manifest(100), decisions[i / 2].result);
        CHECK_EQUAL(device.update.state, decisions[i / 2].result == OTASTREAM_MORE
                                             ? OTASTREAM_UPDATE_IMAGE
                                             : OTASTREAM_UPDATE_JUDGING);
        uint32_t signatures = fix.fake.calls[FAKE_SIGNATURE_START];
        CHECK_EQUAL(signatures, 1);
        CHECK_EQUAL(device_take_manifest(100), decisions[i / 2].again);
        CHECK_EQUAL(fix.fake.calls[FAKE_SIGNATURE_START] - signatures,
                    decisions[i / 2].again != OTASTREAM_UNCHANGED);
        CHECK_EQUAL(fix.flash.changes, changes);
    }
}

/* Each byte of the signed part counts, of the slot and of what is remembered. */
static void another_release_is_no_known_or_failed_one(void)
{
    device_setup(BOOT_NEW, 1);
    device.config.trial_failed = 1;
    for (uint32_t at = 0; at < fix.signed_size; at++) {
        check_note(at);
        copy_bytes(device.slot, fix.image, fix.image_size);
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_ERR_TRIAL_FAILED);
        device.slot[fix.body_size + at] ^= 0x10;
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    }
    for (uint32_t at = 0; at < APPVERIFY_DIGEST_SIZE; at++) {
        check_note(1000 + at);
        copy_bytes(device.known, device.update.digest, sizeof device.known);
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_UNCHANGED);
        device.known[at] ^= 0x10;
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    }
    device.config.known_digest = NULL;
    device.config.running_version[0] = 1;
    device.config.running_version[1] = 2;
    device.config.running_version[2] = 3;
    device.config.running_version[3] = 4;
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_UP_TO_DATE);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_UP_TO_DATE);
}

/* Where the body ends at no word, and where the slot cannot be read. */
static void failed_release_is_found_behind_a_body_of_any_length(void)
{
    for (uint32_t odd = 0; odd < 4; odd++) {
        check_note(odd);
        device_setup(BOOT_NEW, 1);
        fix.body_size += odd;
        fixture_seal();
        copy_bytes(device.slot, fix.image, fix.image_size);
        device.config.trial_failed = 1;
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_ERR_TRIAL_FAILED);
        device.slot[fix.body_size + fix.signed_size - 1] ^= 1;
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
        uint32_t reads = fix.flash.reads;
        fix.flash.fail_at = reads + 3; /* two are of the store */
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_ERR_TRIAL_FAILED);
    }
}

static void spoil_bytes(uint32_t which)
{
    uint8_t *manifest = fixture_manifest();
    switch (which) {
    case 0:
        manifest[0] = '<';
        break;
    case 1:
        manifest[4] = 2;
        break;
    case 2:
        store_le16(manifest + 6, 56);
        break;
    case 3:
        store_le16(manifest + 6, 516);
        break;
    case 4:
        fixture_blocks()[0] = 2;
        break;
    case 6:
        fixture_blocks()[20] ^= 1;
        break;
    case 7:
        manifest[50] ^= 1;
        break;
    default:
        break;
    }
}

static void spoil_policy(uint32_t which)
{
    static const uint32_t other[4] = {1, 2, 3, 4};
    const struct appverify_store_state raised = {8, 0, 0, 0};
    switch (which) {
    case 8:
        fix.policy.vendor_id = other;
        break;
    case 9:
        fix.policy.class_id = other;
        break;
    case 10:
        fix.policy.flash_map = 3;
        break;
    case 11:
        fix.policy.boot_mode = BOOT_OLD;
        break;
    case 12:
        fix.policy.slot = 2;
        break;
    case 13:
        CHECK_EQUAL(appverify_store_write(&fix.store, &raised), APPVERIFY_OK);
        break;
    case 14:
        fix.ring.count = 0;
        break;
    case 19:
        fix.policy.slot_limit = fix.image_size - 1;
        break;
    case 20:
        build_tlv(&fix.spec, APPVERIFY_TLV_CRITICAL | APPVERIFY_TLV_VENDOR_FIRST, 4, 1);
        fixture_seal();
        break;
    default:
        break;
    }
}

static void spoil_device(uint32_t which)
{
    switch (which) {
    case 5:
        device.config.manifest_capacity = fix.manifest_size - 1;
        break;
    case 15:
        fix.fake.fail_at[FAKE_HASH_START] = 1; /* of the name */
        break;
    case 16:
        fix.fake.fail_at[FAKE_HASH_START] = 2; /* of the verifier */
        break;
    case 17:
        fix.flash.sectors[1][0] = 0;
        break;
    case 18:
        fix.flash.fail_at = 1;
        break;
    case 21:
        device.config.running_offset = fix.policy.slot_offset + 0x100;
        break;
    case 22:
        fix.policy.slot_limit = fix.image_size; /* within a sector */
        break;
    case 23:
        device.config.page_size = 100;
        break;
    case 24:
        fix.fake.fail_at[FAKE_SIGNATURE_STEP] = 1;
        break;
    case 25:
        fix.fake.fail_at[FAKE_HASH_UPDATE] = 1;
        break;
    case 26:
        fix.fake.fail_at[FAKE_HASH_FINISH] = 1;
        break;
    default:
        break;
    }
}

static void manifest_is_refused(void)
{
    static const enum otastream_result results[] = {
        OTASTREAM_REFUSED_NOT_FOUND, OTASTREAM_REFUSED_VERSION,   OTASTREAM_REFUSED_FORMAT,
        OTASTREAM_REFUSED_FORMAT,    OTASTREAM_REFUSED_FORMAT,    OTASTREAM_REFUSED_LENGTH,
        OTASTREAM_REFUSED_SIGNATURE, OTASTREAM_REFUSED_SIGNATURE, OTASTREAM_REFUSED_VENDOR,
        OTASTREAM_REFUSED_CLASS,     OTASTREAM_REFUSED_MAP,       OTASTREAM_REFUSED_BOOT,
        OTASTREAM_REFUSED_SLOT,      OTASTREAM_REFUSED_ROLLBACK,  OTASTREAM_REFUSED_CONFIG,
        OTASTREAM_REFUSED_CRYPTO,    OTASTREAM_REFUSED_CRYPTO,    OTASTREAM_REFUSED_STORE,
        OTASTREAM_REFUSED_READ,      OTASTREAM_REFUSED_LENGTH,    OTASTREAM_REFUSED_CRITICAL,
        OTASTREAM_ERR_RUNNING_SLOT,  OTASTREAM_ERR_SLOT_ROOM,     OTASTREAM_ERR_ARGUMENT,
        OTASTREAM_REFUSED_CRYPTO,    OTASTREAM_REFUSED_CRYPTO,    OTASTREAM_REFUSED_CRYPTO,
    };
    for (uint32_t i = 0; i < CHECK_COUNT(results); i++) {
        check_note(i);
        device_setup(BOOT_NEW, 1);
        spoil_bytes(i);
        spoil_policy(i);
        spoil_device(i);
        (void)otastream_update_init(&device.update, &device.config);
        uint32_t changes = fix.flash.changes;
        CHECK_EQUAL(device_take_manifest(100), results[i]);
        CHECK_EQUAL(device_feed(fix.image, 100, 100), results[i]);
        CHECK_EQUAL(fix.flash.changes, changes);
        CHECK(fake_crypto_clean(&fix.fake));
    }
}

/* A page of a server that has no such file, for one: as soon as it can be told. */
static void what_can_be_no_manifest_is_refused_early(void)
{
    for (uint32_t i = 0; i < 5; i++) {
        static const enum otastream_result results[] = {
            OTASTREAM_REFUSED_NOT_FOUND, OTASTREAM_REFUSED_VERSION, OTASTREAM_REFUSED_FORMAT,
            OTASTREAM_REFUSED_FORMAT, OTASTREAM_REFUSED_FORMAT};
        check_note(i);
        device_setup(BOOT_NEW, 1);
        spoil_bytes(i);
        uint32_t known = i < 4 ? 8 : fix.signed_size + 4;
        CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
        CHECK_EQUAL(device_feed(fixture_manifest(), known - 1, 100), OTASTREAM_MORE);
        CHECK_EQUAL(device_feed(fixture_manifest() + known - 1, 1, 1), results[i]);
    }
}

/* Whatever arrives, the end of the manifest is found or refused, and no byte beyond it is taken. */
static void attack_manifest_that_never_ends_is_refused(void)
{
    static uint8_t file[2 * APPVERIFY_MANIFEST_MAX];
    device_setup(BOOT_NEW, 1);
    for (uint32_t length = 0; length <= 0xFFFF; length += length < 400 ? 4 : 4093) {
        check_note(length);
        fill_bytes(file, 0, sizeof file);
        copy_bytes(file, fixture_manifest(), fix.signed_size);
        for (uint32_t at = fix.signed_size; at + 12 < sizeof file; at += 12 + length) {
            file[at] = APPVERIFY_BLOCK_SIGNATURE;
            store_le16(file + at + 2, length);
        }
        CHECK_EQUAL(device_begin(), OTASTREAM_MORE);
        enum otastream_result result = device_feed(file, sizeof file, 536);
        CHECK(result == OTASTREAM_REFUSED_LENGTH || result == OTASTREAM_REFUSED_FORMAT ||
              result == OTASTREAM_ERR_TOO_LONG);
        CHECK(device.update.position <= sizeof fix.manifest);
    }
}

static enum otastream_result take_image(void)
{
    return device_feed(fix.image, fix.image_size, 536);
}

/* The server's image is not the one of the manifest that was judged. */
static void attack_other_image_is_refused(void)
{
    static const struct {
        uint32_t behind_body; /* 1: at counts from the end of the body */
        uint32_t at;
        enum otastream_result result;
    } changed[] = {
        {0, 0, OTASTREAM_REFUSED_DIGEST},         {0, 17, OTASTREAM_REFUSED_DIGEST},
        {0, 9000, OTASTREAM_REFUSED_DIGEST},      {1, 0, OTASTREAM_REFUSED_MANIFEST_COPY},
        {1, 60, OTASTREAM_REFUSED_MANIFEST_COPY},
    };
    for (uint32_t i = 0; i < CHECK_COUNT(changed); i++) {
        check_note(i);
        device_setup(BOOT_NEW, 1);
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
        uint32_t at = changed[i].at + (changed[i].behind_body ? fix.body_size : 0);
        fix.image[at] ^= 0x20;
        CHECK_EQUAL(take_image(), changed[i].result);
        CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_VERIFYING);
        CHECK(!device_is_bootable());
        fix.image[at] ^= 0x20;
        CHECK_EQUAL(device_take_update(536), OTASTREAM_DONE);
    }
    device_setup(BOOT_NEW, 1);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    fix.image[fix.image_size - 1] ^= 1;
    CHECK_EQUAL(take_image(), OTASTREAM_REFUSED_CRC);
}

/* Of equal length: only what is read back tells. */
static void attack_image_of_the_other_slot_is_refused(void)
{
    static uint8_t other[DEVICE_SLOT];
    device_setup(BOOT_NEW, 2);
    fix.body.seed = 4;
    fixture_build();
    uint32_t size = fix.image_size;
    copy_bytes(other, fix.image, size);
    fix.spec.payloads[1].length = 200;
    fix.body.seed = 3;
    fixture_place(2, 1);
    fix.flash.size = sizeof device.slot;
    device.config.running_offset = 0x81000;
    device_restart();
    CHECK_EQUAL(size, fix.image_size);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(device_feed(other, size, 536), OTASTREAM_REFUSED_DIGEST);
    CHECK(!device_is_bootable());
}

/* The buffer of the manifest is rewritten at any time. */
static void attack_manifest_changed_under_the_image_is_refused(void)
{
    for (uint32_t when = 0; when < 2; when++) {
        for (uint32_t at = 8; at < fix.signed_size; at += 5) {
            check_note(when * 1000 + at);
            device_setup(BOOT_NEW, 1);
            CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
            if (when == 1) {
                CHECK_EQUAL(take_image(), OTASTREAM_DONE);
            }
            fix.manifest[at] ^= 1;
            enum otastream_result result = when == 1 ? device_commit() : take_image();
            CHECK(result == OTASTREAM_REFUSED_CHANGED || result == OTASTREAM_REFUSED_FORMAT);
            CHECK_EQUAL(fix.switches, 0);
            CHECK(!device_is_bootable());
        }
    }
}

static void flash_that_fails_is_told(void)
{
    device_setup(BOOT_NEW, 1);
    fix.flash.cut_at = 1;
    CHECK_EQUAL(device_take_update(536), OTASTREAM_ERR_ERASE);
    device_setup(BOOT_NEW, 1);
    fix.flash.cut_at = 2;
    CHECK_EQUAL(device_take_update(536), OTASTREAM_ERR_WRITE);
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_IMAGE);
    device_setup(BOOT_NEW, 1);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    fix.flash.fail_at = fix.flash.reads + 1;
    CHECK_EQUAL(take_image(), OTASTREAM_ERR_READ_BACK);
    device_setup(BOOT_NEW, 1);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    fix.flash.change_at = fix.flash.reads + 2;
    fix.flash.change_offset = 70;
    fix.flash.change_mask = 1;
    CHECK_EQUAL(take_image(), OTASTREAM_ERR_WRITTEN_WRONG);
    device_setup(BOOT_NEW, 1);
    CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
    CHECK_EQUAL(take_image(), OTASTREAM_DONE);
    fix.flash.fail_at = fix.flash.reads + 3;
    CHECK_EQUAL(device_commit(), OTASTREAM_REFUSED_READ);
    CHECK_EQUAL(device.update.state, OTASTREAM_UPDATE_COMMITTING);
    CHECK(!device_is_bootable());
}

static void commit_that_is_refused_is_told(void)
{
    const struct appverify_store_state raised = {8, 0, 0, 0};
    const struct appverify_store_state on_trial = {5, 2, 6, 2};
    for (uint32_t i = 0; i < 4; i++) {
        static const enum otastream_result results[] = {
            OTASTREAM_REFUSED_CONFIG, OTASTREAM_REFUSED_ROLLBACK, OTASTREAM_REFUSED_STATE,
            OTASTREAM_REFUSED_WRITE};
        check_note(i);
        device_setup(BOOT_NEW, 1);
        CHECK_EQUAL(device_take_manifest(100), OTASTREAM_MORE);
        CHECK_EQUAL(take_image(), OTASTREAM_DONE);
        fix.commit.platform = i == 0 ? NULL : fix.commit.platform;
        if (i == 1 || i == 2) {
            CHECK_EQUAL(appverify_store_write(&fix.store, i == 1 ? &raised : &on_trial),
                        APPVERIFY_OK);
        }
        fix.flash.cut_at = i == 3 ? fix.flash.changes + 3 : 0;
        CHECK_EQUAL(device_commit(), results[i]);
        CHECK_EQUAL(fix.switches, 0);
        CHECK(!device_is_bootable());
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(release_is_wanted_or_not),
    CHECK_CASE(another_release_is_no_known_or_failed_one),
    CHECK_CASE(failed_release_is_found_behind_a_body_of_any_length),
    CHECK_CASE(manifest_is_refused),
    CHECK_CASE(what_can_be_no_manifest_is_refused_early),
    CHECK_CASE(attack_manifest_that_never_ends_is_refused),
    CHECK_CASE(attack_other_image_is_refused),
    CHECK_CASE(attack_image_of_the_other_slot_is_refused),
    CHECK_CASE(attack_manifest_changed_under_the_image_is_refused),
    CHECK_CASE(flash_that_fails_is_told),
    CHECK_CASE(commit_that_is_refused_is_told),
};
CHECK_TABLE(update_refused);

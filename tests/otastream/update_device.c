/* SPDX-License-Identifier: MIT */
#include "update_device.h"

#include "appverify/image_format.h"

#define STEPS_MAX 200000u

struct update_device device;

/* Bytes are never lost or said to be more than there are. */
static void on_progress(void *context, enum otastream_update_state state, uint32_t done,
                        uint32_t total)
{
    CHECK(context == &device);
    CHECK_EQUAL(state, device.update.state);
    CHECK(done <= total || total == 0);
    if (device.number != device.update.number) {
        device.number = device.update.number;
        device.last_state = 0;
    }
    device.last_done = state == device.last_state ? device.last_done : 0;
    CHECK(state >= device.last_state && done >= device.last_done);
    device.last_state = state;
    device.last_done = done;
    if (++device.steps == device.abort_at) {
        otastream_update_abort(&device.update);
    }
}

void device_restart(void)
{
    fake_flash_reset(&fix.flash);
    fill_bytes((uint8_t *)&device.update, 0xA5, sizeof device.update);
    fill_bytes(fix.manifest, 0xA5, sizeof fix.manifest);
    fill_bytes(device.known, 0, sizeof device.known);
    device.number = 0;
    device.last_state = 0;
    device.abort_at = 0;
    device.config.trial_failed = 0;
    CHECK_EQUAL(otastream_update_init(&device.update, &device.config), OTASTREAM_DONE);
}

static void configure(void)
{
    device.config = (struct otastream_update_config){
        .flash = &fix.storage,
        .crypto = &fix.crypto,
        .policy = &fix.policy,
        .commit = &fix.commit,
        .manifest = fix.manifest,
        .manifest_capacity = sizeof fix.manifest,
        .page = device.page,
        .page_size = DEVICE_PAGE,
        .running_offset = fix.policy.slot == 1 ? 0x81000 : 0x1000,
        .running_length = fix.policy.slot_limit,
        .running_version = {1, 0, 0, 0},
        .known_digest = device.known,
        .progress = on_progress,
        .context = &device,
    };
}

void device_setup(uint32_t boot_mode, uint32_t slot)
{
    fixture_setup(boot_mode);
    fix.body.irom_size = boot_mode == BOOT_OLD ? 16 : 9008;
    fix.body.seed = 2;
    fix.spec.major = 1;
    fix.spec.minor = 0;
    fix.spec.patch = 0;
    fix.spec.build = 0;
    fixture_place(2, slot);
    fill_bytes(device.slot, 0xFF, sizeof device.slot);
    copy_bytes(device.slot, fix.image, fix.image_size);
    copy_bytes(device.old, device.slot, sizeof device.old);
    fix.body.seed = 3;
    fix.spec.minor = 2;
    fix.spec.patch = 3;
    fix.spec.build = 4;
    fixture_build();
    fix.flash.bytes = device.slot;
    fix.flash.size = sizeof device.slot;
    fix.flash.writable = sizeof device.slot;
    device.is_bundle = 0;
    configure();
    device_restart();
}

static enum otastream_result step(struct otastream_span *input)
{
    uint32_t changes = fix.flash.changes;
    enum otastream_update_state state = device.update.state;
    enum otastream_result result = device.is_bundle ? otastream_bundle_step(&device.bundle, input)
                                                    : otastream_update_step(&device.update, input);
    if (state != OTASTREAM_UPDATE_COMMITTING) {
        int forgets = device.config.journal != NULL && state == OTASTREAM_UPDATE_VERIFYING &&
                      result >= OTASTREAM_REFUSED_UNDECIDED;
        CHECK(fix.flash.changes - changes <= (forgets || state == OTASTREAM_UPDATE_IMAGE));
    }
    CHECK(device.is_bundle || result == device.update.result);
    CHECK_EQUAL(fix.flash.violations, 0);
    CHECK_EQUAL(fix.fake.misuse, 0);
    int holds_port = state == OTASTREAM_UPDATE_JUDGING || state == OTASTREAM_UPDATE_COMMITTING;
    CHECK(!holds_port || result == OTASTREAM_AGAIN || fake_crypto_clean(&fix.fake));
    return result;
}

enum otastream_result device_feed(const uint8_t *bytes, uint32_t size, uint32_t piece)
{
    enum otastream_result result = device.update.result;
    enum otastream_update_state state = device.update.state;
    uint32_t calls = 0;
    uint32_t at = 0;
    do {
        struct otastream_span input = {bytes + at, size - at < piece ? size - at : piece};
        size_t offered = input.length;
        result = step(result == OTASTREAM_MORE || result == OTASTREAM_DONE ? &input : NULL);
        CHECK(input.length <= offered);
        at += (uint32_t)(offered - input.length);
    } while (++calls < STEPS_MAX &&
             (result == OTASTREAM_AGAIN || (result == OTASTREAM_MORE && at < size &&
                                            (device.is_bundle || state == device.update.state))));
    CHECK(calls < STEPS_MAX);
    return result;
}

enum otastream_result device_begin(void)
{
    device.steps = 0;
    return device.is_bundle ? otastream_bundle_begin(&device.bundle, &device.update)
                            : otastream_update_begin(&device.update);
}

enum otastream_result device_take_manifest(uint32_t piece)
{
    uint8_t file[APPVERIFY_MANIFEST_MAX];
    copy_bytes(file, fixture_manifest(), fix.manifest_size);
    enum otastream_result result = device_begin();
    return result == OTASTREAM_MORE ? device_feed(file, fix.manifest_size, piece) : result;
}

enum otastream_result device_commit(void)
{
    enum otastream_result result = otastream_update_commit(&device.update);
    return result == OTASTREAM_AGAIN ? device_feed(fix.image, 0, 1) : result;
}

enum otastream_result device_take_update(uint32_t piece)
{
    enum otastream_result result = device_take_manifest(piece);
    if (result == OTASTREAM_MORE) {
        result = device_feed(fix.image, fix.image_size, piece);
    }
    return result == OTASTREAM_DONE ? device_commit() : result;
}

int device_slot_holds(const uint8_t *image, uint32_t from, uint32_t size)
{
    uint32_t i = from;
    while (i < size && device.slot[i] == image[i]) {
        i++;
    }
    return i == size;
}

int device_is_bootable(void)
{
    return device.slot[0] == APPVERIFY_IMAGE_MAGIC_RAM ||
           device.slot[0] == APPVERIFY_IMAGE_MAGIC_IROM;
}

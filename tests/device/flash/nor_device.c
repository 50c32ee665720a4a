/* SPDX-License-Identifier: MIT */
#include "nor_device.h"

#define FLASH_SIZE 0x400000u
#define PARAMETERS 0x3FD000u /* of the board, three sectors */

static const uint32_t places[PLACES] = {
    0x1000, 0x81000, 0x3F0000, 0x3F1000, PARAMETERS, PARAMETERS + SECTOR, PARAMETERS + 2 * SECTOR,
    0,
};

struct nor_device device;

static uint32_t least_counter; /* that a store may still hold */

uint32_t device_offset(enum place place)
{
    return places[place];
}

/* The sector that offset lies in, NULL when there is none; length bytes lie in one sector. */
static uint8_t *find(uint32_t offset)
{
    for (uint32_t i = 0; i < PLACES; i++) {
        if (offset - places[i] < SECTOR) {
            return device.sectors[i] + (offset - places[i]);
        }
    }
    return NULL;
}

static int sparse_read(void *context, uint32_t offset, void *bytes, uint32_t length)
{
    (void)context;
    uint8_t *to = bytes;
    for (uint32_t i = 0; i < length; i++) {
        const uint8_t *from = find(offset + i);
        to[i] = from != NULL ? *from : 0xFF;
    }
    return 0;
}

static int sparse_write(void *context, uint32_t offset, const void *bytes, uint32_t length)
{
    (void)context;
    uint8_t *to = find(offset);
    if (to == NULL || offset % SECTOR + length > SECTOR) {
        return -1;
    }
    copy_bytes(to, bytes, length);
    return 0;
}

static enum appverify_result read_flash(void *context, uint32_t offset, uint8_t *buffer,
                                        size_t length)
{
    return nor_flash_read(context, offset, buffer, (uint32_t)length) == NOR_FLASH_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_READ;
}

static enum appverify_result write_flash(void *context, uint32_t offset, const uint8_t *buffer,
                                         size_t length)
{
    return nor_flash_program(context, offset, buffer, (uint32_t)length) == NOR_FLASH_OK
               ? APPVERIFY_OK
               : APPVERIFY_ERR_WRITE;
}

static enum appverify_result erase_flash(void *context, uint32_t offset)
{
    return nor_flash_erase(context, offset) == NOR_FLASH_OK ? APPVERIFY_OK : APPVERIFY_ERR_WRITE;
}

const struct appverify_storage device_storage = {
    .read = read_flash,
    .context = &device.nor,
    .crc32 = appverify_crc32,
    .write = write_flash,
    .erase = erase_flash,
};

const struct port_board device_board = {
    .storage = &device_storage,
    .parameters = {PARAMETERS, PARAMETERS + SECTOR},
    .flag = PARAMETERS + 2 * SECTOR,
};

/* Builds the fixture's image for a slot. */
static void build(uint32_t slot, uint32_t counter)
{
    fix.spec.counter = counter;
    fix.body.seed = counter;
    fixture_place(2, slot);
    CHECK(fix.image_size <= SECTOR);
}

enum appverify_result device_switch(uint32_t slot)
{
    return fix.platform.switch_slot(fix.platform.context, slot);
}

/* Sectors that were written so many times, and say old counter and home; 0 times: blank. */
static void make_past(uint32_t times)
{
    for (uint32_t left = times; left > 0; left--) {
        const struct appverify_store_state state = {OLD_COUNTER + 1 - left, 0, 0, 0};
        CHECK_EQUAL(appverify_store_write(&fix.store, &state), APPVERIFY_OK);
        CHECK_EQUAL(device_switch(left % 2 == 1 ? device.home : device.other), APPVERIFY_OK);
    }
    device.before = times == 0 ? 0 : OLD_COUNTER;
    least_counter = device.before;
}

void device_setup(uint32_t past, uint32_t trial_boots)
{
    const struct nor_flash_storage sparse = {sparse_read, sparse_write, NULL};
    device.home = past <= 3 ? 1 : 2;
    device.other = 3 - device.home;
    fill_bytes(device.sectors[0], 0xFF, sizeof device.sectors);
    nor_flash_init(&device.nor, &sparse, FLASH_SIZE);
    fixture_setup(BOOT_NEW);
    fix.config.storage = &device_storage;
    fix.store = (struct appverify_store){&device_storage, {places[STORE_A], places[STORE_B]}};
    port_board_platform(&fix.platform, &device_board);
    fix.commit.trial_boots = trial_boots;
    build(device.home, OLD_COUNTER);
    copy_bytes(device.sectors[device.home - 1], fix.image, fix.image_size);
    build(device.other, NEW_COUNTER);
    copy_bytes(device.update, fix.image, fix.image_size);
    device.update_size = (fix.image_size + 3u) & ~3u;
    make_past(past <= 3 ? past : past - 3);
    nor_flash_init(&device.nor, &sparse, FLASH_SIZE);
}

void device_set_policy(uint32_t slot, uint32_t min_counter)
{
    fix.policy.slot = slot;
    fix.policy.slot_offset = places[slot - 1];
    fix.policy.min_counter = min_counter;
}

struct appverify_store_state device_stored(void)
{
    struct appverify_store_state state = {0, 0, 0, 0};
    CHECK_EQUAL(appverify_store_read(&fix.store, &state), APPVERIFY_OK);
    CHECK(state.security_counter >= least_counter);
    CHECK(state.security_counter <= NEW_COUNTER);
    CHECK(state.security_counter == device.before || state.security_counter == NEW_COUNTER);
    least_counter = state.security_counter;
    return state;
}

int device_is(uint32_t counter, uint32_t slot, uint32_t trial_counter, uint32_t boots)
{
    struct appverify_store_state state = device_stored();
    return state.security_counter == counter && state.trial_slot == slot &&
           state.trial_counter == trial_counter && state.boots_left == boots;
}

int device_is_old(void)
{
    return device_is(device.before, 0, 0, 0);
}

int device_is_new(void)
{
    return fix.commit.trial_boots == 0
               ? device_is(NEW_COUNTER, 0, 0, 0)
               : device_is(device.before, device.other, NEW_COUNTER, fix.commit.trial_boots);
}

uint32_t device_changes(void)
{
    return device.nor.programs + device.nor.erases;
}

uint32_t device_restart(void)
{
    nor_flash_power_on(&device.nor);
    nor_flash_fail_read(&device.nor, 0);
    uint32_t slot = port_board_boot_slot(&device_board);
    CHECK(slot == 1 || slot == 2);
    device_set_policy(slot, 0);
    CHECK_EQUAL(fixture_verify(0, BUDGET), APPVERIFY_OK);
    return slot;
}

enum appverify_result device_boot(uint32_t slot, uint32_t *on_trial)
{
    uint32_t own = slot == device.home ? device.before : NEW_COUNTER;
    return appverify_boot(&fix.store, &fix.platform, slot, own, on_trial);
}

enum appverify_result device_download(void)
{
    enum appverify_result result =
        device_storage.erase(device_storage.context, places[device.other - 1]);
    for (uint32_t at = 0; result == APPVERIFY_OK && at < device.update_size; at += PIECE) {
        uint32_t left = device.update_size - at;
        result = device_storage.write(device_storage.context, places[device.other - 1] + at,
                                      device.update + at, left < PIECE ? left : PIECE);
    }
    return result;
}

enum appverify_result device_commit(void)
{
    struct appverify_store_state state;
    enum appverify_result result = appverify_store_read(&fix.store, &state);
    if (result != APPVERIFY_OK) {
        return result;
    }
    device_set_policy(device.other, state.security_counter);
    result = fixture_verify(0, BUDGET);
    return result == APPVERIFY_OK ? fixture_commit(BUDGET) : result;
}

enum appverify_result device_update(void)
{
    enum appverify_result result = device_download();
    return result == APPVERIFY_OK ? device_commit() : result;
}

void device_expect_updated(void)
{
    CHECK(device_is_new());
    CHECK_EQUAL(device_restart(), device.other);
    /* Back to the old firmware by an update: too old, or the running one is on trial. */
    device_set_policy(device.home, device_stored().security_counter);
    enum appverify_result result = fixture_verify(0, BUDGET);
    if (fix.commit.trial_boots == 0) {
        CHECK_EQUAL(result, APPVERIFY_ERR_ROLLBACK);
    } else {
        CHECK_EQUAL(result, APPVERIFY_OK);
        CHECK_EQUAL(fixture_commit(BUDGET), APPVERIFY_ERR_STATE);
    }
    CHECK_EQUAL(port_board_boot_slot(&device_board), device.other);
    CHECK(device_is_new());
}

void device_expect_retry(void)
{
    uint32_t on_trial = 0;
    uint32_t slot = device_restart();
    CHECK(slot == device.home ? device_is_old() || device_is_new() : device_is_new());
    if (slot == device.home) {
        CHECK_EQUAL(device_boot(device.home, &on_trial), APPVERIFY_OK);
        CHECK_EQUAL(on_trial, 0);
        CHECK_EQUAL(device_stored().trial_slot, 0);
        CHECK_EQUAL(device_update(), APPVERIFY_COMMITTED);
    }
    device_expect_updated();
}

uint32_t device_note(uint32_t past, uint32_t at, uint32_t cut)
{
    return past * 100000 + at * 10 + cut;
}

void device_expect_confirmed(void)
{
    for (uint32_t i = 0; i < TRIAL_BOOTS + 2; i++) {
        uint32_t on_trial = 1;
        CHECK_EQUAL(device_restart(), device.other);
        CHECK_EQUAL(device_boot(device.other, &on_trial), APPVERIFY_OK);
        CHECK_EQUAL(on_trial, 0);
        CHECK(device_is(NEW_COUNTER, 0, 0, 0));
    }
}

uint32_t device_random(void)
{
    static uint32_t state = 1;
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

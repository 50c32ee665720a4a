/* SPDX-License-Identifier: MIT */
#include "fuzz_device.h"

#include <string.h>

struct fuzz_input fuzz_input;

static struct {
    struct appverify_storage storage; /* the device's flash, watched */
    uint32_t number;                  /* of the update that is counted */
    uint32_t erases[DEVICE_SLOT / DEVICE_SECTOR];
    uint32_t changes; /* of the flash, when the slot was looked at last */
} watched;

uint32_t fuzz_take_byte(void)
{
    if (fuzz_input.size == 0) {
        return 0;
    }
    fuzz_input.size--;
    return *fuzz_input.bytes++;
}

uint32_t fuzz_take_half(void)
{
    uint32_t low = fuzz_take_byte();
    return low | fuzz_take_byte() << 8;
}

uint32_t fuzz_take_bytes(uint8_t *to, uint32_t most)
{
    uint32_t size = fuzz_take_half();
    size = size < most ? size : most;
    size = size < fuzz_input.size ? size : (uint32_t)fuzz_input.size;
    for (uint32_t i = 0; i < size; i++) {
        to[i] = (uint8_t)fuzz_take_byte();
    }
    return size;
}

uint32_t fuzz_random(uint32_t end)
{
    fuzz_input.seed = fuzz_input.seed * 1664525u + 1013904223u;
    return (fuzz_input.seed >> 16) % end;
}

uint8_t *fuzz_copy(const uint8_t *bytes, uint32_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    REQUIRE(copy != NULL);
    (void)memcpy(copy, bytes, size);
    return copy;
}

static enum appverify_result erase(void *context, uint32_t offset)
{
    if (watched.number != device.update.number) {
        watched.number = device.update.number;
        (void)memset(watched.erases, 0, sizeof watched.erases);
    }
    uint32_t sector = (offset - fix.policy.slot_offset) / DEVICE_SECTOR;
    REQUIRE(sector < DEVICE_SLOT / DEVICE_SECTOR && ++watched.erases[sector] == 1);
    return fix.storage.erase(context, offset);
}

void fuzz_device_restarted(void)
{
    fake_crypto_init(&fix.crypto, &fix.fake);
    watched.number = UINT32_MAX;
    watched.changes = UINT32_MAX;
}

void fuzz_device_watch(void)
{
    watched.storage = fix.storage;
    watched.storage.erase = erase;
    device.config.flash = &watched.storage;
    fuzz_device_restarted();
}

static int slot_is(const uint8_t *image, uint32_t size)
{
    return memcmp(device.slot, image, size) == 0;
}

void fuzz_device_require(int may_have_head)
{
    if (watched.changes != fix.flash.changes) {
        REQUIRE(!device_is_bootable() || slot_is(device.old, DEVICE_SLOT) ||
                (may_have_head && slot_is(fix.image, fix.image_size)));
        watched.changes = fix.flash.changes;
    }
    REQUIRE(fix.flash.violations == 0 && fix.fake.misuse == 0);
    REQUIRE(check_failure.count == 0);
}

void fuzz_device_require_committed(void)
{
    REQUIRE(fix.switches == 1 && fix.switched_to == fix.policy.slot);
    REQUIRE(slot_is(fix.image, fix.image_size));
}

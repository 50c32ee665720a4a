/* SPDX-License-Identifier: MIT */
#include "device_bundle.h"

#define OTHER_BODY 777u

struct device_bundle device_bundle;

static void add(const uint8_t *bytes, uint32_t size)
{
    copy_bytes(device_bundle.bytes + device_bundle.size, bytes, size);
    device_bundle.size += size;
}

static void add_other_image(void)
{
    uint32_t size = OTHER_BODY + fix.manifest_size + APPVERIFY_TRAILER_SIZE;
    fill_bytes(device_bundle.bytes + device_bundle.size, 0xEA, size);
    device_bundle.size += size;
}

void device_bundle_setup(uint32_t slot, uint32_t count)
{
    device_setup(BOOT_NEW, slot);
    device.is_bundle = 1;
    fix.spec.payloads[2 - slot].length = OTHER_BODY;
    if (count == 1) {
        fix.spec.payload_count = 1;
        fix.spec.payloads[0] = fix.spec.payloads[slot - 1];
        fix.spec.payloads[0].length = fix.body_size;
        fake_digest(fix.spec.payloads[0].digest, fix.image, fix.body_size);
        fix.signed_size = build_signed_part(fixture_manifest(), &fix.spec);
        fixture_sign();
    } else {
        fixture_seal();
    }
    fix.flash.size = sizeof device.slot;
    device_bundle.size = 0;
    add(fixture_manifest(), fix.manifest_size);
    if (count == 2 && slot == 2) {
        add_other_image();
    }
    add(fix.image, fix.image_size);
    if (count == 2 && slot == 1) {
        add_other_image();
    }
}

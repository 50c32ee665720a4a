/* SPDX-License-Identifier: MIT */
/* A bundle with the release that is on its way to the device. */
#ifndef OTASTREAM_TESTS_DEVICE_BUNDLE_H
#define OTASTREAM_TESTS_DEVICE_BUNDLE_H

#include "update_device.h"

struct device_bundle {
    uint8_t bytes[2 * DEVICE_SLOT];
    uint32_t size;
};

extern struct device_bundle device_bundle;

/*
 * Sets the device up for bundles, and makes one. count: payloads of the release; the only one is
 * for the device. Of the image for the other slot nothing but the length is right.
 */
void device_bundle_setup(uint32_t slot, uint32_t count);

#endif

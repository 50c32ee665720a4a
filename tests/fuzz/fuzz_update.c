/* SPDX-License-Identifier: MIT */
/*
 * Takes hostile bundles, in pieces, with the power cut somewhere. The first bytes say for which
 * slot, where it is cut and into what pieces; the rest is a bundle, or a list of changes to a good
 * one. Whatever comes: only the good image is committed, and nothing else is bootable.
 */
#include <string.h>

#include "fuzz_device.h"

#define OPTIONS 4u
#define CHANGE 4u

enum { FOR_SLOT_2 = 1, IS_BUNDLE = 2, CUT = 4, CUT_SHIFT = 3, CUT_MASK = 3 };

static uint8_t *const file = device_bundle.bytes;
static uint32_t file_size;

/* Where, what, and how: a byte is changed, or the rest moves by one. */
static void change_bundle(const uint8_t *change)
{
    uint32_t at = ((uint32_t)change[0] | (uint32_t)change[1] << 8) % file_size;
    switch (change[3] % 4) {
    case 0:
        file_size = at + 1; /* it ends here */
        break;
    case 1:
        if (file_size < sizeof device_bundle.bytes) {
            (void)memmove(file + at + 1, file + at, file_size - at);
            file_size++;
        }
        break;
    default:
        break;
    }
    file[at] ^= change[2];
}

static enum otastream_result feed(uint32_t seed)
{
    enum otastream_result result = device_begin();
    uint32_t at = 0;
    while (at < file_size && result == OTASTREAM_MORE) {
        seed = seed * 1664525u + 1013904223u;
        uint32_t piece = 1 + (seed >> 20) % (seed >> 16 & 1 ? 5 : 2000);
        piece = piece < file_size - at ? piece : file_size - at;
        uint8_t *bytes = fuzz_copy(file + at, piece);
        result = device_feed(bytes, piece, piece);
        free(bytes);
        at += piece;
    }
    return result == OTASTREAM_MORE ? otastream_bundle_end(&device.bundle) : result;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < OPTIONS) {
        return 0;
    }
    device_bundle_setup(bytes[0] & FOR_SLOT_2 ? 2 : 1, 2);
    fuzz_device_watch();
    file_size = device_bundle.size;
    const uint8_t *rest = bytes + OPTIONS;
    size -= OPTIONS;
    if (bytes[0] & IS_BUNDLE) {
        file_size = size < sizeof device_bundle.bytes ? (uint32_t)size : sizeof device_bundle.bytes;
        (void)memcpy(file, rest, file_size);
    } else {
        for (; size >= CHANGE && file_size > 0; size -= CHANGE, rest += CHANGE) {
            change_bundle(rest);
        }
    }
    fix.flash.cut_at = bytes[0] & CUT ? 1u + bytes[1] : 0;
    fix.flash.cut = (bytes[0] >> CUT_SHIFT & CUT_MASK) % FAKE_CUTS;
    enum otastream_result result = feed(bytes[2] | (uint32_t)bytes[3] << 8);
    int is_ready = result == OTASTREAM_DONE;
    result = is_ready ? device_commit() : result;
    REQUIRE(result != OTASTREAM_MORE && result != OTASTREAM_AGAIN);
    fuzz_device_require(is_ready);
    if (result == OTASTREAM_DONE) {
        fuzz_device_require_committed();
    } else {
        REQUIRE(fix.switches == 0);
    }
    REQUIRE(fake_crypto_clean(&fix.fake));
    return 0;
}

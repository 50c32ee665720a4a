/* SPDX-License-Identifier: MIT */
#include "image/manifest_front.h"

#include "appverify/image_format.h"
#include "appverify/manifest_format.h"
#include "base/bytes.h"

static uint32_t load_le16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

/* The first block begins here; 0 when this is no signed part of a manifest. */
static uint32_t end_of_signed_part(const uint8_t *bytes, size_t size)
{
    if (size < APPVERIFY_FIXED_SIZE + APPVERIFY_PAYLOAD_SIZE ||
        load_le32(bytes) != APPVERIFY_MAGIC) {
        return 0;
    }
    uint32_t end = load_le16(bytes + APPVERIFY_OFFSET_SIGNED_SIZE);
    return end >= APPVERIFY_FIXED_SIZE + APPVERIFY_PAYLOAD_SIZE && end <= APPVERIFY_SIGNED_MAX &&
                   end <= size
               ? end
               : 0;
}

uint32_t appbin_manifest_in_front(const uint8_t *bytes, size_t size)
{
    size_t at = end_of_signed_part(bytes, size);
    for (unsigned i = 0; at != 0 && i <= APPVERIFY_SIGNATURES_MAX; i++) {
        if (at > size || size - at < APPVERIFY_END_SIZE) {
            return 0;
        }
        if (bytes[at] == APPVERIFY_BLOCK_END) {
            return (uint32_t)at + APPVERIFY_END_SIZE;
        }
        at += APPVERIFY_BLOCK_HEADER_SIZE + (size_t)load_le16(bytes + at + 2);
    }
    return 0;
}

bool appbin_begins_as_bundle(const uint8_t *bytes, size_t size)
{
    uint32_t end = appbin_manifest_in_front(bytes, size);
    if (end == 0 || end == size) {
        return false;
    }
    uint32_t claimed = load_le32(bytes + APPVERIFY_FIXED_SIZE + APPVERIFY_PAYLOAD_LENGTH);
    return bytes[end] == APPVERIFY_IMAGE_MAGIC_RAM || bytes[end] == APPVERIFY_IMAGE_MAGIC_IROM ||
           (claimed != 0 && size - end >= claimed);
}

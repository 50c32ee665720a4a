/* SPDX-License-Identifier: MIT */
#include "manifest_end.h"

#include "appverify/manifest_format.h"

#define START_SIZE APPVERIFY_OFFSET_VENDOR_ID /* what says how long the signed part is */

static uint32_t load_half(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

/* Each block says how long it is; a block's header begins with what an end block has. */
static enum appverify_result walk_blocks(const uint8_t *bytes, uint32_t got, uint32_t *needed)
{
    uint32_t at = load_half(bytes + APPVERIFY_OFFSET_SIGNED_SIZE);
    while (at <= got - APPVERIFY_END_SIZE) {
        if (bytes[at] == APPVERIFY_BLOCK_END) {
            *needed = at + APPVERIFY_END_SIZE;
            return APPVERIFY_OK;
        }
        if (bytes[at] != APPVERIFY_BLOCK_SIGNATURE) {
            return APPVERIFY_ERR_FORMAT;
        }
        at += APPVERIFY_BLOCK_HEADER_SIZE + load_half(bytes + at + 2);
    }
    *needed = at + APPVERIFY_END_SIZE;
    return APPVERIFY_OK;
}

enum appverify_result otastream_manifest_end(const uint8_t *bytes, uint32_t got, uint32_t *needed)
{
    if (got < START_SIZE) {
        *needed = START_SIZE;
        return APPVERIFY_OK;
    }
    if ((load_half(bytes) | load_half(bytes + 2) << 16) != APPVERIFY_MAGIC) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    if (bytes[APPVERIFY_OFFSET_FORMAT_VERSION] != APPVERIFY_FORMAT_VERSION) {
        return APPVERIFY_ERR_VERSION;
    }
    uint32_t signed_size = load_half(bytes + APPVERIFY_OFFSET_SIGNED_SIZE);
    if (signed_size < APPVERIFY_FIXED_SIZE || signed_size > APPVERIFY_SIGNED_MAX) {
        return APPVERIFY_ERR_FORMAT;
    }
    return walk_blocks(bytes, got, needed);
}

/* SPDX-License-Identifier: MIT */
#include "appverify/manifest.h"

#include "appverify/crypto.h"
#include "appverify/image_format.h"
#include "load.h"

static uint32_t padded(uint32_t size)
{
    return (size + 3u) & ~3u;
}

static enum appverify_result parse_fixed(struct appverify_manifest *manifest, const uint8_t *bytes,
                                         uint32_t size)
{
    if (size < 4 || load_le32(bytes) != APPVERIFY_MAGIC) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    if (size < APPVERIFY_FIXED_SIZE) {
        return APPVERIFY_ERR_FORMAT;
    }
    if (bytes[APPVERIFY_OFFSET_FORMAT_VERSION] != APPVERIFY_FORMAT_VERSION) {
        return APPVERIFY_ERR_VERSION;
    }
    manifest->bytes = bytes;
    manifest->payload_count = bytes[APPVERIFY_OFFSET_PAYLOAD_COUNT];
    manifest->signed_size = load_le16(bytes + APPVERIFY_OFFSET_SIGNED_SIZE);
    manifest->vendor_id = bytes + APPVERIFY_OFFSET_VENDOR_ID;
    manifest->class_id = bytes + APPVERIFY_OFFSET_CLASS_ID;
    manifest->version_major = (uint16_t)load_le16(bytes + APPVERIFY_OFFSET_VERSION_MAJOR);
    manifest->version_minor = (uint16_t)load_le16(bytes + APPVERIFY_OFFSET_VERSION_MINOR);
    manifest->version_patch = load_le32(bytes + APPVERIFY_OFFSET_VERSION_PATCH);
    manifest->version_build = load_le32(bytes + APPVERIFY_OFFSET_VERSION_BUILD);
    manifest->security_counter = load_le32(bytes + APPVERIFY_OFFSET_SECURITY_COUNTER);
    manifest->flash_map = bytes[APPVERIFY_OFFSET_FLASH_MAP];
    manifest->boot_mode = bytes[APPVERIFY_OFFSET_BOOT_MODE];
    return APPVERIFY_OK;
}

static enum appverify_result check_fixed(const struct appverify_manifest *manifest, uint32_t size)
{
    uint32_t map = manifest->flash_map & ~APPVERIFY_MAP_OWN_LAYOUT;
    if (manifest->payload_count < 1 || manifest->payload_count > APPVERIFY_PAYLOADS_MAX) {
        return APPVERIFY_ERR_FORMAT;
    }
    if (manifest->signed_size > APPVERIFY_SIGNED_MAX || manifest->signed_size > size ||
        manifest->signed_size % 4 != 0 ||
        manifest->signed_size <
            APPVERIFY_FIXED_SIZE + manifest->payload_count * APPVERIFY_PAYLOAD_SIZE) {
        return APPVERIFY_ERR_FORMAT;
    }
    if (!APPVERIFY_MAP_HAS_SLOTS(map) || load_le16(manifest->bytes + APPVERIFY_OFFSET_RESERVED)) {
        return APPVERIFY_ERR_FORMAT;
    }
    if (manifest->boot_mode != APPVERIFY_BOOT_NEW &&
        (manifest->boot_mode != APPVERIFY_BOOT_OLD ||
         !APPVERIFY_MAP_HAS_BOOT_OLD(manifest->flash_map))) {
        return APPVERIFY_ERR_FORMAT;
    }
    return APPVERIFY_OK;
}

static int has_own_layout(const struct appverify_manifest *manifest)
{
    return (manifest->flash_map & APPVERIFY_MAP_OWN_LAYOUT) != 0;
}

/* A layout of its own is in the policy: here a slot only has to be one that can be erased. */
static int offset_allowed(const struct appverify_manifest *manifest,
                          const struct appverify_payload *payload)
{
    if (has_own_layout(manifest)) {
        return payload->flash_offset != 0 && payload->flash_offset % APPVERIFY_SECTOR_SIZE == 0;
    }
    return payload->flash_offset == (payload->slot == 1
                                         ? APPVERIFY_SLOT_1_OFFSET
                                         : APPVERIFY_SLOT_2_OFFSET(manifest->flash_map));
}

/* Every image fits its slot with a manifest of this size, not only the one for this device. */
static int payloads_fit(const struct appverify_manifest *manifest, uint32_t size)
{
    uint32_t limit =
        has_own_layout(manifest) ? APPVERIFY_IROM_SIZE : APPVERIFY_SLOT_LIMIT(manifest->flash_map);
    uint32_t fit = 1;
    for (uint32_t i = 0; i < manifest->payload_count; i++) {
        fit &= manifest->payloads[i].length <= limit - size - APPVERIFY_TRAILER_SIZE;
    }
    return fit == 1;
}

static enum appverify_result parse_payloads(struct appverify_manifest *manifest)
{
    const uint8_t *entry = manifest->bytes + APPVERIFY_FIXED_SIZE;
    uint32_t last_slot = 0;
    for (uint32_t i = 0; i < manifest->payload_count; i++) {
        struct appverify_payload *payload = &manifest->payloads[i];
        payload->slot = entry[APPVERIFY_PAYLOAD_SLOT];
        payload->flash_offset = load_le32(entry + APPVERIFY_PAYLOAD_FLASH_OFFSET);
        payload->length = load_le32(entry + APPVERIFY_PAYLOAD_LENGTH);
        payload->digest = entry + APPVERIFY_PAYLOAD_DIGEST;
        if (payload->slot <= last_slot || payload->slot > 2 || !offset_allowed(manifest, payload) ||
            payload->length == 0 ||
            entry[APPVERIFY_PAYLOAD_DIGEST_ALGORITHM] != APPVERIFY_DIGEST_SHA256 ||
            load_le16(entry + APPVERIFY_PAYLOAD_RESERVED) != 0) {
            return APPVERIFY_ERR_FORMAT;
        }
        last_slot = payload->slot;
        entry += APPVERIFY_PAYLOAD_SIZE;
    }
    return payloads_fit(manifest, manifest->signed_size) ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT;
}

static enum appverify_result parse_tlv(struct appverify_manifest *manifest,
                                       const struct appverify_tlv *tlv)
{
    if (tlv->type >= APPVERIFY_TLV_RESERVED_FIRST && tlv->type <= APPVERIFY_TLV_RESERVED_LAST) {
        return APPVERIFY_ERR_CRITICAL;
    }
    if (tlv->type == APPVERIFY_TLV_BUILD_ID) {
        for (uint32_t i = 0; i < tlv->size; i++) {
            if (tlv->value[i] < 0x20 || tlv->value[i] > 0x7e) {
                return APPVERIFY_ERR_FORMAT;
            }
        }
        manifest->build_id = tlv->value;
        manifest->build_id_size = tlv->size;
        return tlv->size <= APPVERIFY_TLV_VALUE_MAX ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT;
    }
    if (tlv->type >= APPVERIFY_TLV_VENDOR_FIRST) {
        /* Whether a critical one is known is a question of policy. */
        return tlv->size <= APPVERIFY_TLV_VALUE_MAX ? APPVERIFY_OK : APPVERIFY_ERR_FORMAT;
    }
    return tlv->critical != 0 ? APPVERIFY_ERR_CRITICAL : APPVERIFY_OK;
}

/* Reads the TLV at an offset of the signed part; its length is checked before it is used. */
static uint32_t read_tlv(const struct appverify_manifest *manifest, uint32_t offset,
                         struct appverify_tlv *tlv)
{
    const uint8_t *header = manifest->bytes + offset;
    uint32_t type = load_le16(header);
    uint32_t size = load_le16(header + 2);
    uint32_t room = manifest->signed_size - offset - APPVERIFY_TLV_HEADER_SIZE;
    if (size == 0 || size > room) {
        return 0;
    }
    tlv->type = (uint16_t)(type & ~APPVERIFY_TLV_CRITICAL);
    tlv->critical = (uint16_t)(type / APPVERIFY_TLV_CRITICAL);
    tlv->size = (uint16_t)size;
    tlv->value = header + APPVERIFY_TLV_HEADER_SIZE;
    return APPVERIFY_TLV_HEADER_SIZE + padded(size);
}

static enum appverify_result parse_tlvs(struct appverify_manifest *manifest)
{
    uint32_t offset = APPVERIFY_FIXED_SIZE + manifest->payload_count * APPVERIFY_PAYLOAD_SIZE;
    uint32_t last_type = 0;
    while (offset < manifest->signed_size) {
        struct appverify_tlv tlv;
        uint32_t whole = read_tlv(manifest, offset, &tlv);
        if (whole == 0 || tlv.type <= last_type) {
            return APPVERIFY_ERR_FORMAT;
        }
        for (uint32_t i = APPVERIFY_TLV_HEADER_SIZE + tlv.size; i < whole; i++) {
            if (manifest->bytes[offset + i] != 0) {
                return APPVERIFY_ERR_FORMAT;
            }
        }
        enum appverify_result result = parse_tlv(manifest, &tlv);
        if (result != APPVERIFY_OK) {
            return result;
        }
        last_type = tlv.type;
        offset += whole;
    }
    return APPVERIFY_OK;
}

static enum appverify_result parse_signed_part(struct appverify_manifest *manifest,
                                               const uint8_t *bytes, uint32_t size)
{
    enum appverify_result result = parse_fixed(manifest, bytes, size);
    if (result == APPVERIFY_OK) {
        result = check_fixed(manifest, size);
    }
    if (result == APPVERIFY_OK) {
        result = parse_payloads(manifest);
    }
    return result == APPVERIFY_OK ? parse_tlvs(manifest) : result;
}

enum appverify_result appverify_signed_part_parse(struct appverify_manifest *manifest,
                                                  const uint8_t *bytes, uint32_t size)
{
    struct appverify_manifest parsed = {0};
    enum appverify_result result = parse_signed_part(&parsed, bytes, size);
    if (result == APPVERIFY_OK) {
        parsed.size = parsed.signed_size;
        *manifest = parsed;
    }
    return result;
}

/* LMS has four lengths. */
static int has_length(uint32_t algorithm, uint32_t length)
{
    uint32_t size = appverify_signature_size(algorithm);
    if (algorithm == APPVERIFY_ALGORITHM_LMS) {
        size = APPVERIFY_LMS_H5_SIZE;
        while (size != length && size < APPVERIFY_LMS_H20_SIZE) {
            size += APPVERIFY_LMS_SIZE_STEP;
        }
    }
    return size != 0 && size == length;
}

/* Length of the signature block at an offset; 0 when it is none, or does not fit. */
static uint32_t block_size(const uint8_t *block, uint32_t room)
{
    if (room < APPVERIFY_BLOCK_HEADER_SIZE || block[0] != APPVERIFY_BLOCK_SIGNATURE) {
        return 0;
    }
    uint32_t length = load_le16(block + 2);
    if (!has_length(block[1], length) || length > room - APPVERIFY_BLOCK_HEADER_SIZE) {
        return 0;
    }
    return APPVERIFY_BLOCK_HEADER_SIZE + length;
}

static enum appverify_result parse_blocks(struct appverify_manifest *manifest, uint32_t size)
{
    uint32_t offset = manifest->signed_size;
    uint32_t count = 0;
    while (size - offset > APPVERIFY_END_SIZE) {
        uint32_t whole = block_size(manifest->bytes + offset, size - offset);
        if (whole == 0 || count == APPVERIFY_SIGNATURES_MAX) {
            return APPVERIFY_ERR_FORMAT;
        }
        offset += whole;
        count++;
    }
    const uint8_t *end = manifest->bytes + offset;
    if (count == 0 || size > APPVERIFY_MANIFEST_MAX || !payloads_fit(manifest, size) ||
        size - offset != APPVERIFY_END_SIZE || end[0] != APPVERIFY_BLOCK_END || end[1] != count ||
        load_le16(end + 2) != size) {
        return APPVERIFY_ERR_FORMAT;
    }
    manifest->signature_count = (uint8_t)count;
    manifest->size = size;
    return APPVERIFY_OK;
}

enum appverify_result appverify_manifest_parse(struct appverify_manifest *manifest,
                                               const uint8_t *bytes, uint32_t size)
{
    struct appverify_manifest parsed = {0};
    enum appverify_result result = parse_signed_part(&parsed, bytes, size);
    if (result == APPVERIFY_OK) {
        result = parse_blocks(&parsed, size);
    }
    if (result == APPVERIFY_OK) {
        *manifest = parsed;
    }
    return result;
}

void appverify_manifest_block(const struct appverify_manifest *manifest, uint32_t index,
                              struct appverify_signature_block *block)
{
    const uint8_t *at = manifest->bytes + manifest->signed_size;
    while (index-- > 0) {
        at += APPVERIFY_BLOCK_HEADER_SIZE + load_le16(at + 2);
    }
    block->algorithm = at[1];
    block->signature_size = (uint16_t)load_le16(at + 2);
    block->key_id = at + 4;
    block->signature = at + APPVERIFY_BLOCK_HEADER_SIZE;
}

int appverify_manifest_next_tlv(const struct appverify_manifest *manifest,
                                struct appverify_tlv *tlv)
{
    uint32_t offset = APPVERIFY_FIXED_SIZE + manifest->payload_count * APPVERIFY_PAYLOAD_SIZE;
    if (tlv->value != NULL) {
        offset = (uint32_t)(tlv->value - manifest->bytes) + padded(tlv->size);
    }
    return offset < manifest->signed_size && read_tlv(manifest, offset, tlv) != 0;
}

uint32_t appverify_manifest_size_from_end(const uint8_t *end_block)
{
    uint32_t size = load_le16(end_block + 2);
    return end_block[0] == APPVERIFY_BLOCK_END && size > APPVERIFY_FIXED_SIZE &&
                   size <= APPVERIFY_MANIFEST_MAX
               ? size
               : 0;
}

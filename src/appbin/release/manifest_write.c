/* SPDX-License-Identifier: MIT */
#include "release/manifest_write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/hash.h"
#include "appbin/signature.h"
#include "appverify/image_format.h"
#include "appverify/manifest.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "image/image_crc.h"

static void store_le16(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

static void write_fixed(uint8_t *bytes, const struct appbin_release_info *info, unsigned map,
                        const struct appbin_body *bodies, size_t count)
{
    store_le32(bytes + APPVERIFY_OFFSET_MAGIC, APPVERIFY_MAGIC);
    bytes[APPVERIFY_OFFSET_FORMAT_VERSION] = APPVERIFY_FORMAT_VERSION;
    bytes[APPVERIFY_OFFSET_PAYLOAD_COUNT] = (uint8_t)count;
    memcpy(bytes + APPVERIFY_OFFSET_VENDOR_ID, info->vendor_id, APPVERIFY_UUID_SIZE);
    memcpy(bytes + APPVERIFY_OFFSET_CLASS_ID, info->class_id, APPVERIFY_UUID_SIZE);
    store_le16(bytes + APPVERIFY_OFFSET_VERSION_MAJOR, info->version_major);
    store_le16(bytes + APPVERIFY_OFFSET_VERSION_MINOR, info->version_minor);
    store_le32(bytes + APPVERIFY_OFFSET_VERSION_PATCH, info->version_patch);
    store_le32(bytes + APPVERIFY_OFFSET_VERSION_BUILD, info->version_build);
    store_le32(bytes + APPVERIFY_OFFSET_SECURITY_COUNTER, info->security_counter);
    bytes[APPVERIFY_OFFSET_FLASH_MAP] = (uint8_t)map;
    bytes[APPVERIFY_OFFSET_BOOT_MODE] = (uint8_t)bodies[0].boot;
}

static enum appbin_error write_payload(uint8_t *entry, const struct appbin_flash_map *map,
                                       const struct appbin_body *body,
                                       struct appbin_diagnostic *diagnostic)
{
    entry[APPVERIFY_PAYLOAD_SLOT] = (uint8_t)body->slot;
    entry[APPVERIFY_PAYLOAD_DIGEST_ALGORITHM] = APPVERIFY_DIGEST_SHA256;
    store_le32(entry + APPVERIFY_PAYLOAD_FLASH_OFFSET, map->slot_offset[body->slot - 1]);
    store_le32(entry + APPVERIFY_PAYLOAD_LENGTH, body->size);
    return appbin_sha256(entry + APPVERIFY_PAYLOAD_DIGEST, body->bytes, body->size, diagnostic);
}

static enum appbin_error check_build_id(const char *text, struct appbin_diagnostic *diagnostic)
{
    size_t size = strnlen(text, APPVERIFY_TLV_VALUE_MAX + 1);
    if (size < 1 || size > APPVERIFY_TLV_VALUE_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "a build id has 1 to %u bytes",
                           APPVERIFY_TLV_VALUE_MAX);
    }
    for (size_t i = 0; i < size; i++) {
        if (text[i] < 0x20 || text[i] > 0x7e) {
            return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                               "the build id has a byte that is not printable ASCII");
        }
    }
    return APPBIN_OK;
}

/* The sizes are checked before any value is read. */
static enum appbin_error check_info(const struct appbin_release_info *info,
                                    struct appbin_diagnostic *diagnostic)
{
    if (info->tlv_count > APPBIN_TLVS_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "more than %u TLVs", APPBIN_TLVS_MAX);
    }
    for (size_t i = 0; i < info->tlv_count; i++) {
        const struct appbin_tlv *tlv = &info->tlvs[i];
        if (tlv->type < APPVERIFY_TLV_VENDOR_FIRST || tlv->type > APPVERIFY_TLV_VENDOR_LAST) {
            return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                               "TLV type 0x%04x; vendor-defined are 0x%04x to 0x%04x", tlv->type,
                               APPVERIFY_TLV_VENDOR_FIRST, APPVERIFY_TLV_VENDOR_LAST);
        }
        if (tlv->size < 1 || tlv->size > APPVERIFY_TLV_VALUE_MAX) {
            return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                               "TLV 0x%04x has %u bytes; 1 to %u are allowed", tlv->type, tlv->size,
                               APPVERIFY_TLV_VALUE_MAX);
        }
        for (size_t k = 0; k < i; k++) {
            if (info->tlvs[k].type == tlv->type) {
                return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "TLV 0x%04x is given twice",
                                   tlv->type);
            }
        }
    }
    return info->build_id != NULL ? check_build_id(info->build_id, diagnostic) : APPBIN_OK;
}

/* Returns the length of the TLV, 0 when it does not fit. */
static uint32_t write_tlv(uint8_t *at, uint32_t room, uint32_t type, const uint8_t *value,
                          uint32_t size)
{
    uint32_t whole = APPVERIFY_TLV_HEADER_SIZE + (uint32_t)round_up(size, 4);
    if (whole > room) {
        return 0;
    }
    store_le16(at, type);
    store_le16(at + 2, size);
    memcpy(at + APPVERIFY_TLV_HEADER_SIZE, value, size);
    return whole;
}

static int compare_types(const void *a, const void *b)
{
    const struct appbin_tlv *first = a;
    const struct appbin_tlv *second = b;
    return (int)first->type - (int)second->type;
}

static enum appbin_error write_tlvs(uint8_t *bytes, uint32_t *size,
                                    const struct appbin_release_info *info,
                                    struct appbin_diagnostic *diagnostic)
{
    struct appbin_tlv sorted[APPBIN_TLVS_MAX];
    size_t count = info->tlv_count;
    uint32_t whole = 1;
    if (info->build_id != NULL) {
        whole = write_tlv(bytes + *size, APPVERIFY_SIGNED_MAX - *size, APPVERIFY_TLV_BUILD_ID,
                          (const uint8_t *)info->build_id, (uint32_t)strlen(info->build_id));
        *size += whole;
    }
    memcpy(sorted, info->tlvs, count * sizeof sorted[0]);
    qsort(sorted, count, sizeof sorted[0], compare_types);
    for (size_t i = 0; i < count && whole != 0; i++) {
        uint32_t type = sorted[i].type | (sorted[i].critical ? APPVERIFY_TLV_CRITICAL : 0);
        whole = write_tlv(bytes + *size, APPVERIFY_SIGNED_MAX - *size, type, sorted[i].value,
                          sorted[i].size);
        *size += whole;
    }
    return whole != 0 ? APPBIN_OK
                      : appbin_fail(diagnostic, APPBIN_ERR_MANIFEST,
                                    "the signed part exceeds %u bytes; use fewer or shorter TLVs",
                                    APPVERIFY_SIGNED_MAX);
}

static enum appbin_error check_bodies(const struct appbin_body *bodies, size_t count,
                                      struct appbin_diagnostic *diagnostic)
{
    for (size_t i = 0; i < count; i++) {
        if (bodies[i].slot < 1 || bodies[i].slot > 2 || bodies[i].boot == APPBIN_BOOT_NONE) {
            return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "an image without a slot");
        }
    }
    if (count == 2 && (bodies[0].slot == bodies[1].slot || bodies[0].boot != bodies[1].boot)) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           bodies[0].slot == bodies[1].slot ? "both images are for slot %u"
                                                            : "the images differ in boot mode",
                           bodies[0].slot);
    }
    return APPBIN_OK;
}

/* Signatures are added later; body and signed part alone must already fit the slot. */
static enum appbin_error check_room(const struct appbin_flash_map *map,
                                    const struct appbin_body *bodies, size_t count,
                                    uint32_t signed_size, struct appbin_diagnostic *diagnostic)
{
    for (size_t i = 0; i < count; i++) {
        size_t needed = (size_t)bodies[i].size + signed_size + APPVERIFY_TRAILER_SIZE;
        if (needed > map->slot_limit) {
            return appbin_fail(diagnostic, APPBIN_ERR_TOO_LARGE,
                               "user%u with its manifest, more than %zu bytes, exceeds the slot of "
                               "map %u (%" PRIu32 " bytes)",
                               bodies[i].slot, needed, map->number, map->slot_limit);
        }
    }
    return APPBIN_OK;
}

enum appbin_error appbin_signed_part_write(uint8_t *bytes, uint32_t *size,
                                           const struct appbin_release_info *info,
                                           const struct appbin_flash_map *map,
                                           const struct appbin_body *bodies, size_t count,
                                           struct appbin_diagnostic *diagnostic)
{
    uint8_t part[APPVERIFY_SIGNED_MAX] = {0};
    uint32_t length = APPVERIFY_FIXED_SIZE;
    struct appverify_manifest parsed;
    enum appbin_error error = check_bodies(bodies, count, diagnostic);
    if (error == APPBIN_OK) {
        error = check_info(info, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    if (map == NULL || !map->ota) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "the flash map has no OTA slots");
    }
    write_fixed(part, info, appbin_map_of_manifest(map), bodies, count);
    bool swapped = count == 2 && bodies[0].slot == 2;
    for (size_t i = 0; i < count && error == APPBIN_OK; i++) {
        error = write_payload(part + length, map, &bodies[swapped ? 1 - i : i], diagnostic);
        length += APPVERIFY_PAYLOAD_SIZE;
    }
    if (error == APPBIN_OK) {
        error = write_tlvs(part, &length, info, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = check_room(map, bodies, count, length, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    store_le16(part + APPVERIFY_OFFSET_SIGNED_SIZE, length);
    if (appverify_signed_part_parse(&parsed, part, length) != APPVERIFY_OK) {
        return appbin_fail(diagnostic, APPBIN_ERR_MANIFEST, "the manifest breaks the format");
    }
    memcpy(bytes, part, length);
    *size = length;
    return APPBIN_OK;
}

enum appbin_error appbin_manifest_assemble(uint8_t *manifest, uint32_t *size,
                                           const uint8_t *signed_part, uint32_t signed_size,
                                           const struct appbin_signature *signatures, size_t count,
                                           struct appbin_diagnostic *diagnostic)
{
    if (count < 1 || count > APPVERIFY_SIGNATURES_MAX || signed_size > APPVERIFY_SIGNED_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_MANIFEST, "%zu signatures; 1 to %u are allowed",
                           count, APPVERIFY_SIGNATURES_MAX);
    }
    size_t blocks = 0;
    for (size_t i = 0; i < count; i++) {
        blocks += APPVERIFY_BLOCK_HEADER_SIZE + signatures[i].size;
    }
    if (signed_size + blocks + APPVERIFY_END_SIZE > APPVERIFY_MANIFEST_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_MANIFEST,
                           "the signatures make a manifest of %zu bytes; at most %u are allowed",
                           signed_size + blocks + APPVERIFY_END_SIZE, APPVERIFY_MANIFEST_MAX);
    }
    memcpy(manifest, signed_part, signed_size);
    uint8_t *at = manifest + signed_size;
    for (size_t i = 0; i < count; i++) {
        uint32_t length = (uint32_t)signatures[i].size;
        at[0] = APPVERIFY_BLOCK_SIGNATURE;
        at[1] = (uint8_t)signatures[i].algorithm;
        store_le16(at + 2, length);
        memcpy(at + 4, signatures[i].key_id, APPVERIFY_KEY_ID_SIZE);
        memcpy(at + APPVERIFY_BLOCK_HEADER_SIZE, signatures[i].bytes, length);
        at += APPVERIFY_BLOCK_HEADER_SIZE + length;
    }
    uint32_t whole = (uint32_t)(at - manifest) + APPVERIFY_END_SIZE;
    at[0] = APPVERIFY_BLOCK_END;
    at[1] = (uint8_t)count;
    store_le16(at + 2, whole);
    *size = whole;
    return APPBIN_OK;
}

void appbin_signed_image_write(uint8_t *image, const struct appbin_body *body,
                               const uint8_t *manifest, uint32_t manifest_size)
{
    size_t padded = (size_t)body->size + manifest_size;
    memcpy(image, body->bytes, body->size);
    memcpy(image + body->size, manifest, manifest_size);
    memset(image + padded, 0, 4);
    (void)appbin_image_store_signed_crc(image, padded + 4, APPBIN_CRC_PORTABLE,
                                        body->crc_known ? body->size : 0,
                                        body->crc_known ? body->crc : 0);
}

/* SPDX-License-Identifier: MIT */
#include "build_image.h"

#include "appverify/appverify.h"
#include "fake_crypto.h"

void store_le16(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

void store_le32(uint8_t *bytes, uint32_t value)
{
    store_le16(bytes, value);
    store_le16(bytes + 2, value >> 16);
}

void copy_bytes(uint8_t *to, const uint8_t *from, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        to[i] = from[i];
    }
}

void fill_bytes(uint8_t *to, uint8_t value, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        to[i] = value;
    }
}

/* Some content. */
static void scramble(uint8_t *bytes, uint32_t length, uint32_t *seed)
{
    for (uint32_t i = 0; i < length; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        bytes[i] = (uint8_t)(*seed >> 24);
    }
}

static uint32_t put_header(uint8_t *bytes, uint8_t magic, uint32_t count, uint32_t entry)
{
    bytes[0] = magic;
    bytes[1] = (uint8_t)count;
    store_le16(bytes + 2, 0);
    store_le32(bytes + 4, entry);
    return 8;
}

/* The RAM part at an offset; returns where it ends. */
static uint32_t put_ram_part(uint8_t *image, uint32_t at, const struct build_body *body,
                             uint32_t *seed)
{
    uint8_t checksum = 0xEF;
    at += put_header(image + at, 0xE9, body->segment_count, body->entry);
    for (uint32_t i = 0; i < body->segment_count && i < BUILD_SEGMENTS_MAX; i++) {
        const struct build_segment *segment = &body->segments[i];
        store_le32(image + at, segment->load);
        store_le32(image + at + 4, segment->size);
        at += 8;
        scramble(image + at, segment->size, seed);
        for (uint32_t k = 0; k < segment->size; k++) {
            checksum ^= image[at + k];
        }
        at += segment->size;
    }
    while (at % 16 != 15) {
        image[at++] = 0;
    }
    image[at++] = checksum;
    return at;
}

uint32_t build_body(uint8_t *image, const struct build_body *body)
{
    uint32_t seed = body->seed;
    if (body->boot_mode == 1) {
        uint32_t end = put_ram_part(image, 0, body, &seed);
        fill_bytes(image + end, 0xFF, 0x10000u - end);
        scramble(image + 0x10000u, body->irom_size, &seed);
        return 0x10000u + body->irom_size;
    }
    uint32_t at = put_header(image, 0xEA, 4, body->entry);
    store_le32(image + at, 0);
    store_le32(image + at + 4, body->irom_size);
    at += 8;
    scramble(image + at, body->irom_size, &seed);
    return put_ram_part(image, at + body->irom_size, body, &seed);
}

static void put_payload(uint8_t *entry, const struct build_payload *payload)
{
    entry[APPVERIFY_PAYLOAD_SLOT] = payload->slot;
    entry[APPVERIFY_PAYLOAD_DIGEST_ALGORITHM] = payload->algorithm;
    store_le16(entry + APPVERIFY_PAYLOAD_RESERVED, payload->reserved);
    store_le32(entry + APPVERIFY_PAYLOAD_FLASH_OFFSET, payload->flash_offset);
    store_le32(entry + APPVERIFY_PAYLOAD_LENGTH, payload->length);
    copy_bytes(entry + APPVERIFY_PAYLOAD_DIGEST, payload->digest, APPVERIFY_DIGEST_SIZE);
}

uint32_t build_signed_part(uint8_t *bytes, const struct build_manifest *manifest)
{
    uint32_t size = APPVERIFY_FIXED_SIZE;
    for (uint32_t i = 0; i < manifest->payload_count && i < 3; i++) {
        put_payload(bytes + size, &manifest->payloads[i]);
        size += APPVERIFY_PAYLOAD_SIZE;
    }
    copy_bytes(bytes + size, manifest->tlvs, manifest->tlv_size);
    size += manifest->tlv_size;

    store_le32(bytes + APPVERIFY_OFFSET_MAGIC, manifest->magic);
    bytes[APPVERIFY_OFFSET_FORMAT_VERSION] = manifest->format_version;
    bytes[APPVERIFY_OFFSET_PAYLOAD_COUNT] = manifest->payload_count;
    store_le16(bytes + APPVERIFY_OFFSET_SIGNED_SIZE,
               manifest->signed_size != 0 ? manifest->signed_size : size);
    copy_bytes(bytes + APPVERIFY_OFFSET_VENDOR_ID, manifest->vendor_id, APPVERIFY_UUID_SIZE);
    copy_bytes(bytes + APPVERIFY_OFFSET_CLASS_ID, manifest->class_id, APPVERIFY_UUID_SIZE);
    store_le16(bytes + APPVERIFY_OFFSET_VERSION_MAJOR, manifest->major);
    store_le16(bytes + APPVERIFY_OFFSET_VERSION_MINOR, manifest->minor);
    store_le32(bytes + APPVERIFY_OFFSET_VERSION_PATCH, manifest->patch);
    store_le32(bytes + APPVERIFY_OFFSET_VERSION_BUILD, manifest->build);
    store_le32(bytes + APPVERIFY_OFFSET_SECURITY_COUNTER, manifest->counter);
    bytes[APPVERIFY_OFFSET_FLASH_MAP] = manifest->flash_map;
    bytes[APPVERIFY_OFFSET_BOOT_MODE] = manifest->boot_mode;
    store_le16(bytes + APPVERIFY_OFFSET_RESERVED, manifest->reserved);
    return size;
}

uint32_t build_blocks(uint8_t *bytes, uint32_t signed_size, const struct build_manifest *manifest)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    uint32_t at = signed_size;
    fake_digest(digest, bytes, signed_size);
    for (uint32_t i = 0; i < manifest->signer_count; i++) {
        const struct appverify_key *key = manifest->signers[i];
        uint32_t size = appverify_key_signature_size(key);
        bytes[at] = APPVERIFY_BLOCK_SIGNATURE;
        bytes[at + 1] = (uint8_t)key->algorithm;
        store_le16(bytes + at + 2, size);
        appverify_copy_words(bytes + at + 4, key->id, APPVERIFY_KEY_ID_SIZE);
        fake_sign(bytes + at + APPVERIFY_BLOCK_HEADER_SIZE, key, digest);
        at += APPVERIFY_BLOCK_HEADER_SIZE + size;
    }
    bytes[at] = APPVERIFY_BLOCK_END;
    bytes[at + 1] = (uint8_t)manifest->signer_count;
    store_le16(bytes + at + 2, at + APPVERIFY_END_SIZE);
    return at + APPVERIFY_END_SIZE;
}

uint32_t build_trailer(uint8_t *image, uint32_t size)
{
    store_le32(image + size, 0);
    store_le32(image + size + 4, ~appverify_crc32(0, image, size + 4));
    return size + APPVERIFY_TRAILER_SIZE;
}

void build_tlv(struct build_manifest *manifest, uint32_t type, uint32_t size, uint8_t fill)
{
    uint8_t *tlv = manifest->tlvs + manifest->tlv_size;
    uint32_t whole = APPVERIFY_TLV_HEADER_SIZE + ((size + 3u) & ~3u);
    fill_bytes(tlv, 0, whole);
    store_le16(tlv, type);
    store_le16(tlv + 2, size);
    fill_bytes(tlv + APPVERIFY_TLV_HEADER_SIZE, fill, size);
    manifest->tlv_size += whole;
}

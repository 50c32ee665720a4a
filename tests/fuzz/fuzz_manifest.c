/* SPDX-License-Identifier: MIT */
/*
 * Parses hostile manifests, and verifies the input as the flash content of a slot: as it is, and
 * once more with payload entry, signatures and CRC word made right by the toy crypto of
 * tests/appverify, so that what lies behind the signature is reached too. It is also read as the
 * slot of the firmware that runs.
 */
#include <string.h>

#include "appverify/running_release.h"
#include "fixture.h"
#include "fuzz_target.h"

static uint32_t le16(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

static void require_inside(const uint8_t *part, size_t length, const uint8_t *bytes, size_t size)
{
    REQUIRE(part >= bytes && part <= bytes + size && length <= (size_t)(bytes + size - part));
}

static void walk_tlvs(const struct appverify_manifest *manifest)
{
    struct appverify_tlv tlv = {.value = NULL};
    uint32_t last = 0;
    uint32_t count = 0;
    while (appverify_manifest_next_tlv(manifest, &tlv) != 0) {
        REQUIRE(tlv.type > last && tlv.type < 0x8000 && tlv.critical <= 1 && tlv.size > 0);
        require_inside(tlv.value, tlv.size, manifest->bytes, manifest->signed_size);
        last = tlv.type;
        count++;
    }
    REQUIRE(count <= APPVERIFY_SIGNED_MAX / 8);
}

static void require_signed_part(const struct appverify_manifest *manifest, const uint8_t *bytes,
                                uint32_t size)
{
    REQUIRE(manifest->bytes == bytes && manifest->signed_size <= size);
    REQUIRE(manifest->signed_size <= APPVERIFY_SIGNED_MAX && manifest->signed_size % 4 == 0);
    REQUIRE(manifest->payload_count >= 1 && manifest->payload_count <= APPVERIFY_PAYLOADS_MAX);
    for (uint32_t i = 0; i < manifest->payload_count; i++) {
        REQUIRE(manifest->payloads[i].length > 0);
        REQUIRE(manifest->payloads[i].slot > (i > 0 ? manifest->payloads[i - 1].slot : 0));
        require_inside(manifest->payloads[i].digest, APPVERIFY_DIGEST_SIZE, bytes,
                       manifest->signed_size);
    }
    if (manifest->build_id != NULL) {
        require_inside(manifest->build_id, manifest->build_id_size, bytes, manifest->signed_size);
        REQUIRE(manifest->build_id_size <= APPVERIFY_TLV_VALUE_MAX);
    }
    walk_tlvs(manifest);
}

static void require_manifest(const struct appverify_manifest *manifest, const uint8_t *bytes,
                             uint32_t size)
{
    uint32_t end = manifest->signed_size;
    require_signed_part(manifest, bytes, size);
    REQUIRE(manifest->size == size && size <= APPVERIFY_MANIFEST_MAX);
    REQUIRE(appverify_manifest_size_from_end(bytes + size - APPVERIFY_END_SIZE) == size);
    for (uint32_t i = 0; i < manifest->signature_count; i++) {
        struct appverify_signature_block block;
        appverify_manifest_block(manifest, i, &block);
        uint32_t length = block.signature_size;
        REQUIRE(length > 0 && block.key_id == bytes + end + 4);
        require_inside(block.signature, length, bytes, size - APPVERIFY_END_SIZE);
        end += APPVERIFY_BLOCK_HEADER_SIZE + length;
    }
    REQUIRE(manifest->signature_count >= 1 && end + APPVERIFY_END_SIZE == size);
}

static void parse(const uint8_t *bytes, uint32_t size)
{
    struct appverify_manifest manifest;
    if (appverify_signed_part_parse(&manifest, bytes, size) == APPVERIFY_OK) {
        require_signed_part(&manifest, bytes, size);
    }
    if (appverify_manifest_parse(&manifest, bytes, size) == APPVERIFY_OK) {
        require_manifest(&manifest, bytes, size);
        /* The same without its last byte, or with one more before the end, is none. */
        REQUIRE(appverify_manifest_parse(&manifest, bytes, size - 1) != APPVERIFY_OK);
    }
    if (size >= APPVERIFY_END_SIZE) {
        REQUIRE(appverify_manifest_size_from_end(bytes + size - APPVERIFY_END_SIZE) <=
                APPVERIFY_MANIFEST_MAX);
    }
}

static int signed_by(const uint8_t *manifest, uint32_t blocks, const uint8_t *digest,
                     const struct appverify_key *key)
{
    uint8_t expected[APPVERIFY_SIGNATURE_MAX];
    uint32_t size = appverify_key_signature_size(key);
    fake_sign(expected, key, digest);
    while (manifest[blocks] == APPVERIFY_BLOCK_SIGNATURE) {
        const uint8_t *block = manifest + blocks;
        if (block[1] == key->algorithm &&
            memcmp(block + APPVERIFY_BLOCK_HEADER_SIZE, expected, size) == 0) {
            return 1;
        }
        blocks += APPVERIFY_BLOCK_HEADER_SIZE + le16(block + 2);
    }
    return 0;
}

/* What was accepted is judged once more, by other code. */
static void require_really_good(const uint8_t *image, uint32_t size)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    uint32_t valid = 0;
    uint32_t end = size - APPVERIFY_TRAILER_SIZE;
    uint32_t body = end - le16(image + end - 2);
    const uint8_t *manifest = image + body;
    const uint8_t *entry = manifest + APPVERIFY_FIXED_SIZE; /* slot 1 comes first */
    fake_digest(digest, manifest, le16(manifest + APPVERIFY_OFFSET_SIGNED_SIZE));
    for (uint32_t i = 0; i < fix.ring.count; i++) {
        valid += (uint32_t)signed_by(manifest, le16(manifest + APPVERIFY_OFFSET_SIGNED_SIZE),
                                     digest, &fix.ring_keys[i]);
    }
    REQUIRE(valid >= fix.ring.threshold);
    fake_digest(digest, image, body);
    REQUIRE(entry[APPVERIFY_PAYLOAD_SLOT] == 1);
    REQUIRE(memcmp(entry + APPVERIFY_PAYLOAD_DIGEST, digest, sizeof digest) == 0);
    uint8_t crc[4];
    store_le32(crc, ~appverify_crc32(0, image, size - 4));
    REQUIRE(memcmp(crc, image + size - 4, sizeof crc) == 0);
}

static enum appverify_result verify(uint32_t image_size, uint32_t budget)
{
    enum appverify_result result = fixture_verify(image_size, budget);
    REQUIRE(check_failure.count == 0); /* the checks of the fixture */
    REQUIRE(result != APPVERIFY_MANIFEST_OK && result != APPVERIFY_MORE);
    REQUIRE(result != APPVERIFY_ERR_READ && result != APPVERIFY_ERR_CRYPTO);
    if (result == APPVERIFY_OK) {
        require_really_good(fix.image, fix.context.image_size);
        REQUIRE(image_size == 0 || image_size == fix.context.image_size);
    }
    return result;
}

static void judge(uint32_t size)
{
    enum appverify_result by_size = verify(size, ALL_AT_ONCE);
    REQUIRE(verify(size, 61) == by_size);
    enum appverify_result by_headers = verify(0, ALL_AT_ONCE);
    REQUIRE(verify(0, 300) == by_headers);
    if (by_size == APPVERIFY_OK && fix.context.manifest.boot_mode == BOOT_NEW) {
        REQUIRE(by_headers == APPVERIFY_OK || size == 0);
    }
    if (by_headers == APPVERIFY_OK) {
        REQUIRE(verify(0, 300) == APPVERIFY_OK);
        REQUIRE(fixture_commit(1000) == APPVERIFY_COMMITTED && fix.switches > 0);
    }
}

/* The input as the slot that runs, with a body that ends anywhere. */
static void read_running(uint32_t boot_mode, uint32_t body_size)
{
    const struct appverify_running_slot running = {
        .slot = fix.policy.slot,
        .slot_offset = fix.policy.slot_offset,
        .slot_limit = fix.policy.slot_limit,
        .flash_map = fix.policy.flash_map,
        .boot_mode = boot_mode,
        .body_size = body_size,
    };
    struct appverify_manifest manifest;
    fix.flash.reads = 0;
    enum appverify_result result = appverify_read_running_release(
        &manifest, &fix.storage, &running, fix.manifest, sizeof fix.manifest);
    REQUIRE(fix.flash.violations == 0 && fix.flash.reads < 60);
    REQUIRE(result != APPVERIFY_MORE && result != APPVERIFY_ERR_READ);
    if (result == APPVERIFY_OK) {
        require_manifest(&manifest, fix.manifest, manifest.size);
        REQUIRE(manifest.boot_mode == boot_mode && manifest.payloads[0].slot == 1);
        uint32_t body = manifest.payloads[0].length;
        REQUIRE(boot_mode == BOOT_NEW || body == body_size);
        REQUIRE(memcmp(fix.image + body, fix.manifest, manifest.size) == 0);
    }
}

static void read_both_running(const uint8_t *bytes, uint32_t size)
{
    uint32_t end = size > APPVERIFY_TRAILER_SIZE ? size - APPVERIFY_TRAILER_SIZE : 0;
    read_running(BOOT_NEW, 0);
    read_running(BOOT_OLD, end < 2 ? end : end - le16(bytes + end - 2)); /* may go round */
}

static void judge_detached(const uint8_t *bytes, uint32_t size)
{
    if (size > sizeof fix.manifest) {
        return;
    }
    memcpy(fix.manifest, bytes, size);
    REQUIRE(appverify_begin_manifest(&fix.context, &fix.config, size) == APPVERIFY_MORE);
    if (fixture_run(ALL_AT_ONCE) == APPVERIFY_MANIFEST_OK) {
        (void)appverify_begin_body(&fix.context, 0);
        REQUIRE(fixture_run(100) != APPVERIFY_OK); /* the flash holds no image of it */
    }
    REQUIRE(check_failure.count == 0);
}

/* Signs every block that is one, by a key of the ring. */
static void repair_blocks(uint8_t *manifest, uint32_t size, uint32_t signed_size)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    uint32_t at = signed_size;
    fake_digest(digest, manifest, signed_size);
    while (at + APPVERIFY_BLOCK_HEADER_SIZE < size) {
        uint32_t number =
            manifest[at + 1] == APPVERIFY_ALGORITHM_LMS ? KEY_LMS : manifest[at + 1] - 1u;
        if (number > KEY_LMS || number == KEY_P256_B) {
            return;
        }
        const struct appverify_key *key = fixture_key(number);
        uint32_t length = appverify_key_signature_size(key);
        if (length != le16(manifest + at + 2) || length > size - at - APPVERIFY_BLOCK_HEADER_SIZE) {
            return;
        }
        appverify_copy_words(manifest + at + 4, key->id, APPVERIFY_KEY_ID_SIZE);
        fake_sign(manifest + at + APPVERIFY_BLOCK_HEADER_SIZE, key, digest);
        at += APPVERIFY_BLOCK_HEADER_SIZE + length;
    }
}

/* Makes right what a fuzzer cannot guess. */
static int repair(uint8_t *image, uint32_t size)
{
    if (size < APPVERIFY_TRAILER_SIZE + APPVERIFY_FIXED_SIZE + APPVERIFY_PAYLOAD_SIZE) {
        return 0;
    }
    uint32_t end = size - APPVERIFY_TRAILER_SIZE;
    uint32_t manifest_size = le16(image + end - 2);
    if (manifest_size > end || manifest_size < APPVERIFY_FIXED_SIZE + APPVERIFY_PAYLOAD_SIZE) {
        return 0;
    }
    uint32_t body = end - manifest_size;
    uint8_t *manifest = image + body;
    uint8_t *entry = manifest + APPVERIFY_FIXED_SIZE;
    uint32_t signed_size = le16(manifest + APPVERIFY_OFFSET_SIGNED_SIZE);
    if (signed_size > manifest_size) {
        return 0;
    }
    store_le32(entry + APPVERIFY_PAYLOAD_LENGTH, body);
    fake_digest(entry + APPVERIFY_PAYLOAD_DIGEST, image, body);
    repair_blocks(manifest, manifest_size, signed_size);
    store_le32(image + size - 4, ~appverify_crc32(0, image, size - 4));
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > sizeof fix.image) {
        return 0;
    }
    parse(bytes, (uint32_t)size);
    check_reset();
    fixture_setup(BOOT_NEW);
    fix.ring.count = KEY_COUNT;
    memcpy(fix.image, bytes, size);
    fix.flash.size = (uint32_t)size;
    judge((uint32_t)size);
    read_both_running(fix.image, (uint32_t)size);
    judge_detached(bytes, (uint32_t)size);
    if (repair(fix.image, (uint32_t)size)) {
        judge((uint32_t)size);
        read_both_running(fix.image, (uint32_t)size);
    }
    return 0;
}

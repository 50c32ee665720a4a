/* SPDX-License-Identifier: MIT */
#include "manifest_text.h"

#include <inttypes.h>
#include <stdio.h>

#include "appbin/bundle.h"
#include "appbin/flash_map.h"
#include "appbin/key.h"
#include "appbin/signature.h"
#include "appbin/uuid.h"
#include "appbin/verify.h"
#include "json_output.h"
#include "plain_text.h"

void manifest_text_hex(char *text, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * size] = '\0';
}

/* A UUID, and the name that it was made from where that is known. */
static void print_identifier(const char *what, const uint8_t *id, const char *name)
{
    char uuid[37];
    appbin_uuid_write(uuid, id);
    (void)printf("  %-11s %s", what, uuid);
    if (name != NULL && !appbin_uuid_is_valid(name)) {
        (void)printf(" (");
        plain_text_print(stdout, name);
        (void)printf(")");
    }
    (void)putchar('\n');
}

/* Without an answer of the crypto library there is no line. */
static void print_release(const struct appverify_manifest *manifest)
{
    char name[APPBIN_RELEASE_NAME_SIZE];
    if (appbin_release_name(name, manifest, NULL) == APPBIN_OK) {
        (void)printf("  %-11s %s\n", "release", name);
    }
}

static bool has_own_layout(const struct appverify_manifest *manifest)
{
    return (manifest->flash_map & APPVERIFY_MAP_OWN_LAYOUT) != 0;
}

static unsigned map_of(const struct appverify_manifest *manifest)
{
    return manifest->flash_map & ~APPVERIFY_MAP_OWN_LAYOUT;
}

void manifest_text_print(const struct appverify_manifest *manifest, const char *vendor,
                         const char *product)
{
    char version[APPBIN_VERSION_TEXT_SIZE];
    char hex[2 * APPVERIFY_TLV_VALUE_MAX + 1];
    print_release(manifest);
    print_identifier("vendor", manifest->vendor_id, vendor);
    print_identifier("product", manifest->class_id, product);
    appbin_manifest_version_write(version, manifest);
    (void)printf("  %-11s %s, security counter %" PRIu32 "\n", "version", version,
                 manifest->security_counter);
    (void)printf("  %-11s map %u%s, boot %s\n", "flash", map_of(manifest),
                 has_own_layout(manifest) ? " with slots of its own" : "",
                 appbin_boot_str((enum appbin_boot)manifest->boot_mode));
    for (unsigned i = 0; i < manifest->payload_count; i++) {
        const struct appverify_payload *payload = &manifest->payloads[i];
        manifest_text_hex(hex, payload->digest, APPVERIFY_DIGEST_SIZE);
        (void)printf("  %-11s slot %u at 0x%06" PRIx32 ", %" PRIu32 " bytes, SHA-256 %s\n",
                     "payload", payload->slot, payload->flash_offset, payload->length, hex);
    }
    if (manifest->build_id != NULL) {
        (void)printf("  %-11s %.*s\n", "build id", (int)manifest->build_id_size,
                     (const char *)manifest->build_id);
    }
    struct appverify_tlv tlv = {0};
    while (appverify_manifest_next_tlv(manifest, &tlv) != 0) {
        if (tlv.type != APPVERIFY_TLV_BUILD_ID && tlv.size <= APPVERIFY_TLV_VALUE_MAX) {
            manifest_text_hex(hex, tlv.value, tlv.size);
            (void)printf("  TLV 0x%04x  %s%s\n", tlv.type, hex, tlv.critical ? " (critical)" : "");
        }
    }
}

void manifest_text_print_claims(const struct appverify_manifest *manifest)
{
    char hex[2 * APPVERIFY_KEY_ID_SIZE + 1];
    for (uint32_t i = 0; i < manifest->signature_count; i++) {
        struct appverify_signature_block block;
        appverify_manifest_block(manifest, i, &block);
        manifest_text_hex(hex, block.key_id, APPVERIFY_KEY_ID_SIZE);
        (void)printf("  %-11s key %s, %s, not verified\n", "signature", hex,
                     appbin_algorithm_str(block.algorithm));
    }
}

static json_t *hex_json(const uint8_t *bytes, size_t size)
{
    char hex[2 * APPVERIFY_TLV_VALUE_MAX + 1];
    manifest_text_hex(hex, bytes, size <= APPVERIFY_TLV_VALUE_MAX ? size : APPVERIFY_TLV_VALUE_MAX);
    return json_string(hex);
}

static json_t *payloads_json(const struct appverify_manifest *manifest)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < manifest->payload_count; i++) {
        const struct appverify_payload *payload = &manifest->payloads[i];
        (void)json_array_append_new(
            array,
            json_pack("{s:i, s:o, s:I, s:o}", "slot", payload->slot, "flash_offset",
                      json_output_hex(payload->flash_offset), "length", (json_int_t)payload->length,
                      "sha256", hex_json(payload->digest, APPVERIFY_DIGEST_SIZE)));
    }
    return array;
}

static json_t *signatures_json(const struct appverify_manifest *manifest)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < manifest->signature_count; i++) {
        struct appverify_signature_block block;
        appverify_manifest_block(manifest, i, &block);
        (void)json_array_append_new(
            array, json_pack("{s:o, s:s}", "key_id", hex_json(block.key_id, APPVERIFY_KEY_ID_SIZE),
                             "algorithm", appbin_algorithm_str(block.algorithm)));
    }
    return array;
}

static json_t *tlvs_json(const struct appverify_manifest *manifest)
{
    json_t *array = json_array();
    struct appverify_tlv tlv = {0};
    while (appverify_manifest_next_tlv(manifest, &tlv) != 0) {
        if (tlv.type != APPVERIFY_TLV_BUILD_ID) {
            (void)json_array_append_new(array, json_pack("{s:i, s:b, s:o}", "type", tlv.type,
                                                         "critical", tlv.critical, "value",
                                                         hex_json(tlv.value, tlv.size)));
        }
    }
    return array;
}

json_t *manifest_text_json(const struct appverify_manifest *manifest)
{
    char vendor[37];
    char product[37];
    char version[APPBIN_VERSION_TEXT_SIZE];
    appbin_uuid_write(vendor, manifest->vendor_id);
    appbin_uuid_write(product, manifest->class_id);
    appbin_manifest_version_write(version, manifest);
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:I, s:i, s:b, s:s, s:o, s:o, s:o}", "vendor_id", vendor, "class_id",
        product, "fw_version", version, "security_counter", (json_int_t)manifest->security_counter,
        "map", (int)map_of(manifest), "own_layout", has_own_layout(manifest), "boot",
        appbin_boot_str((enum appbin_boot)manifest->boot_mode), "payloads", payloads_json(manifest),
        "tlvs", tlvs_json(manifest), "signatures", signatures_json(manifest));
    char name[APPBIN_RELEASE_NAME_SIZE];
    if (appbin_release_name(name, manifest, NULL) == APPBIN_OK) {
        (void)json_object_set_new(object, "release", json_string(name));
    }
    if (manifest->build_id != NULL) {
        (void)json_object_set_new(
            object, "build_id",
            json_stringn((const char *)manifest->build_id, manifest->build_id_size));
    }
    return object;
}

/* SPDX-License-Identifier: MIT */
#include "appbin/verify.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/crc.h"
#include "appbin/flash_map.h"
#include "appbin/image.h"
#include "appverify/mbedtls.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "image/image_tail.h"

/* An image in memory, seen as the flash of which it fills one slot. */
struct memory {
    const uint8_t *bytes;
    size_t size;
    uint32_t slot_offset;
};

struct appbin_verifier {
    struct appbin_verify_request request;
    struct appverify_config config;
    struct appverify_storage storage;
    struct appverify_policy policy;
    uint32_t vendor_id[APPVERIFY_UUID_SIZE / 4];
    uint32_t class_id[APPVERIFY_UUID_SIZE / 4];
    struct appverify_crypto crypto;
    struct appverify_mbedtls crypto_state;
    struct appverify_key_ring ring;
    struct appverify_key keys[APPVERIFY_SIGNATURES_MAX];
    struct memory memory;
    uint8_t manifest[APPVERIFY_MANIFEST_MAX];
    uint32_t manifest_size;
    struct appverify_context judged; /* ended with MANIFEST_OK for the manifest above, or cleared */
};

static enum appverify_result read_memory(void *context, uint32_t offset, uint8_t *buffer,
                                         size_t length)
{
    const struct memory *memory = context;
    uint32_t at = offset - memory->slot_offset;
    /* The last word may reach past the end of the file; those bytes are never looked at. */
    size_t readable = (memory->size + 3) & ~(size_t)3;
    if (offset < memory->slot_offset || at > readable || length > readable - at) {
        return APPVERIFY_ERR_READ;
    }
    size_t there = at < memory->size ? memory->size - at : 0;
    there = there < length ? there : length;
    memcpy(buffer, memory->bytes + at, there);
    memset(buffer + there, 0xFF, length - there);
    return APPVERIFY_OK;
}

bool appbin_is_manifest(const uint8_t *bytes, size_t size)
{
    return size >= 4 && load_le32(bytes) == APPVERIFY_MAGIC;
}

enum appbin_error appbin_verifier_new(struct appbin_verifier **verifier,
                                      const struct appbin_verify_request *request,
                                      struct appbin_diagnostic *diagnostic)
{
    struct appbin_verifier *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    made->request = *request;
    size_t count = request->key_count <= APPVERIFY_SIGNATURES_MAX ? request->key_count : 0;
    for (size_t i = 0; i < count; i++) {
        appbin_public_key_record(&made->keys[i], &request->keys[i]);
    }
    made->ring = (struct appverify_key_ring){made->keys, (uint32_t)count, request->threshold};
    made->storage = (struct appverify_storage){
        .read = read_memory, .context = &made->memory, .crc32 = appbin_crc32};
    appverify_mbedtls_init(&made->crypto, &made->crypto_state);
    made->config = (struct appverify_config){&made->storage, &made->crypto, &made->policy,
                                             made->manifest, APPVERIFY_MANIFEST_MAX};
    *verifier = made;
    return APPBIN_OK;
}

void appbin_verifier_free(struct appbin_verifier *verifier)
{
    if (verifier != NULL) {
        appverify_mbedtls_free(&verifier->crypto_state);
        free(verifier);
    }
}

static void store_words(uint32_t words[APPVERIFY_UUID_SIZE / 4], const uint8_t *bytes)
{
    for (size_t i = 0; i < APPVERIFY_UUID_SIZE / 4; i++) {
        words[i] = load_le32(bytes + 4 * i);
    }
}

/*
 * Fills in the policy. What the request leaves open is what the manifest claims, read at the fixed
 * places of the format before anything is verified; appverify compares all of it again with the
 * signed copy, and refuses a manifest that is too short for them.
 */
static void set_policy(struct appbin_verifier *verifier)
{
    const struct appbin_verify_request *request = &verifier->request;
    const uint8_t *claimed = verifier->manifest;
    unsigned number =
        request->map >= 0 ? (unsigned)request->map : claimed[APPVERIFY_OFFSET_FLASH_MAP];
    store_words(verifier->vendor_id, request->vendor_id != NULL
                                         ? request->vendor_id
                                         : claimed + APPVERIFY_OFFSET_VENDOR_ID);
    store_words(verifier->class_id, request->class_id != NULL
                                        ? request->class_id
                                        : claimed + APPVERIFY_OFFSET_CLASS_ID);
    verifier->policy = (struct appverify_policy){
        .keys = &verifier->ring,
        .vendor_id = verifier->vendor_id,
        .class_id = verifier->class_id,
        .flash_map = number,
        .boot_mode = claimed[APPVERIFY_OFFSET_BOOT_MODE],
        .known_types = request->known_types,
        .known_type_count = (uint32_t)request->known_type_count,
        .min_counter = request->min_counter,
        .all_keys = 1,
    };
}

static void set_slot(struct appbin_verifier *verifier, unsigned slot)
{
    const struct appbin_flash_map *map = appbin_flash_map_find(verifier->policy.flash_map);
    verifier->policy.slot = slot;
    verifier->policy.slot_offset =
        map != NULL && map->ota && (slot == 1 || slot == 2) ? map->slot_offset[slot - 1] : 0;
    verifier->policy.slot_limit = map != NULL ? map->slot_limit : 0;
    verifier->memory.slot_offset = verifier->policy.slot_offset;
}

static unsigned first_claimed_slot(const struct appbin_verifier *verifier)
{
    return verifier->manifest[APPVERIFY_FIXED_SIZE + APPVERIFY_PAYLOAD_SLOT];
}

static enum appverify_result step_to_end(struct appverify_context *context)
{
    enum appverify_result result = APPVERIFY_MORE;
    while (result == APPVERIFY_MORE) {
        result = appverify_step(context, UINT32_MAX);
    }
    return result;
}

/*
 * Judges the manifest with all its signatures, unless it is the one that was judged good before.
 * slot: 0 for the first that it names.
 */
static enum appverify_result judge_manifest(struct appbin_verifier *verifier, const uint8_t *bytes,
                                            size_t size, unsigned slot)
{
    struct appverify_context *judged = &verifier->judged;
    if (size > sizeof verifier->manifest) {
        return APPVERIFY_ERR_LENGTH;
    }
    if (appverify_get_manifest(judged) != NULL) {
        return size == verifier->manifest_size && memcmp(bytes, verifier->manifest, size) == 0
                   ? APPVERIFY_MANIFEST_OK
                   : APPVERIFY_ERR_MANIFEST_COPY;
    }
    memset(verifier->manifest, 0, sizeof verifier->manifest);
    memcpy(verifier->manifest, bytes, size);
    verifier->manifest_size = (uint32_t)size;
    set_policy(verifier);
    set_slot(verifier, slot != 0 ? slot : first_claimed_slot(verifier));
    enum appverify_result result =
        appverify_begin_manifest(judged, &verifier->config, (uint32_t)size);
    return result == APPVERIFY_MORE ? step_to_end(judged) : result;
}

/* The body of the image in memory, by a copy of the context: the next image begins from it too. */
static enum appverify_result judge_body(struct appbin_verifier *verifier, unsigned slot)
{
    struct appverify_context context = verifier->judged;
    set_slot(verifier, slot);
    enum appverify_result result = appverify_begin_body(&context, (uint32_t)verifier->memory.size);
    return result == APPVERIFY_MORE ? step_to_end(&context) : result;
}

/* The manifest that ends where one of an image as long as this does. */
static enum appverify_result judge_manifest_of_image(struct appbin_verifier *verifier,
                                                     unsigned slot)
{
    const struct memory *memory = &verifier->memory;
    const struct appbin_verify_request *request = &verifier->request;
    if (request->manifest != NULL) {
        return judge_manifest(verifier, request->manifest, request->manifest_size, slot);
    }
    if (appverify_get_manifest(&verifier->judged) != NULL) {
        return APPVERIFY_MANIFEST_OK; /* the body's tail must be this manifest */
    }
    if (memory->size < APPVERIFY_TRAILER_SIZE) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    size_t end = memory->size - APPVERIFY_TRAILER_SIZE;
    uint32_t size = appbin_image_manifest_before(memory->bytes, 1, end);
    return size != 0 ? judge_manifest(verifier, memory->bytes + end - size, size, slot)
                     : APPVERIFY_ERR_NOT_FOUND;
}

static enum appverify_result judge_image(struct appbin_verifier *verifier,
                                         struct appbin_verify_report *report,
                                         const struct appbin_image *image, unsigned slot)
{
    bool slot_known = slot != 0 || image->slot != 0;
    enum appverify_result result =
        judge_manifest_of_image(verifier, slot != 0 ? slot : image->slot);
    if (result != APPVERIFY_MANIFEST_OK) {
        return result;
    }
    const struct appverify_manifest *manifest = appverify_get_manifest(&verifier->judged);
    report->slot = slot != 0 ? slot : image->slot != 0 ? image->slot : manifest->payloads[0].slot;
    result = judge_body(verifier, report->slot);
    /* A header that describes the flash names no slot: the other one may be meant. */
    if (!slot_known && result != APPVERIFY_OK && manifest->payload_count == 2) {
        report->slot = manifest->payloads[1].slot;
        result = judge_body(verifier, report->slot);
    }
    return result;
}

void appbin_verifier_judge(struct appbin_verifier *verifier, struct appbin_verify_report *report,
                           const uint8_t *bytes, size_t size, unsigned slot)
{
    struct appbin_image image = {0};
    *report = (struct appbin_verify_report){.result = APPVERIFY_ERR_UNDECIDED};
    if (appbin_is_manifest(bytes, size)) {
        const uint8_t *wanted = verifier->request.manifest;
        bool other = wanted != NULL &&
                     (verifier->request.manifest_size != size || memcmp(wanted, bytes, size) != 0);
        report->result =
            other ? APPVERIFY_ERR_MANIFEST_COPY : judge_manifest(verifier, bytes, size, slot);
        report->slot = verifier->policy.slot;
    } else {
        /* What is no image is judged as it is, and refused. */
        (void)appbin_image_read(&image, bytes, size, NULL);
        size_t erased = image.trailing_erased ? image.trailing_size : 0; /* in a dump */
        verifier->memory = (struct memory){.bytes = bytes, .size = size - erased};
        report->result = size == 0 || size > UINT32_MAX
                             ? APPVERIFY_ERR_NOT_FOUND
                             : judge_image(verifier, report, &image, slot);
    }
    if (report->result == APPVERIFY_OK || report->result == APPVERIFY_MANIFEST_OK) {
        report->manifest = *appverify_get_manifest(&verifier->judged);
        report->signing_keys = appverify_get_signing_keys(&verifier->judged);
    }
}

/* SPDX-License-Identifier: MIT */
#include "appbin/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/bundle.h"
#include "appbin/crc.h"
#include "appbin/flash_dump.h"
#include "appbin/flash_map.h"
#include "appbin/image.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "image/image_parts.h"
#include "image/image_tail.h"
#include "image/manifest_front.h"
#include "key/host_crypto.h"
#include "release/bundle_places.h"
#include "release/manifest_write.h"
#include "release/verify_explain.h"

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
    struct host_crypto crypto_state;
    struct appverify_key_ring ring;
    struct appverify_key keys[APPVERIFY_SIGNATURES_MAX];
    struct memory memory;
    uint8_t manifest[APPVERIFY_MANIFEST_MAX];
    uint32_t manifest_size;
    struct appverify_context judged; /* ended with MANIFEST_OK for the manifest above, or cleared */
    unsigned slots_seen;             /* bit 0, bit 1: an image for slot 1, slot 2 was good */
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
    appbin_host_crypto_init(&made->crypto, &made->crypto_state);
    made->config = (struct appverify_config){&made->storage, &made->crypto, &made->policy,
                                             made->manifest, APPVERIFY_MANIFEST_MAX};
    *verifier = made;
    return APPBIN_OK;
}

void appbin_verifier_next_release(struct appbin_verifier *verifier)
{
    verifier->judged = (struct appverify_context){0};
    verifier->slots_seen = 0;
}

void appbin_verifier_free(struct appbin_verifier *verifier)
{
    if (verifier != NULL) {
        appbin_host_crypto_free(&verifier->crypto_state);
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
    unsigned number = request->layout != NULL ? appbin_map_of_manifest(request->layout)
                      : request->map >= 0     ? (unsigned)request->map
                                              : claimed[APPVERIFY_OFFSET_FLASH_MAP];
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

/* The place of a slot, as the manifest claims it; 0: it names no such slot. */
static uint32_t claimed_offset(const struct appbin_verifier *verifier, unsigned slot)
{
    const uint8_t *entry = verifier->manifest + APPVERIFY_FIXED_SIZE;
    for (unsigned i = 0; i < APPVERIFY_PAYLOADS_MAX; i++, entry += APPVERIFY_PAYLOAD_SIZE) {
        if (i < verifier->manifest[APPVERIFY_OFFSET_PAYLOAD_COUNT] &&
            entry[APPVERIFY_PAYLOAD_SLOT] == slot) {
            return load_le32(entry + APPVERIFY_PAYLOAD_FLASH_OFFSET);
        }
    }
    return 0;
}

static void set_slot(struct appbin_verifier *verifier, unsigned slot)
{
    struct appverify_policy *policy = &verifier->policy;
    const struct appbin_flash_map *map =
        appbin_flash_map_choose(verifier->request.layout, (int)policy->flash_map);
    policy->slot = slot;
    policy->slot_offset = 0;
    policy->slot_limit = map != NULL ? map->slot_limit : 0;
    if (map != NULL && map->ota && (slot == 1 || slot == 2)) {
        policy->slot_offset = map->slot_offset[slot - 1];
    } else if (map == NULL && (policy->flash_map & APPVERIFY_MAP_OWN_LAYOUT) != 0) {
        policy->slot_offset = claimed_offset(verifier, slot);
        policy->slot_limit = APPVERIFY_IROM_SIZE - policy->slot_offset % APPVERIFY_IROM_SIZE;
    }
    verifier->memory.slot_offset = policy->slot_offset;
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

/* The manifest that ends where one of an image as long as this does; NULL: there is none. */
static const uint8_t *find_own_manifest(const struct memory *memory, uint32_t *size)
{
    if (memory->size < APPVERIFY_TRAILER_SIZE) {
        return NULL;
    }
    size_t end = memory->size - APPVERIFY_TRAILER_SIZE;
    *size = appbin_image_manifest_before(memory->bytes, 1, end);
    return *size != 0 ? memory->bytes + end - *size : NULL;
}

static enum appverify_result judge_manifest_of_image(struct appbin_verifier *verifier,
                                                     unsigned slot)
{
    const struct appbin_verify_request *request = &verifier->request;
    uint32_t size = 0;
    if (request->manifest != NULL) {
        return judge_manifest(verifier, request->manifest, request->manifest_size, slot);
    }
    if (appverify_get_manifest(&verifier->judged) != NULL) {
        return APPVERIFY_MANIFEST_OK; /* the body's tail must be this manifest */
    }
    const uint8_t *own = find_own_manifest(&verifier->memory, &size);
    return own != NULL ? judge_manifest(verifier, own, size, slot) : APPVERIFY_ERR_NOT_FOUND;
}

/*
 * A header that describes the flash names no slot: then one of the manifest's is meant, rather one
 * that no image before was for.
 */
static enum appverify_result judge_slots(struct appbin_verifier *verifier, unsigned *slot)
{
    const struct appverify_manifest *manifest = appverify_get_manifest(&verifier->judged);
    unsigned first = manifest->payloads[0].slot;
    unsigned last = manifest->payloads[manifest->payload_count - 1].slot;
    if ((verifier->slots_seen & first) != 0) {
        first = last;
        last = manifest->payloads[0].slot;
    }
    enum appverify_result result = judge_body(verifier, first);
    *slot = first;
    /* Any other refusal is of an image that has the length and the digest for the first. */
    if (last != first && (result == APPVERIFY_ERR_LENGTH || result == APPVERIFY_ERR_DIGEST)) {
        result = judge_body(verifier, last);
        *slot = last;
    }
    return result;
}

static enum appverify_result judge_image(struct appbin_verifier *verifier,
                                         struct appbin_verify_report *report, unsigned slot)
{
    enum appverify_result result = judge_manifest_of_image(verifier, slot);
    report->slot = slot;
    if (result != APPVERIFY_MANIFEST_OK) {
        return result;
    }
    return slot != 0 ? judge_body(verifier, slot) : judge_slots(verifier, &report->slot);
}

/* A map that was asked for has not the slots of a layout of its own. */
static void explain_map(const struct appbin_verifier *verifier, struct appbin_verify_report *report)
{
    const struct appbin_verify_request *request = &verifier->request;
    unsigned claimed = verifier->manifest[APPVERIFY_OFFSET_FLASH_MAP];
    if (!appbin_flash_map_is_own(request->layout) && request->map >= 0 &&
        claimed == (APPVERIFY_MAP_OWN_LAYOUT | (unsigned)request->map)) {
        appbin_explain(report, APPBIN_REFUSAL_NONE,
                       "signed for slots of a layout of its own, as rBoot's, not for those of map "
                       "%d",
                       request->map);
    }
}

static void explain_slot(const struct appbin_verifier *verifier,
                         struct appbin_verify_report *report)
{
    struct appverify_manifest manifest;
    if (appverify_manifest_parse(&manifest, verifier->manifest, verifier->manifest_size) ==
        APPVERIFY_OK) {
        for (uint32_t i = 0; i < manifest.payload_count; i++) {
            if (manifest.payloads[i].slot == report->slot) {
                appbin_explain(report, APPBIN_REFUSAL_NONE,
                               "the manifest has the image for slot %u at 0x%06" PRIx32
                               ", the layout has it at 0x%06" PRIx32,
                               report->slot, manifest.payloads[i].flash_offset,
                               verifier->policy.slot_offset);
                return;
            }
        }
    }
    if (report->slot == 0) {
        appbin_explain(report, APPBIN_REFUSAL_NONE,
                       "the layout has no slot where the manifest has its images");
        return;
    }
    appbin_explain(report, APPBIN_REFUSAL_NONE, "the manifest has no image for slot %u",
                   report->slot);
}

/* The first true reason of a refusal by the manifest that was judged before, or by the body. */
static void explain_image(struct appbin_verifier *verifier, struct appbin_verify_report *report)
{
    const struct appverify_manifest *wanted = appverify_get_manifest(&verifier->judged);
    uint32_t size = 0;
    const uint8_t *own = find_own_manifest(&verifier->memory, &size);
    unsigned other = 3 - report->slot;
    if (report->result == APPVERIFY_ERR_SLOT && wanted == NULL) {
        explain_slot(verifier, report);
    }
    if (report->result == APPVERIFY_ERR_MAP) {
        explain_map(verifier, report);
    }
    if (report->result == APPVERIFY_ERR_SIGNATURE) {
        appbin_explain_signatures(report, &verifier->request, verifier->manifest,
                                  verifier->manifest_size);
    }
    if (wanted == NULL) {
        return;
    }
    if (own == NULL) {
        report->result = APPVERIFY_ERR_NOT_FOUND;
        appbin_explain(report, APPBIN_REFUSAL_NONE, "%s", appbin_verify_result_str(report->result));
    } else if (size != wanted->size || memcmp(own, wanted->bytes, size) != 0) {
        appbin_explain_release(report, wanted, own, size);
    } else if (judge_body(verifier, other) == APPVERIFY_OK) {
        appbin_explain(report, APPBIN_REFUSAL_OTHER_SLOT, "the image for slot %u, not for slot %u",
                       other, report->slot);
    }
}

static void judge_image_file(struct appbin_verifier *verifier, struct appbin_verify_report *report,
                             const uint8_t *bytes, size_t size, unsigned slot)
{
    struct appbin_image image = {0};
    struct appbin_diagnostic diagnostic;
    /* What is no image is judged as it is, and refused. */
    enum appbin_error error = appbin_image_read_parts(&image, bytes, size, &diagnostic);
    size_t erased = image.trailing_erased ? image.trailing_size : 0; /* in a dump */
    verifier->memory = (struct memory){.bytes = bytes, .size = size - erased};
    bool named = error == APPBIN_OK && !appbin_image_has_flash_header(&image) &&
                 !appbin_flash_map_is_own(verifier->request.layout);
    slot = slot == 0 && named ? image.slot : slot;
    report->result = size == 0 || size > UINT32_MAX ? APPVERIFY_ERR_NOT_FOUND
                                                    : judge_image(verifier, report, slot);
    appbin_explain(report, APPBIN_REFUSAL_NONE, "%s", appbin_verify_result_str(report->result));
    if (report->result == APPVERIFY_OK && (verifier->slots_seen & report->slot) != 0) {
        report->result = APPVERIFY_ERR_SLOT;
        appbin_explain(report, APPBIN_REFUSAL_SLOT_TWICE, "a second image for slot %u",
                       report->slot);
    } else if (report->result == APPVERIFY_OK) {
        verifier->slots_seen |= report->slot;
        report->slots = report->slot;
    } else if (error != APPBIN_OK) {
        appbin_explain_no_image(report, size, error, &diagnostic);
    } else if (appbin_is_whole_flash(bytes, size)) {
        report->result = APPVERIFY_ERR_STRUCTURE;
        appbin_explain(report, APPBIN_REFUSAL_NO_IMAGE, "a whole flash, not an image");
    } else {
        explain_image(verifier, report);
        if (report->result == APPVERIFY_ERR_NOT_FOUND && image.manifest_begins) {
            appbin_explain(report, APPBIN_REFUSAL_NONE, "no manifest: %s", MANIFEST_BROKEN_TEXT);
        }
    }
}

/* For a manifest that was judged before, perhaps for another slot. */
static bool names_slot(const struct appverify_manifest *manifest, unsigned slot)
{
    for (uint32_t i = 0; i < manifest->payload_count; i++) {
        if (manifest->payloads[i].slot == slot) {
            return true;
        }
    }
    return false;
}

static void judge_manifest_file(struct appbin_verifier *verifier,
                                struct appbin_verify_report *report, const uint8_t *bytes,
                                size_t size, unsigned slot)
{
    const uint8_t *wanted = verifier->request.manifest;
    uint32_t wanted_size = verifier->request.manifest_size;
    bool other = wanted != NULL && (wanted_size != size || memcmp(wanted, bytes, size) != 0);
    bool longer = size > sizeof verifier->manifest; /* than any: perhaps a damaged bundle */
    report->result = other    ? APPVERIFY_ERR_MANIFEST_COPY
                     : longer ? APPVERIFY_ERR_FORMAT
                              : judge_manifest(verifier, bytes, size, slot);
    report->slot = slot != 0 ? slot : first_claimed_slot(verifier);
    if (report->result == APPVERIFY_MANIFEST_OK &&
        !names_slot(appverify_get_manifest(&verifier->judged), report->slot)) {
        report->result = APPVERIFY_ERR_SLOT;
    }
    appbin_explain(report, APPBIN_REFUSAL_NONE, "%s", appbin_verify_result_str(report->result));
    if (report->result == APPVERIFY_ERR_SIGNATURE) {
        appbin_explain_signatures(report, &verifier->request, verifier->manifest,
                                  verifier->manifest_size);
    }
    if (report->result == APPVERIFY_ERR_MANIFEST_COPY && size <= sizeof verifier->manifest) {
        const struct appverify_manifest *good = appverify_get_manifest(&verifier->judged);
        struct appverify_manifest claimed;
        if (good == NULL &&
            appverify_manifest_parse(&claimed, wanted, wanted_size) == APPVERIFY_OK) {
            good = &claimed;
        }
        if (good != NULL) {
            appbin_explain_release(report, good, bytes, (uint32_t)size);
        }
    }
}

/* An image of a bundle. Images of the same release may also be there as files. */
static void judge_bundle_image(struct appbin_verifier *verifier,
                               struct appbin_verify_report *report, const uint8_t *bytes,
                               const struct appbin_bundle_image *image)
{
    unsigned slots_seen = verifier->slots_seen;
    unsigned slots = report->slots;
    verifier->slots_seen = 0;
    judge_image_file(verifier, report, bytes + image->offset, image->size, image->slot);
    verifier->slots_seen = slots_seen;
    if (report->result == APPVERIFY_OK) {
        report->slots |= slots;
    } else {
        const struct appbin_diagnostic reason = report->reason;
        appbin_explain(report, report->refusal, "user%u: %s", image->slot, reason.message);
    }
}

static void judge_bundle(struct appbin_verifier *verifier, struct appbin_verify_report *report,
                         const uint8_t *bytes, size_t size, unsigned slot)
{
    struct appbin_bundle bundle;
    struct appbin_diagnostic diagnostic;
    judge_manifest_file(verifier, report, bytes, appbin_manifest_in_front(bytes, size), slot);
    if (report->result != APPVERIFY_MANIFEST_OK) {
        return;
    }
    enum appbin_error error = appbin_bundle_read_places(&bundle, bytes, size, &diagnostic);
    if (error != APPBIN_OK) {
        appbin_explain_no_bundle(report, error, &diagnostic);
        return;
    }
    unsigned wanted = 0;
    report->result = APPVERIFY_ERR_UNDECIDED;
    for (size_t i = 0; i < bundle.image_count && report->slots == wanted; i++) {
        if (slot == 0 || slot == bundle.images[i].slot) {
            wanted |= bundle.images[i].slot;
            judge_bundle_image(verifier, report, bytes, &bundle.images[i]);
        }
    }
    /* Images that changed places have a reason of their own. */
    error = report->result == APPVERIFY_ERR_DIGEST
                ? appbin_bundle_read(&bundle, bytes, size, &diagnostic)
                : APPBIN_OK;
    if (error != APPBIN_OK) {
        appbin_explain_no_bundle(report, error, &diagnostic);
        return;
    }
    report->slot = report->result == APPVERIFY_OK ? 0 : report->slot;
}

void appbin_verifier_judge(struct appbin_verifier *verifier, struct appbin_verify_report *report,
                           const uint8_t *bytes, size_t size, unsigned slot)
{
    *report = (struct appbin_verify_report){.result = APPVERIFY_ERR_UNDECIDED};
    if (appbin_is_bundle(bytes, size)) {
        judge_bundle(verifier, report, bytes, size, slot);
    } else if (appbin_is_manifest(bytes, size)) {
        judge_manifest_file(verifier, report, bytes, size, slot);
    } else {
        judge_image_file(verifier, report, bytes, size, slot);
    }
    if (report->result == APPVERIFY_OK || report->result == APPVERIFY_MANIFEST_OK) {
        report->manifest = *appverify_get_manifest(&verifier->judged);
        report->signing_keys = appverify_get_signing_keys(&verifier->judged);
    }
}

#include "appbin/verify.h"

#include <string.h>

#include "appbin/crc.h"
#include "appbin/flash_map.h"
#include "appbin/image.h"
#include "base/bytes.h"
#include "release/verify_cache.h"

/* An image in memory, seen as the flash of which it fills one slot. */
struct memory {
    const uint8_t *bytes;
    size_t size;
    uint32_t slot_offset;
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

/* One verification with everything it points to. */
struct job {
    struct appverify_context context;
    struct appverify_config config;
    struct appverify_storage storage;
    struct appverify_policy policy;
    uint32_t vendor_id[APPVERIFY_UUID_SIZE / 4];
    uint32_t class_id[APPVERIFY_UUID_SIZE / 4];
    struct appverify_crypto crypto;
    struct verify_cached_crypto cached;
    struct appverify_key_ring ring;
    struct appverify_key keys[APPVERIFY_SIGNATURES_MAX];
    struct appbin_verify_cache cache; /* where the caller has none */
    struct memory memory;
};

static void set_up(struct job *job, const struct appbin_verify_request *request,
                   struct appbin_verify_report *report)
{
    *job = (struct job){0};
    size_t count = request->key_count <= APPVERIFY_SIGNATURES_MAX ? request->key_count : 0;
    for (size_t i = 0; i < count; i++) {
        appbin_public_key_record(&job->keys[i], &request->keys[i]);
    }
    job->ring = (struct appverify_key_ring){job->keys, (uint32_t)count, request->threshold};
    job->storage = (struct appverify_storage){
        .read = read_memory, .context = &job->memory, .crc32 = appbin_crc32};
    appbin_verify_cached_crypto_init(&job->crypto, &job->cached,
                                     request->cache != NULL ? request->cache : &job->cache);
    job->config = (struct appverify_config){&job->storage, &job->crypto, &job->policy,
                                            report->manifest_bytes, APPVERIFY_MANIFEST_MAX};
}

static void store_words(uint32_t words[APPVERIFY_UUID_SIZE / 4], const uint8_t *bytes)
{
    for (size_t i = 0; i < APPVERIFY_UUID_SIZE / 4; i++) {
        words[i] = load_le32(bytes + 4 * i);
    }
}

/*
 * Fills in the policy. What the request leaves open is what the manifest itself says, read before
 * anything is verified; appverify compares all of it again with the signed copy.
 */
static void set_policy(struct job *job, const struct appbin_verify_request *request,
                       const struct appverify_manifest *claimed, unsigned slot)
{
    static const uint8_t nobody[APPVERIFY_UUID_SIZE];
    unsigned number = request->map >= 0 ? (unsigned)request->map : claimed->flash_map;
    const struct appbin_flash_map *map = appbin_flash_map_find(number);
    const uint8_t *vendor = claimed->vendor_id != NULL ? claimed->vendor_id : nobody;
    const uint8_t *product = claimed->class_id != NULL ? claimed->class_id : nobody;
    store_words(job->vendor_id, request->vendor_id != NULL ? request->vendor_id : vendor);
    store_words(job->class_id, request->class_id != NULL ? request->class_id : product);
    job->policy = (struct appverify_policy){
        .keys = &job->ring,
        .vendor_id = job->vendor_id,
        .class_id = job->class_id,
        .flash_map = number,
        .boot_mode = claimed->boot_mode,
        .slot = slot,
        .slot_offset = map != NULL && map->ota ? map->slot_offset[slot - 1] : 0,
        .slot_limit = map != NULL ? map->slot_limit : 0,
        .known_types = request->known_types,
        .known_type_count = (uint32_t)request->known_type_count,
        .min_counter = request->min_counter,
    };
    job->memory.slot_offset = job->policy.slot_offset;
}

static enum appverify_result run(struct appverify_context *context)
{
    enum appverify_result result = APPVERIFY_MORE;
    while (result == APPVERIFY_MORE) {
        result = appverify_step(context, UINT32_MAX);
    }
    return result;
}

/* wanted: the manifest it must be, NULL for any. */
static enum appverify_result judge_manifest(struct job *job, struct appbin_verify_report *report,
                                            const uint8_t *bytes, size_t size,
                                            const uint8_t *wanted, size_t wanted_size)
{
    if (size > sizeof report->manifest_bytes) {
        return APPVERIFY_ERR_LENGTH;
    }
    if (wanted != NULL && (wanted_size != size || memcmp(wanted, bytes, size) != 0)) {
        return APPVERIFY_ERR_MANIFEST_COPY;
    }
    memcpy(report->manifest_bytes, bytes, size);
    enum appverify_result result =
        appverify_begin_manifest(&job->context, &job->config, (uint32_t)size);
    return result == APPVERIFY_MORE ? run(&job->context) : result;
}

static enum appverify_result judge_image(struct job *job,
                                         const struct appbin_verify_request *request,
                                         struct appbin_verify_report *report, const uint8_t *bytes,
                                         size_t size)
{
    enum appverify_result result;
    job->memory.bytes = bytes;
    job->memory.size = size;
    if (size > UINT32_MAX || size == 0) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    if (request->manifest == NULL) {
        result = appverify_begin_image(&job->context, &job->config, (uint32_t)size);
    } else {
        result = judge_manifest(job, report, request->manifest, request->manifest_size, NULL, 0);
        if (result != APPVERIFY_MANIFEST_OK) {
            return result;
        }
        result = appverify_begin_body(&job->context, (uint32_t)size);
    }
    return result == APPVERIFY_MORE ? run(&job->context) : result;
}

/* Which keys signed is for the report: each key alone, on the manifest that was judged good. */
static void find_signers(struct job *job, const struct appbin_verify_request *request,
                         struct appbin_verify_report *report)
{
    uint32_t size = report->manifest.size;
    for (size_t i = 0; i < request->key_count; i++) {
        struct appverify_context context;
        job->ring = (struct appverify_key_ring){&job->keys[i], 1, 1};
        report->signed_by[i] =
            appverify_begin_manifest(&context, &job->config, size) == APPVERIFY_MORE &&
            run(&context) == APPVERIFY_MANIFEST_OK;
    }
}

static void judge(struct appbin_verify_report *report, const struct appbin_verify_request *request,
                  const struct appverify_manifest *claimed, unsigned slot, const uint8_t *bytes,
                  size_t size, bool manifest_only)
{
    struct job job;
    set_up(&job, request, report);
    set_policy(&job, request, claimed, slot);
    report->slot = slot;
    report->result = manifest_only ? judge_manifest(&job, report, bytes, size, request->manifest,
                                                    request->manifest_size)
                                   : judge_image(&job, request, report, bytes, size);
    const struct appverify_manifest *manifest = appverify_get_manifest(&job.context);
    if (manifest != NULL &&
        (report->result == APPVERIFY_OK || report->result == APPVERIFY_MANIFEST_OK)) {
        report->manifest = *manifest;
        find_signers(&job, request, report);
    }
    appbin_verify_cached_crypto_free(&job.cached);
}

/* A guess at the slot: what the image, or else the manifest, names first. */
static unsigned guess_slot(const struct appverify_manifest *claimed,
                           const struct appbin_image *image, bool readable)
{
    if (readable && image->slot != 0) {
        return image->slot;
    }
    return claimed->payload_count > 0 ? claimed->payloads[0].slot : 1;
}

void appbin_verify(struct appbin_verify_report *report, const struct appbin_verify_request *request,
                   const uint8_t *bytes, size_t size)
{
    struct appverify_manifest claimed = {0};
    struct appbin_image image = {0};
    bool manifest_only = appbin_is_manifest(bytes, size);
    bool readable = !manifest_only && appbin_image_read(&image, bytes, size, NULL) == APPBIN_OK;
    *report = (struct appbin_verify_report){.result = APPVERIFY_ERR_UNDECIDED};
    if (readable && image.trailing_erased) {
        size -= image.trailing_size; /* erased flash after the image in a dump */
    }
    if (manifest_only) {
        (void)appverify_manifest_parse(&claimed, bytes, (uint32_t)size);
    } else if (request->manifest != NULL) {
        (void)appverify_manifest_parse(&claimed, request->manifest, request->manifest_size);
    } else if (readable && image.manifest_size > 0) {
        (void)appverify_manifest_parse(&claimed, bytes + image.manifest_offset,
                                       image.manifest_size);
    }
    unsigned slot = request->slot != 0 ? request->slot : guess_slot(&claimed, &image, readable);
    judge(report, request, &claimed, slot, bytes, size, manifest_only);
    /* A flash-style header names no slot: the other one may be meant. */
    if (request->slot == 0 && !manifest_only && readable && image.slot == 0 &&
        claimed.payload_count == 2 && report->result != APPVERIFY_OK) {
        judge(report, request, &claimed, 3 - slot, bytes, size, manifest_only);
    }
}

const char *appbin_verify_result_str(enum appverify_result result)
{
    switch (result) {
    case APPVERIFY_OK:
        return "image and manifest are good";
    case APPVERIFY_MANIFEST_OK:
        return "the manifest is good";
    case APPVERIFY_MORE:
        return "not finished";
    case APPVERIFY_ERR_UNDECIDED:
        return "nothing has been judged";
    case APPVERIFY_ERR_CONFIG:
        return "the trusted keys or the threshold are not usable";
    case APPVERIFY_ERR_READ:
        return "the image ends too early";
    case APPVERIFY_ERR_NOT_FOUND:
        return "no manifest: the image is not signed";
    case APPVERIFY_ERR_FORMAT:
        return "the manifest breaks the format";
    case APPVERIFY_ERR_VERSION:
        return "the manifest has a format version that this program does not know";
    case APPVERIFY_ERR_CRITICAL:
        return "the manifest has a critical or reserved TLV that this program does not know";
    case APPVERIFY_ERR_CRYPTO:
        return "the crypto library failed";
    case APPVERIFY_ERR_SIGNATURE:
        return "too few valid signatures by trusted keys";
    case APPVERIFY_ERR_VENDOR:
        return "signed for another vendor";
    case APPVERIFY_ERR_CLASS:
        return "signed for another product";
    case APPVERIFY_ERR_MAP:
        return "signed for another flash map";
    case APPVERIFY_ERR_SLOT:
        return "the manifest has no image for this slot";
    case APPVERIFY_ERR_LENGTH:
        return "the image is not as long as the manifest says, or does not fit the slot";
    case APPVERIFY_ERR_ROLLBACK:
        return "the security counter is too low";
    case APPVERIFY_ERR_DIGEST:
        return "the body is not the one that was signed";
    case APPVERIFY_ERR_STRUCTURE:
        return "the body was signed but is not an image that boots";
    case APPVERIFY_ERR_MANIFEST_COPY:
        return "the manifest in the image is not the one that was judged";
    case APPVERIFY_ERR_CRC:
        return "the CRC word is wrong";
    case APPVERIFY_COMMITTED:
        return "verified and committed";
    case APPVERIFY_ERR_STATE:
        return "calls out of order";
    case APPVERIFY_ERR_CHANGED:
        return "the manifest changed after it was verified";
    case APPVERIFY_ERR_WRITE:
        return "the flash could not be written";
    case APPVERIFY_ERR_STORE:
        return "the store of the security counter is damaged";
    case APPVERIFY_ERR_BOOT:
        return "signed for another boot mode";
    case APPVERIFY_ERR_SWITCH:
        return "the slot could not be switched";
    }
    return "unknown result";
}

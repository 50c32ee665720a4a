/* SPDX-License-Identifier: MIT */
#include "context.h"
#include "load.h"

static int type_known(const struct appverify_policy *policy, uint32_t type)
{
    uint32_t i = 0;
    while (i < policy->known_type_count && policy->known_types[i] != type) {
        i++;
    }
    return i < policy->known_type_count;
}

/* Critical means that a firmware which does not know the TLV refuses the manifest. */
static enum appverify_result check_critical(const struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    struct appverify_tlv tlv = {0};
    while (appverify_manifest_next_tlv(&context->manifest, &tlv)) {
        if (tlv.critical != 0 && tlv.type >= APPVERIFY_TLV_VENDOR_FIRST &&
            !type_known(policy, tlv.type)) {
            return APPVERIFY_ERR_CRITICAL;
        }
    }
    return APPVERIFY_OK;
}

static enum appverify_result find_payload(struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    for (uint32_t i = 0; i < context->manifest.payload_count; i++) {
        const struct appverify_payload *payload = &context->manifest.payloads[i];
        if (payload->slot == policy->slot && payload->flash_offset == policy->slot_offset) {
            context->payload = i;
            return APPVERIFY_OK;
        }
    }
    return APPVERIFY_ERR_SLOT;
}

/* The image is as long as body, manifest, pad word and CRC word, and fits the slot. */
static enum appverify_result check_length(struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    uint32_t body = context->manifest.payloads[context->payload].length;
    uint32_t tail = context->manifest.size + APPVERIFY_TRAILER_SIZE;
    if (policy->slot_limit < tail || body > policy->slot_limit - tail) {
        return APPVERIFY_ERR_LENGTH;
    }
    if (context->image_size == 0) {
        context->image_size = body + tail;
    }
    return context->image_size == body + tail ? APPVERIFY_OK : APPVERIFY_ERR_LENGTH;
}

/* 0 for the same id. */
static uint32_t compare_id(const uint8_t *id, const uint32_t *words)
{
    uint8_t wanted[APPVERIFY_UUID_SIZE];
    appverify_copy_words(wanted, words, sizeof wanted);
    return appverify_compare(id, wanted, sizeof wanted) - EQUAL(sizeof wanted);
}

/* 1 for a < b, else 0: the borrow of a - b. */
static uint32_t below(uint32_t a, uint32_t b)
{
    return ((~a & b) | ((~a | b) & (a - b))) >> 31;
}

uint32_t appverify_counter_below(const struct appverify_context *context, const uint32_t *least)
{
    const struct appverify_manifest *manifest = &context->manifest;
    uint32_t counter = load_le32(manifest->bytes + APPVERIFY_OFFSET_SECURITY_COUNTER);
    return below(counter, *least) | (counter ^ manifest->security_counter);
}

static enum appverify_result check_fields(struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    const struct appverify_manifest *manifest = &context->manifest;
    /* Again, in another step: one skipped branch must not do, and the threshold may have risen. */
    if (context->valid_keys < policy->keys->threshold) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    if (compare_id(manifest->vendor_id, policy->vendor_id) != 0) {
        return APPVERIFY_ERR_VENDOR;
    }
    if (compare_id(manifest->class_id, policy->class_id) != 0) {
        return APPVERIFY_ERR_CLASS;
    }
    if (manifest->flash_map != policy->flash_map) {
        return APPVERIFY_ERR_MAP;
    }
    if (manifest->boot_mode != policy->boot_mode) {
        return APPVERIFY_ERR_BOOT;
    }
    enum appverify_result result = check_critical(context);
    if (result == APPVERIFY_OK) {
        result = find_payload(context);
    }
    if (result == APPVERIFY_OK && manifest->security_counter < policy->min_counter) {
        result = APPVERIFY_ERR_ROLLBACK;
    }
    return result == APPVERIFY_OK ? check_length(context) : result;
}

/*
 * 0 when each field is the wanted one. Looks at them all again: check_fields has the branches, this
 * has none.
 */
static uint32_t compare_fields(const struct appverify_context *context)
{
    const struct appverify_policy *policy = context->config->policy;
    const struct appverify_manifest *manifest = &context->manifest;
    const struct appverify_payload *payload = &manifest->payloads[context->payload];
    return compare_id(manifest->vendor_id, policy->vendor_id) |
           compare_id(manifest->class_id, policy->class_id) |
           (manifest->flash_map ^ policy->flash_map) | (manifest->boot_mode ^ policy->boot_mode) |
           (payload->slot ^ policy->slot) | (payload->flash_offset ^ policy->slot_offset) |
           appverify_counter_below(context, &policy->min_counter);
}

enum appverify_result appverify_check_policy(struct appverify_context *context)
{
    enum appverify_result result = check_fields(context);
    if (result != APPVERIFY_OK) {
        return result;
    }
    context->evidence += EVIDENCE_POLICY + compare_fields(context);
    if (context->manifest_only) {
        return appverify_decide(context, EVIDENCE_MANIFEST, APPVERIFY_MANIFEST_OK);
    }
    result = appverify_start_body(context);
    return context->commit_stages != NULL && result == APPVERIFY_MORE
               ? context->commit_stages->check_store(context)
               : result;
}

/* SPDX-License-Identifier: MIT */
#include "appverify/appverify.h"

#include "context.h"
#include "key_ring.h"

static int crypto_complete(const struct appverify_crypto *crypto)
{
    const struct appverify_crypto_operations *operations;
    if (crypto == NULL || crypto->operations == NULL) {
        return 0;
    }
    operations = crypto->operations;
    return operations->hash_start != NULL && operations->hash_update != NULL &&
           operations->hash_finish != NULL && operations->signature_start != NULL &&
           operations->signature_step != NULL && operations->abort != NULL;
}

static int policy_complete(const struct appverify_policy *policy)
{
    return policy != NULL && policy->vendor_id != NULL && policy->class_id != NULL &&
           (policy->known_types != NULL || policy->known_type_count == 0) &&
           policy->slot_offset % 4 == 0 && policy->slot_limit <= UINT32_MAX - policy->slot_offset &&
           appverify_key_ring_usable(policy->keys);
}

static int config_complete(const struct appverify_config *config, int with_storage)
{
    return config != NULL && config->manifest != NULL && crypto_complete(config->crypto) &&
           policy_complete(config->policy) &&
           (!with_storage || (config->storage != NULL && config->storage->read != NULL &&
                              config->storage->crc32 != NULL));
}

/* Starts from failure: the result is CONFIG until the configuration was checked. */
static enum appverify_result begin_verification(struct appverify_context *context,
                                                const struct appverify_config *config,
                                                enum state state, int with_storage)
{
    *context = (struct appverify_context){.result = APPVERIFY_ERR_CONFIG};
    if (!config_complete(config, with_storage)) {
        return APPVERIFY_ERR_CONFIG;
    }
    context->config = config;
    appverify_take_port(context);
    context->state = state;
    context->result = APPVERIFY_MORE;
    return APPVERIFY_MORE;
}

enum appverify_result appverify_begin_manifest(struct appverify_context *context,
                                               const struct appverify_config *config, uint32_t size)
{
    enum appverify_result result = begin_verification(context, config, STATE_READ_COPY, 0);
    if (result != APPVERIFY_MORE) {
        return result;
    }
    if (size > config->manifest_capacity || size > APPVERIFY_MANIFEST_MAX) {
        context->result = APPVERIFY_ERR_LENGTH;
        return APPVERIFY_ERR_LENGTH;
    }
    context->manifest.size = size;
    context->manifest_only = 1;
    return APPVERIFY_MORE;
}

enum appverify_result appverify_begin_image(struct appverify_context *context,
                                            const struct appverify_config *config,
                                            uint32_t image_size)
{
    enum appverify_result result = begin_verification(context, config, STATE_LOCATE, 1);
    if (result != APPVERIFY_MORE) {
        return result;
    }
    if (image_size > config->policy->slot_limit) {
        context->result = APPVERIFY_ERR_LENGTH;
        return APPVERIFY_ERR_LENGTH;
    }
    context->image_size = image_size;
    return APPVERIFY_MORE;
}

enum appverify_result appverify_begin_body(struct appverify_context *context, uint32_t image_size)
{
    if (context->result != APPVERIFY_MANIFEST_OK) {
        return appverify_refuse_call(context);
    }
    if (!config_complete(context->config, 1)) {
        context->result = APPVERIFY_ERR_CONFIG;
        return APPVERIFY_ERR_CONFIG;
    }
    appverify_take_port(context);
    context->image_size = image_size;
    context->manifest_only = 0;
    context->evidence -= EVIDENCE_RECHECK + EVIDENCE_POLICY; /* checked again */
    context->state = STATE_RECHECK;
    context->result = APPVERIFY_MORE;
    return APPVERIFY_MORE;
}

const struct appverify_manifest *appverify_get_manifest(const struct appverify_context *context)
{
    return context->result == APPVERIFY_OK || context->result == APPVERIFY_MANIFEST_OK ||
                   context->result == APPVERIFY_COMMITTED
               ? &context->manifest
               : NULL;
}

uint32_t appverify_get_signing_keys(const struct appverify_context *context)
{
    return appverify_get_manifest(context) != NULL ? context->signing_keys : 0;
}

void appverify_abort(struct appverify_context *context)
{
    if (context->result == APPVERIFY_MORE) {
        appverify_give_up_port(context);
    }
    context->result = APPVERIFY_ERR_UNDECIDED;
}

/* SPDX-License-Identifier: MIT */
#include "context.h"

enum appverify_result appverify_decide(const struct appverify_context *context, uint32_t evidence,
                                       enum appverify_result result)
{
    if (context->evidence != evidence || ~context->evidence != ~evidence) {
        return APPVERIFY_ERR_STATE;
    }
    return result;
}

void appverify_take_port(const struct appverify_context *context)
{
    struct appverify_crypto *crypto = context->config->crypto;
    /* Another context may have left an unfinished check in it. */
    crypto->operations->abort(crypto->state);
    crypto->owner = context;
}

int appverify_has_port(const struct appverify_context *context)
{
    return context->config->crypto->owner == context;
}

void appverify_give_up_port(const struct appverify_context *context)
{
    struct appverify_crypto *crypto = context->config->crypto;
    if (appverify_has_port(context)) {
        crypto->operations->abort(crypto->state);
        crypto->owner = NULL;
    }
}

enum appverify_result appverify_refuse_call(struct appverify_context *context)
{
    switch (context->result) {
    case APPVERIFY_OK:
    case APPVERIFY_COMMITTED:
        context->result = APPVERIFY_ERR_STATE;
        break;
    default:
        break;
    }
    return APPVERIFY_ERR_STATE;
}

uint32_t appverify_compare(const uint8_t *a, const uint8_t *b, size_t length)
{
    uint32_t difference = 0;
    size_t up = 0;
    size_t down = length;
    do {
        down--;
        difference |= (uint32_t)(a[up] ^ b[up]);
        difference |= (uint32_t)(a[down] ^ b[down]);
        up++;
    } while (down > 0);
    return EQUAL + difference;
}

const uint8_t *appverify_read_slot(const struct appverify_context *context, uint32_t offset,
                                   uint32_t *words, uint32_t length)
{
    const struct appverify_storage *storage = context->config->storage;
    uint32_t skip = offset & 3u;
    uint32_t size = (skip + length + 3u) & ~3u;
    enum appverify_result result =
        storage->read(storage->context, context->config->policy->slot_offset + offset - skip,
                      (uint8_t *)words, size);
    return result == APPVERIFY_OK ? (const uint8_t *)words + skip : NULL;
}

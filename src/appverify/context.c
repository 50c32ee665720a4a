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
    uint32_t up = a == b ? 0 : EQUAL_UP;
    uint32_t down = EQUAL_DOWN;
    size_t at = 0;
    do {
        length--;
        up += 1u + ((uint32_t)a[at] ^ b[at]);
        down += 1u + ((uint32_t)a[length] ^ b[length]);
        at++;
    } while (length > 0);
    return up + down;
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

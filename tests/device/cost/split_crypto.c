/* SPDX-License-Identifier: MIT */
#include "split_crypto.h"

#include "stack.h"

#define STACK_WORDS 2048u

enum operation { HASH_START, HASH_UPDATE, HASH_FINISH, SIGNATURE_START, SIGNATURE_STEP, ABORT };

struct call {
    const struct appverify_crypto *crypto;
    enum operation operation;
    const struct appverify_key *key;
    const uint8_t *bytes;
    size_t length;
    const uint8_t *signature;
    uint8_t *digest;
    enum appverify_result result;
};

static uint32_t stack[STACK_WORDS] __attribute__((aligned(16)));

static void perform(void *argument)
{
    struct call *call = argument;
    const struct appverify_crypto_operations *operations = call->crypto->operations;
    void *state = call->crypto->state;
    switch (call->operation) {
    case HASH_START:
        call->result = operations->hash_start(state);
        break;
    case HASH_UPDATE:
        call->result = operations->hash_update(state, call->bytes, call->length);
        break;
    case HASH_FINISH:
        call->result = operations->hash_finish(state, call->digest);
        break;
    case SIGNATURE_START:
        call->result = operations->signature_start(state, call->key, call->bytes, call->signature);
        break;
    case SIGNATURE_STEP:
        call->result = operations->signature_step(state);
        break;
    default:
        operations->abort(state);
        break;
    }
}

static enum appverify_result split(struct call *call)
{
    stack_call(perform, call, stack + STACK_WORDS);
    return call->result;
}

static enum appverify_result hash_start(void *state)
{
    struct call call = {.crypto = state, .operation = HASH_START};
    return split(&call);
}

static enum appverify_result hash_update(void *state, const uint8_t *bytes, size_t length)
{
    struct call call = {
        .crypto = state, .operation = HASH_UPDATE, .bytes = bytes, .length = length};
    return split(&call);
}

static enum appverify_result hash_finish(void *state, uint8_t *digest)
{
    struct call call = {.crypto = state, .operation = HASH_FINISH, .digest = digest};
    return split(&call);
}

static enum appverify_result signature_start(void *state, const struct appverify_key *key,
                                             const uint8_t *digest, const uint8_t *signature)
{
    struct call call = {.crypto = state,
                        .operation = SIGNATURE_START,
                        .key = key,
                        .bytes = digest,
                        .signature = signature};
    return split(&call);
}

static enum appverify_result signature_step(void *state)
{
    struct call call = {.crypto = state, .operation = SIGNATURE_STEP};
    return split(&call);
}

static void abort_check(void *state)
{
    struct call call = {.crypto = state, .operation = ABORT};
    (void)split(&call);
}

static const struct appverify_crypto_operations operations = {
    hash_start, hash_update, hash_finish, signature_start, signature_step, abort_check,
};

void split_crypto_init(struct appverify_crypto *crypto, const struct appverify_crypto *inner)
{
    stack_paint_other(stack, STACK_WORDS);
    crypto->operations = &operations;
    crypto->state = (void *)inner; /* only handed on */
}

uint32_t split_crypto_stack_peak(void)
{
    return stack_peak_other(stack, STACK_WORDS);
}

/* SPDX-License-Identifier: MIT */
#include "update_decision.h"

#define PIECE_WORDS 16u

enum otastream_result otastream_refused(enum appverify_result error)
{
    uint32_t number = (uint32_t)error;
    if (number == 0 || number > APPVERIFY_ERR_BOOT) {
        number = APPVERIFY_ERR_UNDECIDED; /* a port may answer anything */
    }
    return (enum otastream_result)(OTASTREAM_REFUSED_UNDECIDED - APPVERIFY_ERR_UNDECIDED + number);
}

/* The port is nobody's in between: whoever had it gets no answer for what it had begun. */
static int take_digest(struct otastream_update *update)
{
    struct appverify_crypto *crypto = update->config->crypto;
    const struct appverify_crypto_operations *operations = crypto->operations;
    const uint8_t *manifest = update->config->manifest;
    uint32_t signed_size = (uint32_t)manifest[APPVERIFY_OFFSET_SIGNED_SIZE] |
                           (uint32_t)manifest[APPVERIFY_OFFSET_SIGNED_SIZE + 1] << 8;
    crypto->owner = NULL;
    operations->abort(crypto->state);
    int good = operations->hash_start(crypto->state) == APPVERIFY_OK &&
               operations->hash_update(crypto->state, manifest, signed_size) == APPVERIFY_OK &&
               operations->hash_finish(crypto->state, update->digest) == APPVERIFY_OK;
    operations->abort(crypto->state);
    return good;
}

/* Zeros are no digest. */
static int is_known(const struct otastream_update *update)
{
    const uint8_t *known = update->config->known_digest;
    uint32_t different = 0;
    uint32_t any = 0;
    for (uint32_t i = 0; known != NULL && i < APPVERIFY_DIGEST_SIZE; i++) {
        different |= (uint32_t)known[i] ^ update->digest[i];
        any |= known[i];
    }
    return any != 0 && different == 0;
}

static void remember(const struct otastream_update *update)
{
    if (update->config->known_digest != NULL) {
        (void)__builtin_memcpy(update->config->known_digest, update->digest, APPVERIFY_DIGEST_SIZE);
    }
}

enum otastream_result otastream_decide_before(struct otastream_update *update)
{
    struct appverify_store_state stored;
    if (!take_digest(update)) {
        return OTASTREAM_REFUSED_CRYPTO;
    }
    if (is_known(update)) {
        return OTASTREAM_UNCHANGED;
    }
    enum appverify_result result = appverify_store_read(update->config->commit->store, &stored);
    if (result != APPVERIFY_OK) {
        return otastream_refused(result);
    }
    if (update->policy.min_counter < stored.security_counter) {
        update->policy.min_counter = stored.security_counter;
    }
    update->trial_slot = stored.trial_slot;
    return OTASTREAM_AGAIN;
}

/* OTASTREAM_MORE for a higher version. */
static enum otastream_result compare_version(const struct otastream_update *update,
                                             const struct appverify_manifest *manifest)
{
    const uint32_t offered[4] = {manifest->version_major, manifest->version_minor,
                                 manifest->version_patch, manifest->version_build};
    const uint32_t *running = update->config->running_version;
    for (uint32_t i = 0; i < 4; i++) {
        if (offered[i] != running[i]) {
            return offered[i] > running[i] ? OTASTREAM_MORE : OTASTREAM_ERR_LOWER_VERSION;
        }
    }
    return OTASTREAM_UP_TO_DATE;
}

/* 0 when they are the same, and when the flash cannot be read: then it is not to be written. */
static int slot_differs(const struct otastream_update *update, uint32_t at, const uint8_t *bytes,
                        uint32_t size)
{
    const struct appverify_storage *flash = update->config->flash;
    while (size > 0) {
        uint32_t words[PIECE_WORDS + 1];
        uint32_t before = at % 4; /* a body may have any length */
        uint32_t part = size < PIECE_WORDS * 4 ? size : PIECE_WORDS * 4;
        if (flash->read(flash->context, at - before, (uint8_t *)words,
                        (before + part + 3u) & ~3u) != APPVERIFY_OK) {
            return 0;
        }
        for (uint32_t i = 0; i < part; i++) {
            if (((const uint8_t *)words)[before + i] != bytes[i]) {
                return 1;
            }
        }
        at += part;
        bytes += part;
        size -= part;
    }
    return 0;
}

/* The image of a failed trial is still there as it was committed, its manifest behind its body. */
static enum otastream_result compare_trials(const struct otastream_update *update,
                                            const struct appverify_manifest *manifest,
                                            uint32_t body)
{
    if (update->trial_slot != 0 && update->trial_slot != update->policy.slot) {
        return OTASTREAM_ERR_ON_TRIAL; /* the other slot is the way back */
    }
    if (update->config->trial_failed && !slot_differs(update, update->policy.slot_offset + body,
                                                      manifest->bytes, manifest->signed_size)) {
        return OTASTREAM_ERR_TRIAL_FAILED;
    }
    return OTASTREAM_MORE;
}

enum otastream_result otastream_decide_after(struct otastream_update *update, uint32_t *length)
{
    const struct appverify_manifest *manifest = appverify_get_manifest(&update->context);
    if (manifest == NULL) {
        return OTASTREAM_ERR_STATE;
    }
    enum otastream_result result = compare_version(update, manifest);
    if (result != OTASTREAM_MORE) {
        remember(update);
        return result;
    }
    const struct appverify_payload *payload = manifest->payloads; /* the policy has found one */
    if (payload->slot != update->policy.slot) {
        payload++;
    }
    *length = payload->length + manifest->size + APPVERIFY_TRAILER_SIZE;
    return compare_trials(update, manifest, payload->length);
}

void otastream_update_name(const struct otastream_update *update, char *text)
{
    for (uint32_t i = 0; i < OTASTREAM_NAME_SIZE - 1; i++) {
        uint32_t digit = (uint32_t)update->digest[i / 2] >> (i % 2 != 0 ? 0 : 4) & 0xFu;
        *text++ = (char)(digit < 10 ? '0' + digit : 'a' + (digit - 10));
    }
    *text = '\0';
}

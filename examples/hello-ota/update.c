/* SPDX-License-Identifier: MIT */
#include "update.h"

#include "appverify/head_last.h"
#include "appverify/run.h"
#include "board.h"
#include "crypto_port.h"
#include "layout.h"
#include "print.h"
#include "running_release.h"
#include "slot_writer.h"

#define TRIAL_BOOTS 3u
#define MANIFEST_CAPACITY 1024u /* three signatures of RSA-2048, or a few of ECDSA */
#define PIECE 512u
#define TAIL_SIZE 8u /* pad word and CRC word after the manifest */

extern const struct appverify_key_ring appverify_key_ring;

/* Everything large is static: the stack of a task on the chip is 4 KB. */
static struct appverify_context context;
static uint32_t manifest[MANIFEST_CAPACITY / 4];
static uint8_t piece[PIECE];
static struct appverify_head_last inactive_slot;
static struct slot_writer writer;

static const struct appverify_hooks hooks = {.yield = board_yield};

/* The firmware's own counter is in the store unless appverify_boot could not write it. */
static void set_policy(struct appverify_policy *policy, uint32_t stored_counter)
{
    uint32_t own_counter = running_release.security_counter;
    uint32_t slot = 3 - board_slot();
    *policy = (struct appverify_policy){
        .keys = &appverify_key_ring,
        .vendor_id = running_release.vendor_id,
        .class_id = running_release.class_id,
        .flash_map = LAYOUT_FLASH_MAP,
        .boot_mode = LAYOUT_BOOT_MODE,
        .slot = slot,
        .slot_offset = slot == 1 ? LAYOUT_SLOT_1 : LAYOUT_SLOT_2,
        .slot_limit = LAYOUT_SLOT_LIMIT,
        .min_counter = stored_counter > own_counter ? stored_counter : own_counter,
    };
}

/* Steps what was begun to its end. */
static enum appverify_result finish(enum appverify_result begun)
{
    return begun == APPVERIFY_MORE ? appverify_run(&context, APPVERIFY_DEFAULT_BUDGET, &hooks)
                                   : begun;
}

/* The manifest into RAM; size 0 on failure. */
static enum appverify_result fetch_manifest(uint32_t *size)
{
    uint8_t *to = (uint8_t *)manifest;
    int32_t count;
    uint32_t got = 0;
    *size = 0;
    while (got < sizeof manifest &&
           (count = board_fetch_read(to + got, sizeof manifest - got)) != 0) {
        if (count < 0) {
            return APPVERIFY_ERR_READ;
        }
        got += (uint32_t)count;
    }
    if (got == sizeof manifest) {
        return APPVERIFY_ERR_LENGTH;
    }
    *size = got;
    return APPVERIFY_OK;
}

/* Judged in RAM, before a byte of the flash is touched. */
static enum appverify_result judge_manifest(const struct appverify_config *config)
{
    uint32_t size;
    enum appverify_result result = fetch_manifest(&size);
    return result == APPVERIFY_OK ? finish(appverify_begin_manifest(&context, config, size))
                                  : result;
}

/* The security counter may stay the same for many releases: it does not tell old from new. */
static int is_newer(const struct appverify_manifest *judged)
{
    const uint32_t offered[4] = {judged->version_major, judged->version_minor,
                                 judged->version_patch, judged->version_build};
    for (uint32_t i = 0; i < 4; i++) {
        if (offered[i] != running_release.version[i]) {
            return offered[i] > running_release.version[i];
        }
    }
    return 0;
}

/* Length of the image for a slot: the judged manifest says it, not the server. */
static uint32_t image_size(const struct appverify_manifest *judged, uint32_t slot)
{
    for (uint32_t i = 0; i < judged->payload_count; i++) {
        if (judged->payloads[i].slot == slot) {
            return judged->payloads[i].length + judged->size + TAIL_SIZE;
        }
    }
    return 0;
}

static enum appverify_result download(const struct appverify_policy *policy,
                                      const struct appverify_manifest *judged)
{
    enum appverify_result result = APPVERIFY_OK;
    int32_t count = 0;
    slot_writer_begin(&writer, &inactive_slot.storage, policy->slot_offset,
                      image_size(judged, policy->slot));
    if (board_fetch_open(policy->slot == 1 ? BOARD_FILE_SLOT_1 : BOARD_FILE_SLOT_2) != 0) {
        return APPVERIFY_ERR_NOT_FOUND;
    }
    while (result == APPVERIFY_OK && (count = board_fetch_read(piece, sizeof piece)) > 0) {
        result = slot_writer_put(&writer, piece, (size_t)count);
        board_yield(NULL);
    }
    if (result != APPVERIFY_OK || count < 0) {
        return result != APPVERIFY_OK ? result : APPVERIFY_ERR_READ;
    }
    return slot_writer_finish(&writer);
}

static enum appverify_result commit(const struct appverify_store *store)
{
    const struct appverify_commit to_commit = {
        .store = store, .platform = &board_platform, .trial_boots = TRIAL_BOOTS};
    return finish(appverify_begin_commit(&context, &to_commit));
}

/* Returns the name of the step that refused, NULL when the slot was switched. */
static const char *install(const struct appverify_store *store,
                           const struct appverify_policy *policy,
                           const struct appverify_manifest *judged, enum appverify_result *result)
{
    *result = download(policy, judged);
    if (*result != APPVERIFY_OK) {
        return "download: ";
    }
    *result = finish(appverify_begin_body(&context, writer.size)); /* as it is in flash */
    if (*result != APPVERIFY_OK) {
        return "image: ";
    }
    print("update: image is good\n");
    *result = commit(store);
    return *result == APPVERIFY_COMMITTED ? NULL : "commit: ";
}

/* Returns the name of the step that refused, NULL when none did: *result is then
 * APPVERIFY_COMMITTED, or APPVERIFY_MANIFEST_OK for a release that is not newer. */
static const char *take(const struct appverify_store *store, const struct appverify_config *config,
                        enum appverify_result *result)
{
    *result = judge_manifest(config);
    const struct appverify_manifest *judged = appverify_get_manifest(&context);
    if (*result != APPVERIFY_MANIFEST_OK || judged == NULL) {
        return "manifest: ";
    }
    if (!is_newer(judged)) {
        return NULL;
    }
    print("update: manifest is good\n");
    return install(store, config->policy, judged, result);
}

void update_run(const struct appverify_store *store)
{
    struct appverify_store_state state;
    struct appverify_crypto crypto;
    struct appverify_policy policy;
    const struct appverify_config config = {.storage = &inactive_slot.storage,
                                            .crypto = &crypto,
                                            .policy = &policy,
                                            .manifest = (uint8_t *)manifest,
                                            .manifest_capacity = sizeof manifest};
    if (board_fetch_open(BOARD_FILE_MANIFEST) != 0) {
        print("update: none\n");
        return;
    }
    enum appverify_result result = appverify_store_read(store, &state);
    if (result == APPVERIFY_OK && state.trial_slot == board_slot()) {
        result = APPVERIFY_ERR_STATE; /* on trial: the other slot is the way back */
    }
    if (result != APPVERIFY_OK) {
        print_result("update refused: store: ", result);
        return;
    }
    set_policy(&policy, state.security_counter);
    appverify_head_last_init(&inactive_slot, &board_storage, &policy);
    crypto_port_init(&crypto);
    const char *step = take(store, &config, &result);
    appverify_abort(&context); /* a download that broke off leaves the verification unfinished */
    crypto_port_free();
    if (result == APPVERIFY_COMMITTED) {
        print("update: committed\n");
        board_reset();
    }
    if (step == NULL) {
        print("update: none newer\n");
        return;
    }
    print("update refused: ");
    print_result(step, result);
    if (result == APPVERIFY_ERR_SWITCH) {
        board_reset(); /* the other slot may be the one that starts: never write to it again */
    }
}

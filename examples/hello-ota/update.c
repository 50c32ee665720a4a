#include "update.h"

#include "appverify/mbedtls.h"
#include "appverify/run.h"
#include "board.h"
#include "identity.h"
#include "layout.h"
#include "print.h"
#include "slot_writer.h"

#define TRIAL_BOOTS 3u
#define MANIFEST_CAPACITY 1024u /* three signatures of RSA-2048, or a few of ECDSA */
#define PIECE 512u
#define TAIL_SIZE 8u /* pad word and CRC word behind the manifest */

extern const struct appverify_key_ring appverify_key_ring;

/* Everything large is static: the stack of a task on the chip is 4 KB. */
static struct appverify_context context;
static struct appverify_mbedtls crypto_state;
static uint32_t manifest[MANIFEST_CAPACITY / 4];
static uint8_t piece[PIECE];
static struct slot_writer writer;

static const struct appverify_hooks hooks = {.yield = board_yield};

static void set_policy(struct appverify_policy *policy, uint32_t min_counter)
{
    uint32_t slot = 3 - board_slot();
    *policy = (struct appverify_policy){
        .keys = &appverify_key_ring,
        .vendor_id = identity_vendor,
        .class_id = identity_class,
        .flash_map = LAYOUT_FLASH_MAP,
        .boot_mode = LAYOUT_BOOT_MODE,
        .slot = slot,
        .slot_offset = slot == 1 ? LAYOUT_SLOT_1 : LAYOUT_SLOT_2,
        .slot_limit = LAYOUT_SLOT_LIMIT,
        .min_counter = min_counter,
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

static enum appverify_result download(const struct appverify_policy *policy)
{
    const struct appverify_manifest *judged = appverify_get_manifest(&context);
    enum appverify_result result = APPVERIFY_OK;
    int32_t count = 0;
    if (judged == NULL) {
        return APPVERIFY_ERR_STATE;
    }
    slot_writer_begin(&writer, &board_storage, policy->slot_offset,
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
static const char *take(const struct appverify_store *store, const struct appverify_config *config,
                        enum appverify_result *result)
{
    *result = judge_manifest(config);
    if (*result != APPVERIFY_MANIFEST_OK) {
        return "manifest: ";
    }
    print("update: manifest is good\n");
    *result = download(config->policy);
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

void update_run(const struct appverify_store *store)
{
    struct appverify_store_state state;
    struct appverify_crypto crypto;
    struct appverify_policy policy;
    const struct appverify_config config = {.storage = &board_storage,
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
    appverify_mbedtls_init(&crypto, &crypto_state);
    const char *step = take(store, &config, &result);
    appverify_abort(&context); /* a download that broke off leaves the verification unfinished */
    appverify_mbedtls_free(&crypto_state);
    if (step == NULL) {
        print("update: committed\n");
        board_reset();
    }
    print("update refused: ");
    print_result(step, result);
}

/* SPDX-License-Identifier: MIT */
#include "update.h"

#include "board.h"
#include "crypto_port.h"
#include "layout.h"
#include "print.h"
#include "receive.h"
#include "running_release.h"

#define TRIAL_BOOTS 3u
#define MANIFEST_CAPACITY 1024u /* three signatures of RSA-2048, or a few of ECDSA */
#define PAGE_SIZE 256u

extern const struct appverify_key_ring appverify_key_ring;

/* Everything large is static: the stack of a task on the chip is 4 KB. */
static struct otastream_update update;
static struct otastream_update_config config;
static struct appverify_crypto crypto;
static struct appverify_policy policy;
static struct appverify_commit to_commit;
static uint32_t manifest[MANIFEST_CAPACITY / 4];
static uint32_t page[PAGE_SIZE / 4];
static uint8_t known_digest[APPVERIFY_DIGEST_SIZE];

static void on_progress(void *context, enum otastream_update_state state, uint32_t done,
                        uint32_t total)
{
    static enum otastream_update_state last;
    (void)context;
    (void)done;
    (void)total;
    if (state == last) {
        return;
    }
    last = state;
    if (state == OTASTREAM_UPDATE_IMAGE) {
        print("update: manifest is good\n");
    } else if (state == OTASTREAM_UPDATE_READY) {
        print("update: image is good\n");
    }
}

static void configure(const struct appverify_store *store, uint32_t trial_failed)
{
    uint32_t slot = 3 - board_slot();
    policy = (struct appverify_policy){
        .keys = &appverify_key_ring,
        .vendor_id = running_release.vendor_id,
        .class_id = running_release.class_id,
        .flash_map = LAYOUT_FLASH_MAP,
        .boot_mode = LAYOUT_BOOT_MODE,
        .slot = slot,
        .slot_offset = slot == 1 ? LAYOUT_SLOT_1 : LAYOUT_SLOT_2,
        .slot_limit = LAYOUT_SLOT_LIMIT,
        .min_counter = running_release.security_counter,
    };
    to_commit = (struct appverify_commit){
        .store = store, .platform = &board_platform, .trial_boots = TRIAL_BOOTS};
    config = (struct otastream_update_config){
        .flash = &board_storage,
        .crypto = &crypto,
        .policy = &policy,
        .commit = &to_commit,
        .manifest = (uint8_t *)manifest,
        .manifest_capacity = sizeof manifest,
        .page = page,
        .page_size = sizeof page,
        .running_offset = slot == 1 ? LAYOUT_SLOT_2 : LAYOUT_SLOT_1,
        .running_length = LAYOUT_SLOT_LIMIT,
        .trial_failed = trial_failed,
        .known_digest = known_digest,
        .journal = receive_journal(),
        .progress = on_progress,
    };
    for (uint32_t i = 0; i < 4; i++) {
        config.running_version[i] = running_release.version[i];
    }
}

static const char *step_name(enum otastream_update_state state)
{
    switch (state) {
    case OTASTREAM_UPDATE_IMAGE:
        return "download: ";
    case OTASTREAM_UPDATE_VERIFYING:
    case OTASTREAM_UPDATE_READY:
        return "image: ";
    case OTASTREAM_UPDATE_COMMITTING:
    case OTASTREAM_UPDATE_COMMITTED:
        return "commit: ";
    default:
        return "manifest: ";
    }
}

void update_report(const struct otastream_update *reported, enum otastream_result result,
                   uint32_t status)
{
    switch (result) {
    case OTASTREAM_DONE:
        print("update: committed\n");
        board_reset();
    case OTASTREAM_UP_TO_DATE:
    case OTASTREAM_UNCHANGED:
    case OTASTREAM_ERR_LOWER_VERSION:
        print("update: none newer\n");
        return;
    default:
        break;
    }
    print("update refused: ");
    print(step_name(reported->state));
    print(otastream_result_name(result));
    if (status != 0) {
        print(" ");
        print_number(status);
    }
    print("\n");
    if (result == OTASTREAM_REFUSED_SWITCH) {
        board_reset(); /* the other slot may be the one that starts: never write to it again */
    }
}

void update_run(const struct appverify_store *store, uint32_t trial_failed)
{
    configure(store, trial_failed);
    crypto_port_init(&crypto);
    (void)otastream_update_init(&update, &config);
    receive_run(&update);
    otastream_update_abort(&update); /* what broke off leaves a verification unfinished */
    crypto_port_free();
}

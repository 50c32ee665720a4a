/* SPDX-License-Identifier: MIT */
#include "update.h"

#include "appverify/trust.h"
#include "board.h"
#include "crypto_port.h"
#include "layout.h"
#include "otastream/update_identity.h"
#include "print.h"
#include "receive.h"

#define TRIAL_BOOTS 3u
#define MANIFEST_CAPACITY 1024u /* three signatures of RSA-2048, or a few of ECDSA */
#define PAGE_SIZE 256u

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

static void configure(const struct appverify_store *store)
{
    policy = (struct appverify_policy){
        .keys = &appverify_key_ring,
        .vendor_id = appverify_trust.vendor_id,
        .class_id = appverify_trust.class_id,
    };
    to_commit = (struct appverify_commit){
        .store = store, .platform = &board_platform, .trial_boots = TRIAL_BOOTS};
    config = (struct otastream_update_config){
        .flash = &board_storage,
        .crypto = &crypto,
        .commit = &to_commit,
        .manifest = (uint8_t *)manifest,
        .manifest_capacity = sizeof manifest,
        .page = page,
        .page_size = sizeof page,
        .known_digest = known_digest,
        .journal = receive_journal(),
        .progress = on_progress,
    };
}

static void print_version(const uint32_t *version)
{
    for (uint32_t i = 0; i < 3; i++) {
        print(i > 0 ? "." : "");
        print_number(version[i]);
    }
    if (version[3] != 0) {
        print("+");
        print_number(version[3]);
    }
}

/* Without a manifest, or with one that is not for this place, it is 0.0.0. */
static void print_release(enum appverify_result result)
{
    print("hello-ota ");
    if (result == APPVERIFY_ERR_READ) {
        print("unknown");
    } else {
        print_version(config.running_version);
    }
    print(" slot ");
    print_number(board_slot());
    print("\n");
    if (result == APPVERIFY_ERR_NOT_FOUND) {
        print("release: unsigned, takes the first signed one\n");
    } else if (result != APPVERIFY_OK) {
        print_result("release: ", result);
    }
}

uint32_t update_identify(const struct appverify_store *store)
{
    const struct appverify_running_slot running = {
        .slot = board_slot(),
        .slot_offset = board_slot() == 1 ? LAYOUT_SLOT_1 : LAYOUT_SLOT_2,
        .slot_limit = LAYOUT_SLOT_LIMIT,
        .flash_map = LAYOUT_FLASH_MAP,
        .boot_mode = LAYOUT_BOOT_MODE,
    };
    configure(store);
    print_release(otastream_update_identify(&config, &policy, &running));
    return policy.min_counter;
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

void update_run(uint32_t trial_failed)
{
    config.trial_failed = trial_failed;
    crypto_port_init(&crypto);
    (void)otastream_update_init(&update, &config);
    receive_run(&update);
    otastream_update_abort(&update); /* what broke off leaves a verification unfinished */
    crypto_port_free();
}

/* SPDX-License-Identifier: MIT */
/* hello-ota's update by otastream, from the server that the settings host, port and path name. */
#include <stdlib.h>

#include "board.h"
#include "crypto_port.h"
#include "fetch.h"
#include "layout.h"
#include "print.h"
#include "rom_network.h"
#include "running_release.h"
#include "update.h"

#define TRIAL_BOOTS 3u
#define MANIFEST_MINIMUM 60u
#define MANIFEST_CAPACITY 1024u

extern const struct appverify_key_ring appverify_key_ring;

static struct otastream_update update;
static struct appverify_crypto crypto;
static struct appverify_policy policy;
static struct appverify_commit to_commit;
static uint32_t manifest[MANIFEST_CAPACITY / 4];
static uint32_t page[64];
static struct otastream_update_config config;

static void set_config(const struct appverify_store *store)
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
    };
    for (uint32_t i = 0; i < 4; i++) {
        config.running_version[i] = running_release.version[i];
    }
}

static void report(const char *step, enum otastream_result result, uint16_t status)
{
    print("update refused: ");
    print(step);
    print(otastream_result_name(result));
    if (status != 0) {
        print(" ");
        print_number(status);
    }
    print("\n");
}

/* 1 when the update has what it wants of this file. */
static int fetch(const char *step, const struct fetch_server *server, const char *ending,
                 uint32_t minimum, uint32_t maximum)
{
    uint16_t status;
    enum otastream_result result = fetch_file(server, ending, minimum, maximum, &update, &status);
    if (update.result == OTASTREAM_ERR_STATE || update.result > OTASTREAM_UNCHANGED) {
        report(step, update.result, 0);
        return 0;
    }
    if (result != OTASTREAM_DONE) {
        report(step, result, status);
        return 0;
    }
    return 1;
}

static void install(const struct fetch_server *server)
{
    print("update: manifest is good\n");
    uint32_t length = update.image_length;
    if (!fetch("image: ", server, policy.slot == 1 ? ".user1.bin" : ".user2.bin", length, length)) {
        return;
    }
    if (update.result != OTASTREAM_DONE) {
        report("image: ", update.result, 0);
        return;
    }
    print("update: image is good\n");
    (void)otastream_update_commit(&update);
    while (update.result == OTASTREAM_AGAIN) {
        (void)otastream_update_step(&update, NULL);
    }
    if (update.result != OTASTREAM_DONE) {
        report("commit: ", update.result, 0);
        return;
    }
    print("update: committed\n");
    board_reset();
}

void update_run(const struct appverify_store *store)
{
    struct fetch_server server = {.host = rom_setting("host"), .path = rom_setting("path")};
    const char *port = rom_setting("port");
    if (server.host == NULL || server.path == NULL || port == NULL) {
        print("update: none\n");
        return;
    }
    server.port = (uint16_t)strtoul(port, NULL, 10);
    if (rom_network_start() != 0) {
        print("update refused: network: no address\n");
        return;
    }
    set_config(store);
    crypto_port_init(&crypto);
    (void)otastream_update_init(&update, &config);
    (void)otastream_update_begin(&update);
    if (!fetch("manifest: ", &server, ".manifest", MANIFEST_MINIMUM, MANIFEST_CAPACITY)) {
        return;
    }
    if (update.result == OTASTREAM_UP_TO_DATE) {
        print("update: none newer\n");
    } else if (update.state == OTASTREAM_UPDATE_IMAGE) {
        install(&server);
    } else {
        report("manifest: ", update.result, 0);
    }
}

/* SPDX-License-Identifier: MIT */
#include "appbin_ota.h"

#include "appverify/image_format.h"
#include "appverify/port_nonos_sdk.h"
#include "appverify/trust.h"
#include "otastream/redirect.h"
#include "otastream/stream_journal.h"
#include "otastream/update_identity.h"

#include "appbin_ota_crypto.h"
#include "appbin_ota_place.h"
#include "appbin_ota_system.h"

#define PERIOD_SECONDS 3600u
#define JITTER_SECONDS 60u /* by which each wait is longer, at random */
#define TRIAL_BOOTS 3u     /* that a new firmware has to show that it works */
#define TRIAL_SECONDS 300u /* that each of them may take */
#define RESTART_SECONDS 5u /* that the SDK has to reset after a switch */
#define MILLISECONDS 1000u

static const struct appbin_ota *ota;
static struct otastream_pull client;
static struct otastream_update update;
static struct otastream_journal journal;
static struct otastream_redirects redirects;
static struct appverify_storage storage;
static struct appverify_platform platform;
static struct appverify_crypto crypto;
static struct appverify_policy policy;
static struct appverify_store store;
static struct appverify_commit commit;
static struct otastream_update_config update_config;
static struct otastream_pull_config client_config;
static uint32_t manifest[OTA_MANIFEST_SIZE / 4];
static uint32_t flash_page[256 / 4];
static uint8_t known_digest[APPVERIFY_DIGEST_SIZE];
static char request[384], location[128];
static uint32_t on_trial;
static volatile uint32_t is_proven; /* only ever set: another task may do it at the same time */
static uint32_t trial_seconds;
static uint32_t second;       /* milliseconds of the next one */
static uint32_t is_working;   /* takes updates */
static uint32_t is_asked_for; /* a check at once */
static uint32_t restart_time; /* milliseconds until a restart, 0: none is due */

/* A firmware that can fetch and judge a manifest can be updated. */
static void end_check(void *context, const struct otastream_pull *checked)
{
    enum otastream_result result = checked->result;
    (void)context;
    os_printf("appbin: check %d, http %d\n", (int)result, (int)checked->status);
    if (result == OTASTREAM_UP_TO_DATE || result == OTASTREAM_ERR_LOWER_VERSION ||
        result == OTASTREAM_ERR_ON_TRIAL) {
        if (!ota->confirms_itself) {
            is_proven = 1;
        }
    } else if (result == OTASTREAM_DONE || result == OTASTREAM_REFUSED_SWITCH) {
        restart_time = RESTART_SECONDS * MILLISECONDS;
    } else if (result == OTASTREAM_ERR_TRIAL_FAILED) {
        update_config.trial_failed = 0; /* the next check is a period away */
    }
    if (ota->checked != NULL) {
        ota->checked((int)result, checked->status);
    }
}

static uint32_t random_word(void *context)
{
    (void)context;
    return (uint32_t)os_random();
}

/* Only boots use a trial up, so a firmware that does not prove itself must reset itself. Each try
 * to confirm may erase a sector: one a second. */
static void continue_trial(uint32_t milliseconds)
{
    second += milliseconds;
    if (second < MILLISECONDS) {
        return;
    }
    second -= MILLISECONDS;
    if (++trial_seconds == TRIAL_SECONDS) {
        system_restart();
    } else if (is_proven && appverify_confirm(&store, 3 - policy.slot) == APPVERIFY_OK) {
        on_trial = 0;
        os_printf("appbin: confirmed\n");
    }
}

/* The application has the one callback of the SDK's for events of the network. */
static int is_online(void)
{
    struct ip_info info;
    return wifi_get_ip_info(STATION_IF, &info) && info.ip.addr != 0;
}

static void check(uint32_t milliseconds)
{
    if (is_asked_for) {
        is_asked_for = 0;
        otastream_pull_check_now(&client);
    }
    otastream_pull_tick(&client, milliseconds);
}

void ota_tick(uint32_t milliseconds)
{
    if (on_trial) {
        continue_trial(milliseconds);
    }
    if (restart_time > milliseconds) {
        restart_time -= milliseconds;
    } else if (restart_time != 0) {
        restart_time = 0;
        system_restart(); /* the SDK, which does it after a switch, has not */
    } else if (is_working && is_online()) {
        check(milliseconds);
    }
}

static void set_update(void)
{
    policy.keys = &appverify_key_ring;
    policy.vendor_id = appverify_trust.vendor_id;
    policy.class_id = appverify_trust.class_id;
    commit.store = &store;
    commit.platform = &platform;
    commit.trial_boots = TRIAL_BOOTS;
    update_config.flash = &storage;
    update_config.crypto = &crypto;
    update_config.commit = &commit;
    update_config.manifest = (uint8_t *)manifest;
    update_config.manifest_capacity = sizeof manifest;
    update_config.page = flash_page;
    update_config.page_size = sizeof flash_page;
    update_config.known_digest = known_digest;
    update_config.journal = &journal;
}

static int set_client(void)
{
    client_config.network = ota_system_network(&client);
    client_config.update = &update;
    client_config.host = ota->host;
    client_config.port = ota->port != 0 ? ota->port : 80;
    client_config.path = ota->path;
    client_config.user_agent = "appbin";
    client_config.lines = ota->lines;
    client_config.line_count = ota->line_count;
    client_config.request = request;
    client_config.request_size = sizeof request;
    client_config.period = ota->period_seconds != 0 ? ota->period_seconds : PERIOD_SECONDS;
    client_config.jitter = JITTER_SECONDS;
    client_config.random = random_word;
    client_config.redirects = &redirects;
    client_config.report = end_check;
    otastream_redirects_init(&redirects, location, sizeof location, 3);
    otastream_journal_init(&journal);
    ota_crypto_init(&crypto);
    return ota->host != NULL && ota->path != NULL &&
           otastream_update_init(&update, &update_config) == OTASTREAM_DONE &&
           otastream_pull_init(&client, &client_config) == OTASTREAM_DONE;
}

/* An unsigned firmware is version 0.0.0: it takes the first signed release. */
static enum appverify_result read_identity(const struct appverify_running_slot *running)
{
    enum appverify_result result = otastream_update_identify(&update_config, &policy, running);
    const uint32_t *version = update_config.running_version;
    if (result == APPVERIFY_OK) {
        os_printf("appbin: slot %d, release %d.%d.%d+%d, counter %d\n", (int)running->slot,
                  (int)version[0], (int)version[1], (int)version[2], (int)version[3],
                  (int)policy.min_counter);
    } else {
        os_printf("appbin: slot %d, not signed (%x)\n", (int)running->slot, (int)result);
    }
    return result;
}

/* A store that is damaged would never again let an update be taken. It ends a trial that was on
 * record, too: without a store there is neither confirming nor going back. It is not recovered with
 * a counter that could not be read. */
static void begin_boot(uint32_t slot, enum appverify_result identity)
{
    struct appverify_store_state stored;
    update_config.trial_failed =
        appverify_store_read(&store, &stored) == APPVERIFY_OK && stored.trial_slot == 3 - slot;
    enum appverify_result result =
        appverify_boot(&store, &platform, slot, policy.min_counter, &on_trial);
    if (result == APPVERIFY_COMMITTED || result == APPVERIFY_ERR_SWITCH) {
        restart_time = RESTART_SECONDS * MILLISECONDS;
        os_printf("appbin: the trial has failed, back to slot %d\n", (int)policy.slot);
    } else if (result == APPVERIFY_ERR_STORE && identity != APPVERIFY_ERR_READ) {
        result = appverify_store_recover(&store, policy.min_counter);
        os_printf("appbin: the store was damaged (%x)\n", (int)result);
    } else if (result != APPVERIFY_OK) {
        os_printf("appbin: the store cannot be used (%x)\n", (int)result);
    } else if (on_trial) {
        os_printf("appbin: on trial\n");
    }
}

/* Whoever flashes writes a map to the boot loader's header, by which slot 2 is found. */
static int is_booted_by(int map)
{
    if (map != OTA_MAP) {
        os_printf("appbin: the boot loader's header says flash map %d, this is for %d\n", map,
                  OTA_MAP);
    }
    return APPVERIFY_SLOT_2_OFFSET(map) == APPVERIFY_SLOT_2_OFFSET(OTA_MAP);
}

static void use_store(const uint32_t *sectors)
{
    store.storage = &storage;
    store.sectors[0] = sectors[0];
    store.sectors[1] = sectors[1];
}

static int is_on_record(uint32_t slot)
{
    struct appverify_store_state stored;
    return appverify_store_read(&store, &stored) == APPVERIFY_OK && stored.trial_slot == slot;
}

/* In sectors that this firmware uses for something else, or in those that nobody chooses. */
static int find_trial(struct ota_place *place)
{
    static const unsigned of_map[2];
    if (!is_on_record(place->running.slot)) {
        (void)ota_place_find(place, of_map);
        use_store(place->store_sectors);
    }
    return is_on_record(place->running.slot);
}

/* A firmware with wrong settings takes no update, so its trial has to fail: the accounting is done
 * whatever they are. */
static int start(const struct appbin_ota *wanted)
{
    struct ota_place place;
    int result = ota_place_find(&place, wanted->store_sectors);
    if (result == APPBIN_OTA_NO_SLOT) {
        return result;
    }
    appverify_nonos_sdk_storage(&storage);
    appverify_nonos_sdk_platform(&platform);
    use_store(place.store_sectors);
    if (result == APPBIN_OTA_STORE && !find_trial(&place)) {
        return result;
    }
    set_update();
    begin_boot(place.running.slot, read_identity(&place.running));
    if (!is_booted_by((int)system_get_flash_size_map()) && !on_trial) {
        return APPBIN_OTA_NO_SLOT; /* a trial would have no way back */
    }
    if (result == APPBIN_OTA_STARTED) {
        ota = wanted;
        result = set_client() ? APPBIN_OTA_STARTED : APPBIN_OTA_ARGUMENT;
    }
    return result;
}

int appbin_ota_start(const struct appbin_ota *wanted)
{
    static const struct appbin_ota nothing;
    static int was_called;
    int result = was_called ? APPBIN_OTA_ARGUMENT : start(wanted != NULL ? wanted : &nothing);
    is_working = is_working || result == APPBIN_OTA_STARTED;
    if (!was_called && (is_working || on_trial || restart_time != 0) && !ota_system_start()) {
        if (on_trial || restart_time != 0) {
            system_restart(); /* the reset counts the trial, which would never end */
        }
        is_working = 0;
        result = APPBIN_OTA_MEMORY;
    }
    if (result != APPBIN_OTA_STARTED) {
        os_printf("appbin: no updates (%d)\n", result);
    }
    was_called = 1;
    return result;
}

void appbin_ota_confirm(void)
{
    if (is_working) {
        is_proven = 1;
    }
}

void appbin_ota_check_now(void)
{
    is_asked_for = 1; /* the application may be another task */
}

/* SPDX-License-Identifier: MIT */
/* The firmware: boots, joins the Wi-Fi network, and keeps itself up to date. */
#include "appverify/image_format.h"
#include "appverify/port_nonos_sdk.h"
#include "appverify/trust.h"
#include "otastream/port_espconn.h"
#include "otastream/redirect.h"
#include "otastream/stream_journal.h"
#include "otastream/update_identity.h"

#include "ota_crypto.h"

#include "c_types.h"

#include "osapi.h"
#include "user_interface.h"

#include "user_config.h" /* made by the build from its cache variables */

#define PERIOD_SECONDS 3600u /* between two checks */
#define JITTER_SECONDS 60u   /* by which each wait is longer, at random */
#define TRIAL_BOOTS 3u       /* that a new firmware has to check for an update */
#define TRIAL_SECONDS 300u   /* that each of them may take */
#define RESTART_SECONDS 5u   /* that the SDK has to reset after a switch */
#define TICK 10u             /* milliseconds */
#define TICKS(seconds) ((seconds)*1000u / TICK)
#define SECTOR APPVERIFY_SECTOR_SIZE
#define STORE 0x7C000u /* between the slots, which the vendor's layout leaves free */
#define SLOT_LIMIT APPVERIFY_SLOT_LIMIT(2)
#define FROM_END(distance) (0x100000u - (distance))

/* Map 2. The SDK compares it with the boot loader's header, and that nothing overlaps. */
static const partition_item_t partitions[] = {
    {SYSTEM_PARTITION_BOOTLOADER, 0, SECTOR},
    {SYSTEM_PARTITION_OTA_1, APPVERIFY_SLOT_1_OFFSET, SLOT_LIMIT},
    {SYSTEM_PARTITION_OTA_2, APPVERIFY_SLOT_2_OFFSET(2), SLOT_LIMIT},
    {SYSTEM_PARTITION_RF_CAL, FROM_END(APPVERIFY_RF_CALIBRATION_FROM_END), SECTOR},
    {SYSTEM_PARTITION_PHY_DATA, FROM_END(APPVERIFY_INIT_DATA_FROM_END), SECTOR},
    {SYSTEM_PARTITION_SYSTEM_PARAMETER, FROM_END(APPVERIFY_PARAMETERS_FROM_END), 3 * SECTOR},
    {SYSTEM_PARTITION_CUSTOMER_BEGIN, STORE, 2 * SECTOR},
};

static const char page[] =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 151\r\n\r\n"
    "<!DOCTYPE html><title>Update</title><form method=post enctype=multipart/form-data>"
    "<input type=file name=bundle required><button>Update</button></form>\n";

static struct otastream_pull client;
static struct otastream_push server;
static struct otastream_update update;
static struct otastream_journal journal;
static struct otastream_redirects redirects;
static struct appverify_storage storage;
static struct appverify_platform platform;
static struct appverify_crypto crypto;
/* What it trusts was made by imagetool pubkey; what runs is read from its slot. */
static struct appverify_policy policy = {
    .keys = &appverify_key_ring,
    .vendor_id = appverify_trust.vendor_id,
    .class_id = appverify_trust.class_id,
};
static const struct appverify_store store = {&storage, {STORE, STORE + SECTOR}};
static const struct appverify_commit commit = {&store, &platform, TRIAL_BOOTS};
static uint32_t manifest[1052 / 4]; /* the longest signed part and two RSA-2048 signatures */
static uint32_t flash_page[256 / 4];
static uint8_t known_digest[APPVERIFY_DIGEST_SIZE];
static char request[512], location[128], answer[OTASTREAM_PUSH_ANSWER_SIZE];
static uint32_t slot, on_trial, trial_ticks, is_online, is_proven;
static uint32_t restart_ticks; /* until a restart, 0: none is due */

static struct otastream_update_config update_config = {
    .flash = &storage,
    .crypto = &crypto,
    .commit = &commit,
    .manifest = (uint8_t *)manifest,
    .manifest_capacity = sizeof manifest,
    .page = flash_page,
    .page_size = sizeof flash_page,
    .known_digest = known_digest,
    .journal = &journal,
};

static void end_update(void *context, enum otastream_result result)
{
    (void)context;
    os_printf("ota %d\n", (int)result);
    if (result == OTASTREAM_DONE || result == OTASTREAM_REFUSED_SWITCH) {
        restart_ticks = TICKS(RESTART_SECONDS);
    } else if (result == OTASTREAM_ERR_TRIAL_FAILED) {
        update_config.trial_failed = 0; /* the next check is a period away */
    }
}

/* A firmware that can fetch and judge a manifest can be updated. */
static void end_check(void *context, const struct otastream_pull *checked)
{
    os_printf("status %d ", (int)checked->status);
    is_proven |= checked->result == OTASTREAM_UP_TO_DATE ||
                 checked->result == OTASTREAM_ERR_LOWER_VERSION ||
                 checked->result == OTASTREAM_ERR_ON_TRIAL;
    end_update(context, checked->result);
}

static uint32_t random_word(void *context)
{
    (void)context;
    return os_random();
}

static struct otastream_pull_config client_config = {
    .update = &update,
    .host = OTA_HOST,
    .port = OTA_PORT,
    .path = OTA_PATH,
    .user_agent = "ota",
    .request = request,
    .request_size = sizeof request,
    .period = PERIOD_SECONDS,
    .jitter = JITTER_SECONDS,
    .random = random_word,
    .redirects = &redirects,
    .report = end_check,
};

static struct otastream_push_config server_config = {
    .update = &update,
    .target = "/update",
    .page = page,
    .page_size = sizeof page - 1,
    .answer = answer,
    .answer_size = sizeof answer,
    .report = end_update,
};

static void begin_updates(void)
{
    ota_crypto_init(&crypto);
    otastream_journal_init(&journal);
    otastream_redirects_init(&redirects, location, sizeof location, 3);
    (void)otastream_update_init(&update, &update_config);
    client_config.network = otastream_espconn_client(&client);
    server_config.network = otastream_espconn_server(&server);
    (void)otastream_pull_init(&client, &client_config);
    (void)otastream_push_init(&server, &server_config);
}

/* A trial is to show that the next update can be fetched. A firmware that does not get there must
 * reset itself: only boots use a trial up. Each try to confirm may erase a sector: one a second. */
static void continue_trial(void)
{
    if (++trial_ticks == TICKS(TRIAL_SECONDS)) {
        system_restart();
    } else if (is_proven && trial_ticks % TICKS(1) == 0 &&
               appverify_confirm(&store, slot) == APPVERIFY_OK) {
        on_trial = 0;
        os_printf("confirmed\n");
    }
}

static void on_timer(void *argument)
{
    (void)argument;
    system_soft_wdt_feed();
    if (on_trial) {
        continue_trial();
    }
    if (restart_ticks != 0 && --restart_ticks == 0) {
        system_restart(); /* the SDK, which does it after a switch, has not */
    } else if (is_online) {
        otastream_pull_tick(&client, TICK);
        otastream_push_tick(&server, TICK);
    }
}

/* Work is the timer's. A connection that there is meanwhile runs into its time limits. */
static void on_wifi(System_Event_t *event)
{
    if (event->event == EVENT_STAMODE_GOT_IP && !is_online) {
        is_online = 1;
        if (OTA_UPLOAD) {
            (void)otastream_espconn_listen(80);
        }
    }
}

void user_pre_init(void)
{
    if (!system_partition_table_regist(partitions, sizeof partitions / sizeof partitions[0], 2)) {
        os_printf("bad partitions\n");
    }
}

/* Before the update begins, whose memory it uses. Without a manifest it is 0.0.0. */
static enum appverify_result identify(void)
{
    const struct appverify_running_slot running = {
        .slot = slot,
        .slot_offset = slot == 1 ? APPVERIFY_SLOT_1_OFFSET : APPVERIFY_SLOT_2_OFFSET(2),
        .slot_limit = SLOT_LIMIT,
        .flash_map = 2,
        .boot_mode = APPVERIFY_BOOT_NEW,
    };
    return otastream_update_identify(&update_config, &policy, &running);
}

static void print_release(enum appverify_result result)
{
    const uint32_t *version = update_config.running_version;
    if (result == APPVERIFY_OK) {
        os_printf("\nrelease %u.%u.%u+%u\n", version[0], version[1], version[2], version[3]);
    } else if (result == APPVERIFY_ERR_NOT_FOUND) {
        os_printf("\nunsigned: takes the first signed release\n");
    } else {
        os_printf("\nno release: %d\n", (int)result);
    }
}

/* First thing in a boot. A store that is damaged would never again let an update be taken. It ends
 * a trial that was on record, too: without a store there is neither confirming nor going back. */
static enum appverify_result begin_boot(void)
{
    struct appverify_store_state stored;
    update_config.trial_failed =
        appverify_store_read(&store, &stored) == APPVERIFY_OK && stored.trial_slot == 3 - slot;
    enum appverify_result result =
        appverify_boot(&store, &platform, slot, policy.min_counter, &on_trial);
    return result == APPVERIFY_ERR_STORE ? appverify_store_recover(&store, policy.min_counter)
                                         : result;
}

void user_init(void)
{
    static os_timer_t timer;
    static struct station_config station = {.ssid = OTA_WIFI_SSID, .password = OTA_WIFI_PASSWORD};
    appverify_nonos_sdk_storage(&storage);
    appverify_nonos_sdk_platform(&platform);
    slot = appverify_nonos_sdk_running_slot();
    enum appverify_result release = identify();
    enum appverify_result result = begin_boot();
    uart_div_modify(0, UART_CLK_FREQ / 115200);
    print_release(release);
    os_printf("slot %d trial %d boot %x\n", (int)slot, (int)on_trial, (int)result);
    if (result == APPVERIFY_COMMITTED || result == APPVERIFY_ERR_SWITCH) {
        restart_ticks = TICKS(RESTART_SECONDS); /* its trial has failed */
    } else {
        begin_updates();
        (void)wifi_set_opmode_current(STATION_MODE);
        (void)wifi_station_set_config_current(&station);
        wifi_set_event_handler_cb(on_wifi);
    }
    os_timer_setfn(&timer, on_timer, NULL);
    os_timer_arm(&timer, TICK, 1);
}

/* SPDX-License-Identifier: MIT */
/* The firmware: boots, joins the Wi-Fi network, and keeps itself up to date. */
#include "appverify/port_nonos_sdk.h"

#include "ota_client.h"
#include "ota_crypto.h"
#include "ota_net_espconn.h"

#include "c_types.h"

#include "eagle_soc.h"
#include "osapi.h"
#include "user_interface.h"

#include "settings.h" /* made by the build from its cache variables */
#include "user_config.h"

#define SECTOR_SIZE 0x1000u
#define BOOT_NEW 2u

extern const struct appverify_key_ring appverify_key_ring; /* made by imagetool pubkey */

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
#define HOST_FIELD OTA_HOST ":" TEXT(OTA_PORT)

static const uint32_t vendor_id[4] APPVERIFY_IN_FLASH = {FIRMWARE_VENDOR_ID};
static const uint32_t class_id[4] APPVERIFY_IN_FLASH = {FIRMWARE_CLASS_ID};

/* The SDK checks it against the map in the boot loader's header, and that nothing overlaps. */
static const partition_item_t partitions[] = {
    {SYSTEM_PARTITION_BOOTLOADER, 0, SECTOR_SIZE},
    {SYSTEM_PARTITION_OTA_1, SLOT_1_OFFSET, SLOT_LIMIT},
    {SYSTEM_PARTITION_OTA_2, SLOT_2_OFFSET, SLOT_LIMIT},
    {SYSTEM_PARTITION_RF_CAL, RF_CAL_OFFSET, SECTOR_SIZE},
    {SYSTEM_PARTITION_PHY_DATA, PHY_DATA_OFFSET, SECTOR_SIZE},
    {SYSTEM_PARTITION_SYSTEM_PARAMETER, PARAMETER_OFFSET, 3 * SECTOR_SIZE},
    {SYSTEM_PARTITION_CUSTOMER_BEGIN, STORE_OFFSET, 2 * SECTOR_SIZE},
};

static struct {
    struct appverify_storage storage;
    struct appverify_platform platform;
    struct appverify_store store;
    struct appverify_crypto crypto;
    struct appverify_policy policy;
    struct appverify_commit commit;
    struct ota_network network;
    struct ota_config config;
    struct ota_client client;
    os_timer_t timer;
    uint32_t slot; /* this firmware runs from it */
    uint32_t on_trial;
    uint32_t trial_ticks;
    uint32_t restart_ticks; /* until a restart, 0: none is due */
    uint32_t is_online;
    uint32_t is_proven; /* it can fetch and judge an update */
} firmware;

static void report(enum ota_outcome outcome, uint32_t detail)
{
    os_printf("ota %d %x\n", (int)outcome, (unsigned)detail);
    if (outcome == OTA_UP_TO_DATE || outcome == OTA_ON_TRIAL) {
        firmware.is_proven = 1;
    } else if (outcome == OTA_SWITCHING || outcome == OTA_ERR_SWITCH) {
        firmware.restart_ticks = OTA_TICKS(OTA_RESTART_SECONDS);
    }
}

static void set_policy(void)
{
    firmware.policy = (struct appverify_policy){
        .keys = &appverify_key_ring,
        .vendor_id = vendor_id,
        .class_id = class_id,
        .flash_map = OTA_MAP,
        .boot_mode = BOOT_NEW,
        .slot = 3 - firmware.slot,
        .slot_offset = firmware.slot == 1 ? SLOT_2_OFFSET : SLOT_1_OFFSET,
        .slot_limit = SLOT_LIMIT,
        .min_counter = FIRMWARE_SECURITY_COUNTER,
    };
}

static void start_client(uint32_t first_wait)
{
    set_policy();
    ota_crypto_init(&firmware.crypto);
    firmware.commit =
        (struct appverify_commit){&firmware.store, &firmware.platform, OTA_TRIAL_BOOTS};
    ota_net_espconn(&firmware.network, &firmware.client, OTA_HOST, OTA_PORT);
    firmware.config = (struct ota_config){
        .network = &firmware.network,
        .storage = &firmware.storage,
        .crypto = &firmware.crypto,
        .policy = &firmware.policy,
        .commit = &firmware.commit,
        .host = HOST_FIELD,
        .path = OTA_PATH,
        .running = {FIRMWARE_VERSION},
        .period = OTA_TICKS(OTA_PERIOD_SECONDS),
        .first_wait = first_wait,
        .report = report,
    };
    ota_client_start(&firmware.client, &firmware.config);
}

/*
 * A trial is to show that the next update can be fetched. A firmware that does not get there must
 * reset itself: only boots use a trial up. Each try to confirm may erase a sector: one a second.
 */
static void continue_trial(void)
{
    if (++firmware.trial_ticks == OTA_TICKS(OTA_TRIAL_SECONDS)) {
        system_restart();
    } else if (firmware.is_proven && firmware.trial_ticks % OTA_TICKS(1) == 0 &&
               appverify_confirm(&firmware.store, firmware.slot) == APPVERIFY_OK) {
        firmware.on_trial = 0;
        os_printf("confirmed\n");
    }
}

static void on_timer(void *argument)
{
    (void)argument;
    system_soft_wdt_feed();
    if (firmware.restart_ticks != 0) {
        if (--firmware.restart_ticks == 0) {
            system_restart(); /* the SDK, which does it after a switch, has not */
        }
        return;
    }
    if (firmware.on_trial) {
        continue_trial();
    }
    if (firmware.is_online) {
        ota_client_tick(&firmware.client);
    }
}

/* Work is the timer's. A connection that the client has meanwhile runs into its time limits. */
static void on_wifi(System_Event_t *event)
{
    if (event->event == EVENT_STAMODE_GOT_IP) {
        firmware.is_online = 1;
    }
}

static void join_wifi(void)
{
    static struct station_config station = {.ssid = OTA_WIFI_SSID, .password = OTA_WIFI_PASSWORD};
    (void)wifi_set_opmode_current(STATION_MODE);
    (void)wifi_station_set_config_current(&station);
    wifi_set_event_handler_cb(on_wifi);
}

void user_pre_init(void)
{
    if (!system_partition_table_regist(partitions, sizeof partitions / sizeof partitions[0],
                                       OTA_MAP)) {
        os_printf("bad partitions\n");
    }
}

/* A release that failed its trial is still on the server: it is not to be tried again at once. */
static uint32_t wait_after_trial(void)
{
    struct appverify_store_state stored;
    return appverify_store_read(&firmware.store, &stored) == APPVERIFY_OK &&
                   stored.trial_slot == 3 - firmware.slot
               ? OTA_TICKS(OTA_PERIOD_SECONDS)
               : 0;
}

/*
 * First thing in a boot. A store that is damaged would never again let an update be taken. It ends
 * a trial that was on record, too: without a store this firmware could neither confirm nor go back.
 */
static enum appverify_result begin_boot(void)
{
    enum appverify_result result =
        appverify_boot(&firmware.store, &firmware.platform, firmware.slot,
                       FIRMWARE_SECURITY_COUNTER, &firmware.on_trial);
    return result == APPVERIFY_ERR_STORE
               ? appverify_store_recover(&firmware.store, FIRMWARE_SECURITY_COUNTER)
               : result;
}

/*
 * The trial is counted before anything that could go wrong. When the store cannot be read there is
 * no update either: a commit refuses.
 */
void user_init(void)
{
    appverify_nonos_sdk_storage(&firmware.storage);
    appverify_nonos_sdk_platform(&firmware.platform);
    firmware.store =
        (struct appverify_store){&firmware.storage, {STORE_OFFSET, STORE_OFFSET + SECTOR_SIZE}};
    firmware.slot = appverify_nonos_sdk_running_slot();
    uint32_t first_wait = wait_after_trial();
    enum appverify_result result = begin_boot();
    uart_div_modify(0, UART_CLK_FREQ / 115200);
    os_printf("\nslot %d trial %d boot %x\n", (int)firmware.slot, (int)firmware.on_trial, result);
    if (result == APPVERIFY_COMMITTED || result == APPVERIFY_ERR_SWITCH) {
        firmware.restart_ticks = OTA_TICKS(OTA_RESTART_SECONDS); /* its trial has failed */
    } else {
        start_client(first_wait);
        join_wifi();
    }
    os_timer_setfn(&firmware.timer, on_timer, NULL);
    os_timer_arm(&firmware.timer, OTA_TICK_MS, 1);
}

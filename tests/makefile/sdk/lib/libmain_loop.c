/* SPDX-License-Identifier: MIT */
/* From the entry to the event loop, the soft watchdog, and what ends a run. */
#include "stand_in.h"

#define WATCHDOG_TIME 3200u /* milliseconds that a callback may take */
#define RESTART_TIME 100u
#define RUN_TIME 60000u /* a run ends after that at the latest, if no setting says otherwise */

void sdk_main(void);
void user_init(void);
#if ESP_SDK_VERSION_NUMBER >= 0x030000
void user_pre_init(void);
#else
uint32 user_rf_cal_sector_set(void);
#endif
/* Libraries that only take room. */
void phy_init(void);
void pp_init(void);
void net80211_init(void);
void wpa_init(void);
void crypto_init(void);

static init_done_cb_t init_done;
static uint32 fed_at;
static uint32 watchdog_is_off;
static uint32 is_restarting;
static uint32 restart_at;
static uint32 run_time = RUN_TIME;

void sdk_misused(const char *what)
{
    os_printf_plus("sdk: %s\n", what);
    rom_reset();
}

void sdk_called(void)
{
    if (!watchdog_is_off && rom_network_milliseconds() - fed_at > WATCHDOG_TIME) {
        sdk_misused("soft wdt reset");
    }
    system_soft_wdt_feed();
}

void system_soft_wdt_feed(void)
{
    fed_at = rom_network_milliseconds();
}

void system_soft_wdt_stop(void)
{
    watchdog_is_off = 1;
}

void system_soft_wdt_restart(void)
{
    watchdog_is_off = 0;
    system_soft_wdt_feed();
}

void sdk_restart_in(uint32 milliseconds)
{
    is_restarting = 1;
    restart_at = rom_network_milliseconds() + milliseconds;
}

/* Comes back: the reset follows from the event loop. */
void system_restart(void)
{
    sdk_restart_in(RESTART_TIME);
}

void system_init_done_cb(init_done_cb_t callback)
{
    init_done = callback;
}

static void read_settings(void)
{
    const char *text = rom_setting("run_time");
    sdk_watch_console(rom_setting("until"));
    if (text != NULL) {
        run_time = sdk_number(text);
    }
}

static void begin(void)
{
    sdk_heap_begin();
    read_settings();
    phy_init();
    pp_init();
    net80211_init();
    wpa_init();
    crypto_init();
    sdk_flash_begin();
#if ESP_SDK_VERSION_NUMBER >= 0x030000
    user_pre_init();
    if (!sdk_partitions_are_known()) {
        os_printf_plus("no table of partitions: no start\n");
        rom_reset();
    }
#else
    (void)user_rf_cal_sector_set();
#endif
    system_soft_wdt_feed();
    user_init();
    sdk_called();
    if (init_done != NULL) {
        init_done();
        sdk_called();
    }
}

static void end_turn(void)
{
    uint32 now = rom_network_milliseconds();
    if (is_restarting && (int32)(now - restart_at) >= 0) {
        rom_reset();
    }
    if (sdk_console_has_said() || now > run_time) {
        rom_sleep();
    }
}

void sdk_main(void)
{
    begin();
    for (;;) {
        system_soft_wdt_feed();
        sdk_timer_turn();
        sdk_wifi_turn();
        sdk_espconn_turn();
        end_turn();
    }
}

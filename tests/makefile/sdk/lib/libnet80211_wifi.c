/* SPDX-License-Identifier: MIT */
/* The station: some time after the application has started, the board's network gives it an
 * address. */
#include "stand_in.h"

#define JOIN_TIME 300u /* milliseconds */

static uint8 opmode = SOFTAP_MODE;
static struct station_config configuration;
static wifi_event_handler_cb_t handler;
static uint8 status = STATION_IDLE;
static uint32 is_configured;
static uint32 does_not_connect; /* by itself */
static uint32 is_started;       /* the board's network, once in a boot */
static uint32 join_at;

/* What the emulator's network gives. */
static void get_address(struct ip_info *info)
{
    IP4_ADDR(&info->ip, 10, 0, 2, 15);
    IP4_ADDR(&info->netmask, 255, 255, 255, 0);
    IP4_ADDR(&info->gw, 10, 0, 2, 2);
}

int sdk_is_online(void)
{
    return status == STATION_GOT_IP;
}

static void tell(System_Event_t *event)
{
    if (handler != NULL) {
        handler(event);
        sdk_called();
    }
}

static void tell_joined(void)
{
    struct ip_info info;
    System_Event_t event = {.event = EVENT_STAMODE_CONNECTED};
    event.event_info.connected.channel = 1;
    tell(&event);
    get_address(&info);
    event.event = EVENT_STAMODE_GOT_IP;
    event.event_info.got_ip.ip = info.ip;
    event.event_info.got_ip.mask = info.netmask;
    event.event_info.got_ip.gw = info.gw;
    tell(&event);
}

static void join(void)
{
    if (!is_started && rom_network_start() != 0) {
        System_Event_t event = {.event = EVENT_STAMODE_DISCONNECTED};
        status = STATION_NO_AP_FOUND;
        tell(&event);
        return;
    }
    is_started = 1;
    status = STATION_GOT_IP;
    system_soft_wdt_feed(); /* on a chip nobody waits for that */
    tell_joined();
}

void sdk_wifi_turn(void)
{
    uint32 now = rom_network_milliseconds();
    if (status == STATION_IDLE && is_configured && !does_not_connect && (opmode & STATION_MODE)) {
        (void)wifi_station_connect();
    }
    if (status == STATION_CONNECTING && (int32)(now - join_at) >= 0) {
        join();
    }
    if (is_started) {
        rom_network_poll();
    }
}

uint8 wifi_get_opmode(void)
{
    return opmode;
}

bool wifi_set_opmode(uint8 mode)
{
    opmode = mode;
    return true;
}

bool wifi_set_opmode_current(uint8 mode)
{
    return wifi_set_opmode(mode);
}

bool wifi_station_get_config(struct station_config *config)
{
    *config = configuration;
    return true;
}

bool wifi_station_set_config(struct station_config *config)
{
    if ((opmode & STATION_MODE) == 0) {
        return false;
    }
    configuration = *config;
    is_configured = 1;
    return true;
}

bool wifi_station_set_config_current(struct station_config *config)
{
    return wifi_station_set_config(config);
}

bool wifi_station_connect(void)
{
    if ((opmode & STATION_MODE) == 0) {
        return false;
    }
    if (status != STATION_GOT_IP) {
        status = STATION_CONNECTING;
        join_at = rom_network_milliseconds() + JOIN_TIME;
    }
    does_not_connect = 0;
    return true;
}

bool wifi_station_disconnect(void)
{
    status = STATION_IDLE;
    does_not_connect = 1;
    return true;
}

uint8 wifi_station_get_connect_status(void)
{
    return status;
}

bool wifi_station_set_auto_connect(uint8 set)
{
    does_not_connect = !set;
    return true;
}

bool wifi_station_set_reconnect_policy(bool set)
{
    (void)set;
    return true;
}

bool wifi_get_ip_info(uint8 interface, struct ip_info *info)
{
    if (interface != STATION_IF || info == NULL) {
        return false;
    }
    ets_bzero(info, sizeof *info);
    if (sdk_is_online()) {
        get_address(info);
    }
    return true;
}

bool wifi_get_macaddr(uint8 interface, uint8 *address)
{
    static const uint8 station[] = {0x02, 0, 0, 0, 0, 1};
    (void)interface;
    (void)ets_memcpy(address, station, sizeof station);
    return true;
}

void wifi_set_event_handler_cb(wifi_event_handler_cb_t callback)
{
    handler = callback;
}

/* SPDX-License-Identifier: MIT */
/* The system: boot, upgrade, flash map, partitions, Wi-Fi. */
#ifndef STAND_IN_USER_INTERFACE_H
#define STAND_IN_USER_INTERFACE_H

#include "os_type.h"

#include "ip_addr.h"

#include "user_config.h"

#include "spi_flash.h"

#include "gpio.h"
#include "version.h"

enum rst_reason {
    REASON_DEFAULT_RST,
    REASON_WDT_RST,
    REASON_EXCEPTION_RST,
    REASON_SOFT_WDT_RST,
    REASON_SOFT_RESTART,
    REASON_DEEP_SLEEP_AWAKE,
    REASON_EXT_SYS_RST
};
struct rst_info {
    uint32 reason;
    uint32 exccause;
    uint32 epc1;
    uint32 epc2;
    uint32 epc3;
    uint32 excvaddr;
    uint32 depc;
};
struct rst_info *system_get_rst_info(void);

#define UPGRADE_FW_BIN1 0x00
#define UPGRADE_FW_BIN2 0x01
uint8 system_upgrade_userbin_check(void);
void system_upgrade_reboot(void);
uint8 system_upgrade_flag_check();
void system_upgrade_flag_set(uint8 flag);

void system_restart(void);
void system_soft_wdt_stop(void);
void system_soft_wdt_restart(void);
void system_soft_wdt_feed(void);
uint32 system_get_time(void);
uint32 system_get_free_heap_size(void);
uint32 system_get_chip_id(void);
const char *system_get_sdk_version(void);
uint8 system_get_boot_version(void);
uint32 system_get_userbin_addr(void);

typedef void (*init_done_cb_t)(void);
void system_init_done_cb(init_done_cb_t callback);

enum { USER_TASK_PRIO_0, USER_TASK_PRIO_1, USER_TASK_PRIO_2, USER_TASK_PRIO_MAX };
bool system_os_task(os_task_t task, uint8 priority, os_event_t *queue, uint8 length);
bool system_os_post(uint8 priority, os_signal_t signal, os_param_t parameter);

void uart_div_modify(uint8 uart, uint32 divisor);

enum flash_size_map {
    FLASH_SIZE_4M_MAP_256_256,
    FLASH_SIZE_2M,
    FLASH_SIZE_8M_MAP_512_512,
    FLASH_SIZE_16M_MAP_512_512,
    FLASH_SIZE_32M_MAP_512_512,
    FLASH_SIZE_16M_MAP_1024_1024,
    FLASH_SIZE_32M_MAP_1024_1024,
    FLASH_SIZE_32M_MAP_2048_2048,
    FLASH_SIZE_64M_MAP_1024_1024,
    FLASH_SIZE_128M_MAP_1024_1024
};
enum flash_size_map system_get_flash_size_map(void);

#define NULL_MODE 0x00
#define STATION_MODE 0x01
#define SOFTAP_MODE 0x02
#define STATIONAP_MODE 0x03
#define STATION_IF 0x00
#define SOFTAP_IF 0x01

typedef enum _auth_mode {
    AUTH_OPEN,
    AUTH_WEP,
    AUTH_WPA_PSK,
    AUTH_WPA2_PSK,
    AUTH_WPA_WPA2_PSK,
    AUTH_MAX
} AUTH_MODE;

typedef struct {
    int8 rssi;
    AUTH_MODE authmode;
} wifi_fast_scan_threshold_t;

struct station_config {
    uint8 ssid[32];
    uint8 password[64];
#if ESP_SDK_VERSION_NUMBER >= 0x030000
    uint8 channel;
#endif
    uint8 bssid_set;
    uint8 bssid[6];
    wifi_fast_scan_threshold_t threshold;
#if ESP_SDK_VERSION_NUMBER >= 0x030000
    bool open_and_wep_mode_disable;
    bool all_channel_scan;
#endif
};

enum {
    STATION_IDLE,
    STATION_CONNECTING,
    STATION_WRONG_PASSWORD,
    STATION_NO_AP_FOUND,
    STATION_CONNECT_FAIL,
    STATION_GOT_IP
};

uint8 wifi_get_opmode(void);
bool wifi_set_opmode(uint8 mode);
bool wifi_set_opmode_current(uint8 mode);
bool wifi_station_get_config(struct station_config *config);
bool wifi_station_set_config(struct station_config *config);
bool wifi_station_set_config_current(struct station_config *config);
bool wifi_station_connect(void);
bool wifi_station_disconnect(void);
uint8 wifi_station_get_connect_status(void);
bool wifi_station_set_auto_connect(uint8 set);
bool wifi_station_set_reconnect_policy(bool set);
bool wifi_get_ip_info(uint8 interface, struct ip_info *info);
bool wifi_get_macaddr(uint8 interface, uint8 *address);

enum {
    EVENT_STAMODE_CONNECTED,
    EVENT_STAMODE_DISCONNECTED,
    EVENT_STAMODE_AUTHMODE_CHANGE,
    EVENT_STAMODE_GOT_IP,
    EVENT_STAMODE_DHCP_TIMEOUT,
    EVENT_SOFTAPMODE_STACONNECTED,
    EVENT_SOFTAPMODE_STADISCONNECTED,
    EVENT_SOFTAPMODE_PROBEREQRECVED,
    EVENT_OPMODE_CHANGED,
    EVENT_SOFTAPMODE_DISTRIBUTE_STA_IP,
    EVENT_MAX
};
typedef struct {
    uint8 ssid[32];
    uint8 ssid_len;
    uint8 bssid[6];
    uint8 channel;
} Event_StaMode_Connected_t;
typedef struct {
    uint8 ssid[32];
    uint8 ssid_len;
    uint8 bssid[6];
    uint8 reason;
} Event_StaMode_Disconnected_t;
typedef struct {
    struct ip_addr ip;
    struct ip_addr mask;
    struct ip_addr gw;
} Event_StaMode_Got_IP_t;
typedef union {
    Event_StaMode_Connected_t connected;
    Event_StaMode_Disconnected_t disconnected;
    Event_StaMode_Got_IP_t got_ip;
} Event_Info_u;
typedef struct _esp_event {
    uint32 event;
    Event_Info_u event_info;
} System_Event_t;
typedef void (*wifi_event_handler_cb_t)(System_Event_t *event);
void wifi_set_event_handler_cb(wifi_event_handler_cb_t callback);

#if ESP_SDK_VERSION_NUMBER >= 0x030000
typedef enum {
    SYSTEM_PARTITION_INVALID,
    SYSTEM_PARTITION_BOOTLOADER,
    SYSTEM_PARTITION_OTA_1,
    SYSTEM_PARTITION_OTA_2,
    SYSTEM_PARTITION_RF_CAL,
    SYSTEM_PARTITION_PHY_DATA,
    SYSTEM_PARTITION_SYSTEM_PARAMETER,
    SYSTEM_PARTITION_AT_PARAMETER,
    SYSTEM_PARTITION_SSL_CLIENT_CERT_PRIVKEY,
    SYSTEM_PARTITION_SSL_CLIENT_CA,
    SYSTEM_PARTITION_SSL_SERVER_CERT_PRIVKEY,
    SYSTEM_PARTITION_SSL_SERVER_CA,
    SYSTEM_PARTITION_WPA2_ENTERPRISE_CERT_PRIVKEY,
    SYSTEM_PARTITION_WPA2_ENTERPRISE_CA,
    SYSTEM_PARTITION_CUSTOMER_BEGIN = 100,
    SYSTEM_PARTITION_MAX
} partition_type_t;
typedef struct {
    partition_type_t type;
    uint32_t addr;
    uint32_t size;
} partition_item_t;
bool system_partition_table_regist(const partition_item_t *table, uint32_t number, uint32_t map);
uint32_t system_partition_get_ota_partition_size(void);
bool system_partition_get_item(partition_type_t type, partition_item_t *item);
#endif

#endif

/* SPDX-License-Identifier: MIT */
/* Joins a network, and says its address and that it lives. */
#include "driver/lamp.h"

#include "ets_sys.h"

#include "osapi.h"
#include "user_interface.h"

#define BLINK_TIME 500 /* milliseconds */

#ifdef USE_SDK_MBEDTLS
void mbedtls_sha256_init(void *context); /* of the SDK's own mbedTLS */
#endif

static os_timer_t timer;
static uint32 is_online;

static void ICACHE_FLASH_ATTR on_timer(void *argument)
{
    struct ip_info info;
    (void)argument;
    lamp_toggle();
    if (!is_online && wifi_get_ip_info(STATION_IF, &info) && info.ip.addr != 0) {
        is_online = 1;
        os_printf("address " IPSTR "\n", IP2STR(&info.ip));
    }
}

#if ESP_SDK_VERSION_NUMBER >= 0x030000
#if SPI_FLASH_SIZE_MAP == 2
#define OTA_2 0x81000
#define FLASH_END 0x100000
#elif SPI_FLASH_SIZE_MAP == 3
#define OTA_2 0x81000
#define FLASH_END 0x200000
#elif SPI_FLASH_SIZE_MAP == 4
#define OTA_2 0x81000
#define FLASH_END 0x400000
#elif SPI_FLASH_SIZE_MAP == 5
#define OTA_2 0x101000
#define FLASH_END 0x200000
#elif SPI_FLASH_SIZE_MAP == 6
#define OTA_2 0x101000
#define FLASH_END 0x400000
#else
#error "This application has no table of partitions for the flash map."
#endif
#define OTA_SIZE 0x6A000

static const partition_item_t partitions[] = {
    {SYSTEM_PARTITION_BOOTLOADER, 0x0, 0x1000},
    {SYSTEM_PARTITION_OTA_1, 0x1000, OTA_SIZE},
    {SYSTEM_PARTITION_OTA_2, OTA_2, OTA_SIZE},
    {SYSTEM_PARTITION_RF_CAL, FLASH_END - 0x5000, 0x1000},
    {SYSTEM_PARTITION_PHY_DATA, FLASH_END - 0x4000, 0x1000},
    {SYSTEM_PARTITION_SYSTEM_PARAMETER, FLASH_END - 0x3000, 0x3000},
    {SYSTEM_PARTITION_CUSTOMER_BEGIN, OTA_2 - 0x5000, 0x1000},
};

void ICACHE_FLASH_ATTR user_pre_init(void)
{
    if (!system_partition_table_regist(partitions, sizeof(partitions) / sizeof(partitions[0]),
                                       SPI_FLASH_SIZE_MAP)) {
        os_printf("the table of partitions is refused\n");
    }
}
#else
/* The sector behind which the last four belong to the SDK. */
uint32 ICACHE_FLASH_ATTR user_rf_cal_sector_set(void)
{
    static const uint16 sectors[] = {128, 64, 256, 512, 1024, 512, 1024, 0, 2048, 4096};
    return sectors[system_get_flash_size_map()] - 5;
}
#endif

void ICACHE_FLASH_ATTR user_init(void)
{
    static struct station_config station = {WIFI_SSID, WIFI_PASSWORD};
    uart_div_modify(0, UART_CLK_FREQ / 115200);
    os_printf("application, SDK %s\n", system_get_sdk_version());
    lamp_init();
#ifdef USE_SDK_MBEDTLS
    mbedtls_sha256_init(NULL);
#endif
    wifi_set_opmode(STATION_MODE);
    wifi_station_set_config(&station);
    os_timer_setfn(&timer, on_timer, NULL);
    os_timer_arm(&timer, BLINK_TIME, 1);
}

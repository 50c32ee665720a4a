/* SPDX-License-Identifier: MIT */
/* The SDK's header for applications. Texts that are printed are in flash. */
#ifndef STAND_IN_RTOS_ESP_COMMON_H
#define STAND_IN_RTOS_ESP_COMMON_H

#include "esp_system.h"
#include "spi_flash.h"

typedef enum { STATION_IF = 0, SOFTAP_IF } WIFI_INTERFACE;

struct ip_addr {
    uint32 addr;
};

struct ip_info {
    struct ip_addr ip;
    struct ip_addr netmask;
    struct ip_addr gw;
};

bool wifi_get_ip_info(WIFI_INTERFACE interface, struct ip_info *info);
unsigned long os_random(void);
int printf(const char *format, ...);

#define os_printf(format, ...)                                                                     \
    do {                                                                                           \
        static const char flash_text[] ICACHE_RODATA_ATTR STORE_ATTR = format;                     \
        printf(flash_text, ##__VA_ARGS__);                                                         \
    } while (0)

#endif

/* SPDX-License-Identifier: MIT */
/* The application's own, which the SDK's headers include. */
#ifndef USER_CONFIG_H
#define USER_CONFIG_H

#define USE_OPTIMIZE_PRINTF
#define WIFI_SSID "name"
#define WIFI_PASSWORD "password"

#endif

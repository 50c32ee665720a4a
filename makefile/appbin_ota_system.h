/* SPDX-License-Identifier: MIT */
/* What differs between the SDKs: headers, network, and who does the work. What they have alike,
 * such as os_printf and wifi_get_ip_info, is called directly. */
#ifndef APPBIN_OTA_SYSTEM_H
#define APPBIN_OTA_SYSTEM_H

#if defined(APPVERIFY_RTOS_SDK)
#include "otastream/pull_client.h"

#include "esp_common.h"

const struct otastream_pull_network *ota_system_network(struct otastream_pull *client);
#else
#include "otastream/port_espconn.h"

#include "c_types.h"

#include "ip_addr.h"
#include "osapi.h"
#include "user_interface.h"

#define ota_system_network otastream_espconn_client
#endif

/* Calls ota_tick every 10 ms or so from now on, never from two places at once. Once in a boot. 0:
 * there is no memory for it. */
int ota_system_start(void);

/* Does what is due. milliseconds: since the last call. */
void ota_tick(uint32_t milliseconds);

#endif

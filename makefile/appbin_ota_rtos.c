/* SPDX-License-Identifier: MIT */
/* RTOS SDK 2.x: sockets, and a task that ticks. */
#include "otastream/port_sockets.h"

#include "appbin_ota_system.h"

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#if !defined(APPBIN_OTA_STACK)
#define APPBIN_OTA_STACK 768 /* words of 4 bytes */
#endif
#if !defined(APPBIN_OTA_PRIORITY)
#define APPBIN_OTA_PRIORITY 2 /* of 1 to 9: whatever the application does goes first */
#endif

static struct otastream_sockets sockets;

/* By the clock: a name server, or a task of higher priority, may have taken its time. */
static void run(void *argument)
{
    portTickType before = xTaskGetTickCount();
    (void)argument;
    for (;;) {
        vTaskDelay(1);
        portTickType now = xTaskGetTickCount();
        otastream_sockets_step(&sockets);
        ota_tick((uint32_t)(now - before) * portTICK_RATE_MS);
        before = now;
    }
}

const struct otastream_pull_network *ota_system_network(struct otastream_pull *client)
{
    return otastream_sockets_client(&sockets, client);
}

int ota_system_start(void)
{
    return xTaskCreate(run, (const signed char *)"appbin", APPBIN_OTA_STACK, NULL,
                       APPBIN_OTA_PRIORITY, NULL) == pdPASS;
}

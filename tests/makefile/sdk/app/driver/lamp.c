/* SPDX-License-Identifier: MIT */
/* A light at pin 2. */
#include "driver/lamp.h"

#include "ets_sys.h"
#include "gpio.h"
#include "osapi.h"

#define PIN 2

static uint32 is_on;

void ICACHE_FLASH_ATTR lamp_init(void)
{
    gpio_init();
    GPIO_OUTPUT_SET(PIN, 0);
}

/* In IRAM, as what an interrupt may call. */
void lamp_toggle(void)
{
    is_on = !is_on;
    GPIO_OUTPUT_SET(PIN, is_on);
}

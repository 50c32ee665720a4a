/* SPDX-License-Identifier: MIT */
/* The non-OS SDK: a timer. */
#include "appbin_ota_system.h"

#define TICK 10u /* milliseconds */

static void on_timer(void *argument)
{
    (void)argument;
    system_soft_wdt_feed();
    ota_tick(TICK);
}

int ota_system_start(void)
{
    static os_timer_t timer;
    os_timer_setfn(&timer, (os_timer_func_t *)on_timer, NULL);
    os_timer_arm(&timer, TICK, 1);
    return 1;
}

/* SPDX-License-Identifier: MIT */
/* One update by the SDK's libupgrade: its own console, then what came of it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "sdk_glue.h"

static unsigned number(const char *text)
{
    return (unsigned)strtoul(text, NULL, 10);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        (void)printf("usage: stock_update.elf PORT NAME CHECK_TIME LIMIT FLASH_FILE\n");
        return 2;
    }
    unsigned limit = number(argv[4]);
    flash_begin();
    link_begin();
    update_begin(number(argv[1]), argv[2], number(argv[3]));
    while (!update_ended() && services_milliseconds() < limit) {
        link_poll();
        services_run();
        services_wait(1); /* a device that is asked all the time keeps the emulator busy */
    }
    update_report();
    return flash_save(argv[5]) == 0 ? 0 : 1;
}

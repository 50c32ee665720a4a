/* SPDX-License-Identifier: MIT */
/* Arguments of the board with a network, and the settings that firmware asks for. */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "network_link.h"
#include "open_eth.h"

#define SETTINGS 16u
#define SETTING_PREFIX "set."

const char *board_setting(const char *name); /* rom_setting of rom_network.h */

static struct {
    const char *name;
    const char *value;
} settings[SETTINGS];

int board_take_argument(const char *name, const char *value)
{
    if (strncmp(name, SETTING_PREFIX, sizeof SETTING_PREFIX - 1) != 0) {
        return network_link_argument(name, value);
    }
    for (uint32_t i = 0; i < SETTINGS; i++) {
        if (settings[i].name == NULL) {
            settings[i].name = name + sizeof SETTING_PREFIX - 1;
            settings[i].value = value;
            return 0;
        }
    }
    return -1;
}

void board_report(void)
{
    (void)printf("bench: %u frames sent, %u received, %u lost\n", (unsigned)open_eth_count.sent,
                 (unsigned)open_eth_count.received, (unsigned)open_eth_count.lost);
}

const char *board_setting(const char *name)
{
    for (uint32_t i = 0; i < SETTINGS && settings[i].name != NULL; i++) {
        if (strcmp(settings[i].name, name) == 0) {
            return settings[i].value;
        }
    }
    return NULL;
}

/* SPDX-License-Identifier: MIT */
/* The Ethernet device for the side that sees the SDK's headers. */
#include <stdint.h>

#include "open_eth.h"
#include "sdk_glue.h"

static struct open_eth_line line; /* without faults */

static uint32_t now(void)
{
    return services_milliseconds();
}

void frames_begin(const unsigned char address[6])
{
    open_eth_begin(address, &line, now);
}

unsigned char *frames_room(void)
{
    return open_eth_room();
}

void frames_send(unsigned length)
{
    open_eth_send(length);
}

const unsigned char *frames_receive(unsigned *length)
{
    uint32_t count = 0;
    const uint8_t *bytes = open_eth_receive(&count);
    *length = count;
    return bytes;
}

void frames_release(void)
{
    open_eth_release();
}

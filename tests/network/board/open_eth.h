/* SPDX-License-Identifier: MIT */
/* QEMU's Ethernet, open_eth, without interrupts; and what may happen to frames on their way. */
#ifndef NETWORK_OPEN_ETH_H
#define NETWORK_OPEN_ETH_H

#include <stdint.h>

#define OPEN_ETH_FRAME 1536u /* bytes: the longest frame */

/* Faults of the line. */
struct open_eth_line {
    uint32_t drop;      /* per cent of the frames that are lost, in each direction */
    uint32_t seed;      /* which ones */
    uint32_t down_at;   /* number of the frame, sent or received, with which the link goes down */
    uint32_t down_time; /* and for how long, milliseconds; 0: it does not */
};

struct open_eth_count {
    uint32_t sent;
    uint32_t received;
    uint32_t lost; /* of both */
};

extern struct open_eth_count open_eth_count;

/* Resets the device. line: must stay; now: a clock of milliseconds. */
void open_eth_begin(const uint8_t address[6], struct open_eth_line *line, uint32_t (*now)(void));

/* Room for the next frame to send, OPEN_ETH_FRAME bytes; waits for the one before. */
uint8_t *open_eth_room(void);
void open_eth_send(uint32_t length);

/* The next frame that arrived, without its check sum; NULL: none. It stays until
 * open_eth_release. */
const uint8_t *open_eth_receive(uint32_t *length);
void open_eth_release(void);

#endif

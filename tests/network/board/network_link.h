/* SPDX-License-Identifier: MIT */
/* The board's network interface: lwIP on open_eth, an address, the time. */
#ifndef NETWORK_LINK_H
#define NETWORK_LINK_H

#include <stdint.h>

/* Takes line=..., name=... of the board's command line: README.md. Returns 0, -1 for another name
 * or a value that makes no sense. */
int network_link_argument(const char *name, const char *value);

/* rom_network.h has what they do. */
int network_link_start(void);
void network_link_poll(void);
uint32_t network_link_milliseconds(void);

#endif

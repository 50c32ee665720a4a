/* SPDX-License-Identifier: MIT */
/*
 * What the mask ROM of the emulated board with a network offers beside rom.h, at the addresses in
 * rom_network.ld: TCP connections, a clock, and settings, which a product has in its flash. Nothing
 * is called back; the caller polls. On a chip, the SDK's espconn or lwIP is in this place.
 */
#ifndef ROM_NETWORK_H
#define ROM_NETWORK_H

#include <stdint.h>

enum rom_connection_state {
    ROM_CONNECTION_NONE,    /* no such connection */
    ROM_CONNECTION_OPENING, /* resolving the name, or connecting */
    ROM_CONNECTION_OPEN,
    ROM_CONNECTION_ENDED,  /* the peer sends no more; bytes may be waiting still */
    ROM_CONNECTION_BROKEN, /* refused, reset, or given up; bytes may be waiting still */
};

/* Gets an address, by DHCP. 0; -1 when there is none within 30 seconds. Once in a boot, first. */
int rom_network_start(void);
/* Lets the network run: to be called all the time. */
void rom_network_poll(void);
/* Since rom_network_start; wraps. */
uint32_t rom_network_milliseconds(void);

/* Opens a connection to a name or an IPv4 address. Returns its number; -1 when all are in use.
 * host must stay until it is open. */
int32_t rom_network_connect(const char *host, uint32_t port);
/* Accepts connections from now on. 0; -1 when that cannot be. */
int rom_network_listen(uint32_t port);
/* Number of a connection that somebody opened since; -1: none. */
int32_t rom_network_accept(void);

enum rom_connection_state rom_network_state(int32_t connection);
/* Sends, as much as there is room for. Returns the bytes taken; they are copied. */
uint32_t rom_network_send(int32_t connection, const void *bytes, uint32_t length);
/* The bytes that arrived and were not taken, as far as they lie together. Returns their number. */
uint32_t rom_network_received(int32_t connection, const uint8_t **bytes);
/* length of them were used: the peer may send as many more. */
void rom_network_take(int32_t connection, uint32_t length);
/* Sends what is left and ends the connection; its number is free. With bytes that were not taken it
 * is a reset, as TCP wants it. */
void rom_network_close(int32_t connection);

/* The value of set.NAME=VALUE on the board's command line; NULL without one. */
const char *rom_setting(const char *name);

#endif

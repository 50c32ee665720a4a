/* SPDX-License-Identifier: MIT */
/* TCP connections without callbacks. What the functions do is in rom_network.h, where they have the
 * prefix rom_network_; connection_open is rom_network_connect there. */
#ifndef NETWORK_CONNECTIONS_H
#define NETWORK_CONNECTIONS_H

#include "rom_network.h"

int32_t connection_open(const char *host, uint32_t port);
int connection_listen(uint32_t port);
int32_t connection_accept(void);
enum rom_connection_state connection_state(int32_t number);
uint32_t connection_send(int32_t number, const void *bytes, uint32_t length);
uint32_t connection_received(int32_t number, const uint8_t **bytes);
void connection_take(int32_t number, uint32_t length);
void connection_close(int32_t number);

#endif

/* SPDX-License-Identifier: MIT */
/** The network of ota_client.h on the SDK's espconn: one TCP connection to one server. */
#ifndef OTA_NET_ESPCONN_H
#define OTA_NET_ESPCONN_H

#include "ota_client.h"

/**
 * Sets the network of a client up. There is one: its state is static.
 *
 * @param network  out
 * @param client   in, who is told of events
 * @param host     in, name or dotted address of the server, must stay
 * @param port     in, TCP port
 */
void ota_net_espconn(struct ota_network *network, struct ota_client *client, const char *host,
                     uint32_t port);

#endif

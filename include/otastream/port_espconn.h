/* SPDX-License-Identifier: MIT */
/**
 * Network of client and server on espconn, the TCP of the vendor's non-OS SDK. The firmware
 * compiles it, with the SDK's headers. There is one client and one server: their state is static,
 * some 200 bytes.
 *
 * espconn's callbacks take notes or write what they brought; connections are made and ended by the
 * ticks. These belong in a timer: within a callback of espconn less of the stack is left.
 */
#ifndef OTASTREAM_PORT_ESPCONN_H
#define OTASTREAM_PORT_ESPCONN_H

#include "otastream/pull_client.h"
#include "otastream/push_server.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The network of a client.
 *
 * @param client  in, who is told of events; must stay
 * @return for its configuration
 */
const struct otastream_pull_network *otastream_espconn_client(struct otastream_pull *client);

/**
 * The network of a server.
 *
 * @param server  in, who is told of events; must stay
 * @return for its configuration
 */
const struct otastream_push_network *otastream_espconn_server(struct otastream_push *server);

/**
 * Lets the server take connections, one at a time: another one is reset meanwhile.
 * Signatures are checked in its callback, on what is left of the stack: not with the mbedTLS that
 * the SDK prebuilds, which needs 3.9 KB.
 *
 * @param port  in, TCP port
 * @return 0; another value when the SDK refuses: no memory, or it listens at this port already
 */
int otastream_espconn_listen(uint16_t port);

#ifdef __cplusplus
}
#endif
#endif

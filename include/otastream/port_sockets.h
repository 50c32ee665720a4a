/* SPDX-License-Identifier: MIT */
/**
 * Network of a client on sockets, as lwIP and POSIX have them. The firmware compiles it, with the
 * headers of its sockets: <sys/socket.h> and <netdb.h>. Nothing of it is static: there may be
 * several clients.
 *
 * Client and sockets belong in one task:
 *
 *     for (;;) {
 *         vTaskDelay(1);
 *         otastream_sockets_step(&sockets);
 *         otastream_pull_tick(&client, milliseconds since the last one);
 *     }
 *
 * Nothing waits there, but for the address of a server that has a name: with lwIP until the name
 * server has answered, or has not in some seconds.
 */
#ifndef OTASTREAM_PORT_SOCKETS_H
#define OTASTREAM_PORT_SOCKETS_H

#include "otastream/pull_client.h"

#ifdef __cplusplus
extern "C" {
#endif

#define OTASTREAM_SOCKETS_PIECE 536u /**< bytes that the client gets at once, at most */
#define OTASTREAM_SOCKETS_PIECES 4u  /**< and how often in one step, at most */

/** One connection. The caller owns it; all of it is private. */
struct otastream_sockets {
    struct otastream_pull_network network;
    struct otastream_pull *client;
    const char *unsent;
    size_t unsent_length;
    int socket; /* -1: none */
    int is_connecting;
    uint32_t piece[OTASTREAM_SOCKETS_PIECE / 4];
};

/**
 * The network of a client.
 *
 * @param sockets  out; must stay
 * @param client   in, who is told of events; must stay. It need not be set up yet
 * @return for its configuration: a part of *sockets
 *
 * Stack below 32 bytes. Nothing is allocated here; a connection takes what sockets take, and asking
 * for an address what getaddrinfo takes meanwhile.
 */
const struct otastream_pull_network *otastream_sockets_client(struct otastream_sockets *sockets,
                                                              struct otastream_pull *client);

/**
 * Tells the client what has happened since the last step: a connection, bytes, its end. To be
 * called every 10 ms or so, by the task that calls otastream_pull_tick.
 *
 * @param sockets  in and out
 *
 * Stack below 128 bytes beside otastream_pull_received and the functions of the sockets. Its
 * longest calls are OTASTREAM_SOCKETS_PIECES of otastream_pull_received.
 */
void otastream_sockets_step(struct otastream_sockets *sockets);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
#include "otastream/port_sockets.h"

#include <string.h> /* memset, for lwIP's FD_ZERO */

#include <netdb.h>
#include <sys/socket.h>

/* lwIP has all the rest in these two, and names of its own that hide no function of a C library. */
#if !defined(ioctlsocket)
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>
#define ioctlsocket ioctl
#define closesocket close
#endif
#if !defined(MSG_NOSIGNAL)
#define MSG_NOSIGNAL 0
#endif

enum direction { TO_READ, TO_WRITE };

static int is_ready(const struct otastream_sockets *sockets, enum direction direction)
{
    struct timeval no_time = {0, 0};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(sockets->socket, &set);
    return select(sockets->socket + 1, direction == TO_READ ? &set : NULL,
                  direction == TO_WRITE ? &set : NULL, NULL, &no_time) > 0;
}

static void end_connection(struct otastream_sockets *sockets)
{
    if (sockets->socket >= 0) {
        (void)closesocket(sockets->socket);
    }
    sockets->socket = -1;
    sockets->unsent_length = 0;
    otastream_pull_closed(sockets->client);
}

static int find_address(struct sockaddr_in *address, const char *host, uint16_t port)
{
    const struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, NULL, &wanted, &found) != 0 || found == NULL) {
        return 0;
    }
    (void)memcpy(address, found->ai_addr, sizeof *address);
    address->sin_port = htons(port);
    freeaddrinfo(found);
    return 1;
}

/* What becomes of it is_connected sees. */
static int begin_connection(struct otastream_sockets *sockets, const struct sockaddr_in *address)
{
    int is_wanted = 1;
    sockets->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (sockets->socket < 0 || sockets->socket >= (int)FD_SETSIZE ||
        ioctlsocket(sockets->socket, FIONBIO, &is_wanted) != 0) {
        return 0;
    }
    (void)connect(sockets->socket, (const struct sockaddr *)address, sizeof *address);
    sockets->is_connecting = 1;
    return 1;
}

static void on_connect(void *context, const char *host, uint16_t port)
{
    struct otastream_sockets *sockets = context;
    struct sockaddr_in address;
    if (!find_address(&address, host, port) || !begin_connection(sockets, &address)) {
        end_connection(sockets);
    }
}

/* Of a socket that can be written to. One that could not even begin has no error, but no other
 * side either. */
static int is_connected(const struct otastream_sockets *sockets)
{
    struct sockaddr_in other;
    socklen_t length = sizeof other;
    int error = -1;
    socklen_t error_length = sizeof error;
    return getsockopt(sockets->socket, SOL_SOCKET, SO_ERROR, &error, &error_length) == 0 &&
           error == 0 && getpeername(sockets->socket, (struct sockaddr *)&other, &length) == 0;
}

static void see_connection(struct otastream_sockets *sockets)
{
    if (!is_ready(sockets, TO_WRITE)) {
        return;
    }
    sockets->is_connecting = 0;
    if (is_connected(sockets)) {
        otastream_pull_connected(sockets->client);
    } else {
        end_connection(sockets);
    }
}

static void send_more(struct otastream_sockets *sockets)
{
    if (sockets->unsent_length == 0 || !is_ready(sockets, TO_WRITE)) {
        return;
    }
    int sent = (int)send(sockets->socket, sockets->unsent, sockets->unsent_length, MSG_NOSIGNAL);
    if (sent <= 0) {
        end_connection(sockets);
        return;
    }
    sockets->unsent += sent;
    sockets->unsent_length -= (size_t)sent;
}

static void on_send(void *context, const char *bytes, size_t length)
{
    struct otastream_sockets *sockets = context;
    if (sockets->socket >= 0) {
        sockets->unsent = bytes;
        sockets->unsent_length = length;
        send_more(sockets);
    }
}

static void on_close(void *context)
{
    end_connection(context);
}

/* 0: there is nothing, or nothing any more. */
static int receive(struct otastream_sockets *sockets)
{
    if (sockets->socket < 0 || !is_ready(sockets, TO_READ)) {
        return 0;
    }
    int length = (int)recv(sockets->socket, sockets->piece, sizeof sockets->piece, 0);
    if (length <= 0) {
        end_connection(sockets);
        return 0;
    }
    otastream_pull_received(sockets->client, (const uint8_t *)sockets->piece, (size_t)length);
    return 1;
}

const struct otastream_pull_network *otastream_sockets_client(struct otastream_sockets *sockets,
                                                              struct otastream_pull *client)
{
    sockets->network = (struct otastream_pull_network){on_connect, on_send, on_close, sockets};
    sockets->client = client;
    sockets->socket = -1;
    sockets->unsent_length = 0;
    sockets->is_connecting = 0;
    return &sockets->network;
}

void otastream_sockets_step(struct otastream_sockets *sockets)
{
    if (sockets->socket < 0) {
        return;
    }
    if (sockets->is_connecting) {
        see_connection(sockets);
        return;
    }
    send_more(sockets);
    for (uint32_t i = 0; i < OTASTREAM_SOCKETS_PIECES && receive(sockets); i++) {
    }
}

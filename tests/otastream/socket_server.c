/* SPDX-License-Identifier: MIT */
#include "socket_server.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "update_device.h"

static void make_nonblocking(int file)
{
    int is_wanted = 1;
    (void)ioctl(file, FIONBIO, &is_wanted);
}

int socket_server_open(struct socket_server *server, int backlog)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    (void)memset(server, 0, sizeof *server);
    server->piece = 536;
    server->connection = -1;
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(server->listener, backlog) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &length) != 0) {
        return 0;
    }
    make_nonblocking(server->listener);
    server->port = ntohs(address.sin_port);
    return 1;
}

static void end_connection(struct socket_server *server, int with_reset)
{
    const struct linger now = {1, 0};
    if (server->connection >= 0) {
        if (with_reset) {
            (void)setsockopt(server->connection, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
        (void)close(server->connection);
    }
    server->connection = -1;
    server->request_size = 0;
    server->answer_size = 0;
}

void socket_server_close(struct socket_server *server)
{
    end_connection(server, 0);
    (void)close(server->listener);
    server->listener = -1;
}

static void take_connection(struct socket_server *server)
{
    server->connection = accept(server->listener, NULL, NULL);
    if (server->connection < 0) {
        return;
    }
    make_nonblocking(server->connection);
    server->connections++;
    server->is_troubled = server->troubles > 0;
    server->troubles -= server->is_troubled ? 1 : 0;
    if (server->is_troubled && server->trouble == SOCKET_HANGS_UP) {
        end_connection(server, 1);
    }
}

static void make_answer(struct socket_server *server)
{
    server->is_image = strstr(server->request, ".bin ") != NULL;
    const uint8_t *file = server->is_image ? fix.image : fixture_manifest();
    uint32_t size = server->is_image ? fix.image_size : fix.manifest_size;
    const char *range = strstr(server->request, "\r\nRange: bytes=");
    uint32_t from = range != NULL ? (uint32_t)strtoul(range + 15, NULL, 10) : 0;
    int length =
        snprintf(server->answer, sizeof server->answer, "HTTP/1.1 %s X\r\nContent-Length: %u\r\n",
                 from > 0 ? "206" : "200", (unsigned)(size - from));
    if (from > 0) {
        length += snprintf(server->answer + length, sizeof server->answer - (size_t)length,
                           "Content-Range: bytes %u-%u/%u\r\n", (unsigned)from,
                           (unsigned)(size - 1), (unsigned)size);
    }
    length += snprintf(server->answer + length, sizeof server->answer - (size_t)length, "\r\n");
    server->head_size = (uint32_t)length;
    server->answer_size = server->head_size + size - from;
    server->answer_sent = 0;
    CHECK(server->answer_size <= sizeof server->answer && from < size);
    (void)memcpy(server->answer + length, file + from, size - from);
}

static void take_request(struct socket_server *server)
{
    ssize_t length = recv(server->connection, server->request + server->request_size,
                          sizeof server->request - 1 - server->request_size, 0);
    if (length > 0) {
        server->request_size += (uint32_t)length;
        server->request[server->request_size] = '\0';
        if (strstr(server->request, "\r\n\r\n") != NULL) {
            make_answer(server);
        }
    } else if (length == 0) {
        end_connection(server, 0);
    }
}

static void give_up(struct socket_server *server)
{
    if (server->trouble != SOCKET_STALLS) {
        end_connection(server, server->trouble == SOCKET_RESETS);
    }
}

static void send_answer(struct socket_server *server)
{
    uint32_t end = server->answer_size;
    if (server->is_troubled && server->trouble_after < end) {
        end = server->trouble_after;
    }
    uint32_t left = end - server->answer_sent;
    uint32_t piece = left < server->piece ? left : server->piece;
    ssize_t sent = piece > 0 ? send(server->connection, server->answer + server->answer_sent, piece,
                                    MSG_NOSIGNAL)
                             : 0;
    if (sent > 0) {
        server->answer_sent += (uint32_t)sent;
        server->image_bytes += server->is_image ? (uint32_t)sent : 0;
    }
    if (server->answer_sent < end) {
        return;
    }
    if (end < server->answer_size) {
        give_up(server);
    } else {
        end_connection(server, 0);
    }
}

void socket_server_work(struct socket_server *server)
{
    char end;
    if (server->connection < 0) {
        take_connection(server);
    } else if (server->answer_size == 0) {
        take_request(server);
    } else if (recv(server->connection, &end, 1, 0) == 0) { /* the client has given up */
        end_connection(server, 0);
    } else {
        send_answer(server);
    }
}

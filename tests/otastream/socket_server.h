/* SPDX-License-Identifier: MIT */
/* A server at a port of this machine, for the release of update_device.h: what it does wrong, it
 * does over a real connection. */
#ifndef OTASTREAM_TESTS_SOCKET_SERVER_H
#define OTASTREAM_TESTS_SOCKET_SERVER_H

#include <stddef.h>
#include <stdint.h>

/* What the first so many connections come with. */
enum socket_trouble {
    SOCKET_GOOD,
    SOCKET_RESETS,   /* after so many bytes of an answer */
    SOCKET_CUTS,     /* ends in order after so many */
    SOCKET_STALLS,   /* sends no more after so many */
    SOCKET_HANGS_UP, /* resets a connection as soon as there is one */
};

struct socket_server {
    uint16_t port;
    /* set by the test */
    enum socket_trouble trouble;
    uint32_t trouble_after; /* bytes, of head and body */
    uint32_t troubles;      /* connections */
    uint32_t piece;         /* bytes that are sent at once */
    /* seen by the test */
    uint32_t connections;
    uint32_t image_bytes; /* sent of the image */
    char request[1024];   /* the last one, ended by NUL */
    uint32_t request_size;
    /* private */
    int listener;
    int connection; /* -1: none */
    char answer[32768];
    uint32_t answer_size;
    uint32_t answer_sent;
    uint32_t head_size;
    int is_image;
    int is_troubled;
};

/* Returns 0 when this machine gives no port. */
int socket_server_open(struct socket_server *server, int backlog);
void socket_server_work(struct socket_server *server);
void socket_server_close(struct socket_server *server);

#endif

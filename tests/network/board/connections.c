/* SPDX-License-Identifier: MIT */
/* The connections of rom_network.h over lwIP's callbacks. */
#include "connections.h"

#include <string.h>

#include "lwip/dns.h"
#include "lwip/tcp.h"

#define CONNECTIONS 8u

struct connection {
    enum rom_connection_state state;
    struct tcp_pcb *tcp;
    struct pbuf *waiting; /* arrived, not yet taken */
    const char *host;
    uint16_t port;
    uint8_t is_new; /* nobody has accepted it yet */
};

static struct connection connections[CONNECTIONS];

static struct connection *find(int32_t number)
{
    return number >= 0 && (uint32_t)number < CONNECTIONS ? &connections[number] : NULL;
}

static struct connection *find_free(void)
{
    for (uint32_t i = 0; i < CONNECTIONS; i++) {
        if (connections[i].state == ROM_CONNECTION_NONE) {
            return &connections[i];
        }
    }
    return NULL;
}

static err_t on_received(void *context, struct tcp_pcb *tcp, struct pbuf *bytes, err_t error)
{
    struct connection *connection = context;
    (void)tcp;
    (void)error;
    if (bytes == NULL) {
        connection->state = ROM_CONNECTION_ENDED;
    } else if (connection->waiting == NULL) {
        connection->waiting = bytes;
    } else {
        pbuf_cat(connection->waiting, bytes);
    }
    return ERR_OK;
}

/* lwIP has freed its part. */
static void on_error(void *context, err_t error)
{
    struct connection *connection = context;
    (void)error;
    connection->tcp = NULL;
    connection->state = ROM_CONNECTION_BROKEN;
}

static err_t on_connected(void *context, struct tcp_pcb *tcp, err_t error)
{
    struct connection *connection = context;
    (void)tcp;
    (void)error;
    connection->state = ROM_CONNECTION_OPEN;
    return ERR_OK;
}

static void attach(struct connection *connection, struct tcp_pcb *tcp)
{
    connection->tcp = tcp;
    tcp_arg(tcp, connection);
    tcp_recv(tcp, on_received);
    tcp_err(tcp, on_error);
}

static void on_resolved(const char *name, const ip_addr_t *address, void *context)
{
    struct connection *connection = context;
    struct tcp_pcb *tcp = NULL;
    if (connection->state != ROM_CONNECTION_OPENING || connection->tcp != NULL ||
        strcmp(connection->host, name) != 0) {
        return; /* closed meanwhile */
    }
    if (address != NULL) {
        tcp = tcp_new();
    }
    if (tcp == NULL) {
        connection->state = ROM_CONNECTION_BROKEN;
        return;
    }
    attach(connection, tcp);
    if (tcp_connect(tcp, address, connection->port, on_connected) != ERR_OK) {
        tcp_abort(tcp); /* calls on_error */
    }
}

int32_t connection_open(const char *host, uint32_t port)
{
    struct connection *connection = find_free();
    ip_addr_t address;
    if (connection == NULL) {
        return -1;
    }
    *connection =
        (struct connection){.state = ROM_CONNECTION_OPENING, .host = host, .port = (uint16_t)port};
    switch (dns_gethostbyname(host, &address, on_resolved, connection)) {
    case ERR_OK:
        on_resolved(host, &address, connection);
        break;
    case ERR_INPROGRESS:
        break;
    default:
        connection->state = ROM_CONNECTION_BROKEN;
    }
    return (int32_t)(connection - connections);
}

static err_t on_accepted(void *context, struct tcp_pcb *tcp, err_t error)
{
    struct connection *connection = find_free();
    (void)context;
    if (error != ERR_OK || tcp == NULL || connection == NULL) {
        return ERR_MEM; /* lwIP resets it */
    }
    *connection = (struct connection){.state = ROM_CONNECTION_OPEN, .is_new = 1};
    attach(connection, tcp);
    return ERR_OK;
}

int connection_listen(uint32_t port)
{
    struct tcp_pcb *tcp = tcp_new();
    if (tcp == NULL || tcp_bind(tcp, IP_ADDR_ANY, (uint16_t)port) != ERR_OK) {
        return -1;
    }
    tcp = tcp_listen(tcp);
    if (tcp == NULL) {
        return -1;
    }
    tcp_accept(tcp, on_accepted);
    return 0;
}

int32_t connection_accept(void)
{
    for (uint32_t i = 0; i < CONNECTIONS; i++) {
        if (connections[i].state != ROM_CONNECTION_NONE && connections[i].is_new) {
            connections[i].is_new = 0;
            return (int32_t)i;
        }
    }
    return -1;
}

enum rom_connection_state connection_state(int32_t number)
{
    const struct connection *connection = find(number);
    return connection == NULL ? ROM_CONNECTION_NONE : connection->state;
}

uint32_t connection_send(int32_t number, const void *bytes, uint32_t length)
{
    struct connection *connection = find(number);
    if (connection == NULL || connection->tcp == NULL ||
        connection->state == ROM_CONNECTION_OPENING) {
        return 0;
    }
    uint32_t room = tcp_sndbuf(connection->tcp);
    length = length < room ? length : room;
    if (length == 0 ||
        tcp_write(connection->tcp, bytes, (u16_t)length, TCP_WRITE_FLAG_COPY) != ERR_OK) {
        return 0;
    }
    (void)tcp_output(connection->tcp);
    return length;
}

uint32_t connection_received(int32_t number, const uint8_t **bytes)
{
    const struct connection *connection = find(number);
    if (connection == NULL || connection->waiting == NULL) {
        return 0;
    }
    *bytes = connection->waiting->payload;
    return connection->waiting->len;
}

void connection_take(int32_t number, uint32_t length)
{
    struct connection *connection = find(number);
    if (connection == NULL || connection->waiting == NULL ||
        length > connection->waiting->tot_len) {
        return;
    }
    connection->waiting = pbuf_free_header(connection->waiting, (u16_t)length);
    if (connection->tcp != NULL) {
        tcp_recved(connection->tcp, (u16_t)length);
    }
}

void connection_close(int32_t number)
{
    struct connection *connection = find(number);
    if (connection == NULL) {
        return;
    }
    struct tcp_pcb *tcp = connection->tcp;
    if (connection->waiting != NULL) {
        (void)pbuf_free(connection->waiting);
    }
    *connection = (struct connection){.state = ROM_CONNECTION_NONE};
    if (tcp != NULL) {
        tcp_arg(tcp, NULL);
        tcp_recv(tcp, NULL);
        tcp_err(tcp, NULL);
        if (tcp_close(tcp) != ERR_OK) {
            tcp_abort(tcp);
        }
    }
}

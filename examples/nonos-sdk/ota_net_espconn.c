/* SPDX-License-Identifier: MIT */
#include "ota_net_espconn.h"

#include "c_types.h"

#include "ip_addr.h"

#include "espconn.h"
#include "osapi.h"

static struct {
    struct ota_client *client;
    const char *host;
    uint32_t port;
    struct espconn connection;
    esp_tcp tcp;
    ip_addr_t address;
    uint32_t is_resolving; /* an answer that comes later than close is not ours */
} net;

static void on_connect(void *argument)
{
    (void)argument;
    ota_client_connected(net.client);
}

static void on_receive(void *argument, char *bytes, unsigned short length)
{
    (void)argument;
    ota_client_received(net.client, (const uint8_t *)bytes, length);
}

static void on_disconnect(void *argument)
{
    (void)argument;
    ota_client_closed(net.client);
}

/* By its name a reconnection, in fact a connection that failed or broke. */
static void on_failure(void *argument, sint8 error)
{
    (void)error;
    on_disconnect(argument);
}

/* When this fails nothing follows, and the client closes what is left after its time. */
static void on_resolved(const char *name, ip_addr_t *address, void *argument)
{
    (void)name;
    (void)argument;
    if (!net.is_resolving || address == NULL) {
        return;
    }
    net.is_resolving = 0;
    os_memcpy(net.tcp.remote_ip, &address->addr, sizeof net.tcp.remote_ip);
    (void)espconn_connect(&net.connection);
}

static void connect_to_server(void *context)
{
    (void)context;
    os_memset(&net.connection, 0, sizeof net.connection);
    os_memset(&net.tcp, 0, sizeof net.tcp);
    net.connection.type = ESPCONN_TCP;
    net.connection.state = ESPCONN_NONE;
    net.connection.proto.tcp = &net.tcp;
    net.tcp.local_port = (int)espconn_port();
    net.tcp.remote_port = (int)net.port;
    (void)espconn_regist_connectcb(&net.connection, on_connect);
    (void)espconn_regist_recvcb(&net.connection, on_receive);
    (void)espconn_regist_disconcb(&net.connection, on_disconnect);
    (void)espconn_regist_reconcb(&net.connection, on_failure);
    net.is_resolving = 1;
    if (espconn_gethostbyname(&net.connection, net.host, &net.address, on_resolved) == ESPCONN_OK) {
        on_resolved(net.host, &net.address, NULL);
    }
}

static void send_text(void *context, const char *text, size_t length)
{
    (void)context;
    if (net.connection.state != ESPCONN_CONNECT) {
        return; /* it broke since it was made, and espconn_send would use what is freed */
    }
    (void)espconn_send(&net.connection, (uint8 *)text, (uint16)length);
}

/*
 * An abort ends a connection in every state and frees its memory now; a disconnect leaves one that
 * is being made half dismantled. Afterwards one of the callbacks comes, unless there was none.
 */
static void close_connection(void *context)
{
    (void)context;
    net.is_resolving = 0;
    if (espconn_abort(&net.connection) == ESPCONN_ARG) {
        ota_client_closed(net.client);
    }
}

void ota_net_espconn(struct ota_network *network, struct ota_client *client, const char *host,
                     uint32_t port)
{
    net.client = client;
    net.host = host;
    net.port = port;
    *network = (struct ota_network){connect_to_server, send_text, close_connection, NULL};
}

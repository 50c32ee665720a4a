/* SPDX-License-Identifier: MIT */
#include "otastream/port_espconn.h"

#include "c_types.h"

#include "ip_addr.h"

#include "espconn.h"
#include "osapi.h"

static struct otastream_pull *client;
static struct espconn asking; /* our connection to the server */
static esp_tcp asking_tcp;
static ip_addr_t address;
static uint32_t is_resolving; /* an answer that comes later than close is not ours */

static void on_connect(void *connection)
{
    (void)connection;
    otastream_pull_connected(client);
}

static void on_receive(void *connection, char *bytes, unsigned short length)
{
    (void)connection;
    otastream_pull_received(client, (const uint8_t *)bytes, length);
}

static void on_disconnect(void *connection)
{
    (void)connection;
    otastream_pull_closed(client);
}

/* By its name a reconnection, in fact a connection that failed or broke. */
static void on_failure(void *connection, sint8 error)
{
    (void)error;
    on_disconnect(connection);
}

/* When this fails nothing follows, and the client closes what is left after its time. */
static void on_resolved(const char *name, ip_addr_t *found, void *argument)
{
    (void)name;
    (void)argument;
    if (is_resolving && found != NULL) {
        is_resolving = 0;
        os_memcpy(asking_tcp.remote_ip, &found->addr, sizeof asking_tcp.remote_ip);
        (void)espconn_connect(&asking);
    }
}

static void connect_client(void *context, const char *host, uint16_t port)
{
    (void)context;
    asking_tcp = (esp_tcp){.local_port = (int)espconn_port(), .remote_port = port};
    asking = (struct espconn){.type = ESPCONN_TCP, .proto.tcp = &asking_tcp};
    (void)espconn_regist_connectcb(&asking, on_connect);
    (void)espconn_regist_recvcb(&asking, on_receive);
    (void)espconn_regist_disconcb(&asking, on_disconnect);
    (void)espconn_regist_reconcb(&asking, on_failure);
    is_resolving = 1;
    if (espconn_gethostbyname(&asking, host, &address, on_resolved) == ESPCONN_OK) {
        on_resolved(host, &address, NULL);
    }
}

/* When it broke since it was made, espconn_send would use what is freed. */
static void send_request(void *context, const char *bytes, size_t length)
{
    (void)context;
    if (asking.state == ESPCONN_CONNECT) {
        (void)espconn_send(&asking, (uint8 *)bytes, (uint16)length);
    }
}

/* An abort ends a connection in every state and frees its memory now; a disconnect leaves one that
 * is being made half dismantled. A callback comes afterwards, unless there was no connection. */
static void close_client(void *context)
{
    (void)context;
    is_resolving = 0;
    if (espconn_abort(&asking) == ESPCONN_ARG) {
        otastream_pull_closed(client);
    }
}

const struct otastream_pull_network *otastream_espconn_client(struct otastream_pull *told)
{
    static const struct otastream_pull_network network = {connect_client, send_request,
                                                          close_client, NULL};
    client = told;
    return &network;
}

/* SPDX-License-Identifier: MIT */
#include "otastream/port_espconn.h"

#include "c_types.h"

#include "ip_addr.h"

#include "espconn.h"
#include "osapi.h"

static struct otastream_push *server;
static struct espconn *asked; /* somebody's connection to us; NULL: none */
static const char *next;      /* for it, when what was sent has arrived */
static size_t next_length;
static uint32_t is_sending;

static struct espconn *refused; /* somebody came before the server was done with the last one */
static os_timer_t refusal;

static void on_receive(void *connection, char *bytes, unsigned short length)
{
    (void)connection;
    otastream_push_received(server, (const uint8_t *)bytes, length);
}

static void on_disconnect(void *connection)
{
    (void)connection;
    asked = NULL;
    otastream_push_closed(server);
}

/* By its name a reconnection, in fact a connection that failed or broke. */
static void on_failure(void *connection, sint8 error)
{
    (void)error;
    on_disconnect(connection);
}

static void on_sent(void *connection)
{
    (void)connection;
    is_sending = asked != NULL && next_length > 0 &&
                 espconn_send(asked, (uint8 *)next, (uint16)next_length) == ESPCONN_OK;
    next_length = 0;
}

static void on_refused_gone(void *connection)
{
    (void)connection;
    os_timer_disarm(&refusal);
    refused = NULL;
}

static void on_refused_broken(void *connection, sint8 error)
{
    (void)error;
    on_refused_gone(connection);
}

static void end_refused(void *argument)
{
    (void)argument;
    (void)espconn_abort(refused);
}

/* No callback of espconn may end a connection. What it brings until then goes nowhere. */
static void refuse(struct espconn *connection)
{
    refused = connection;
    (void)espconn_regist_disconcb(refused, on_refused_gone);
    (void)espconn_regist_reconcb(refused, on_refused_broken);
    os_timer_setfn(&refusal, end_refused, NULL);
    os_timer_arm(&refusal, 1, 0);
}

static void on_connect(void *connection)
{
    if (otastream_push_connected(server) != OTASTREAM_MORE) {
        refuse(connection);
        return;
    }
    asked = connection;
    next_length = 0;
    is_sending = 0;
    (void)espconn_regist_recvcb(asked, on_receive);
    (void)espconn_regist_sentcb(asked, on_sent);
    (void)espconn_regist_disconcb(asked, on_disconnect);
    (void)espconn_regist_reconcb(asked, on_failure);
}

/* What is sent stays until it has arrived: of "100 Continue", whose place the answer takes, a copy.
 */
static void send_answer(void *context, const char *bytes, size_t length)
{
    static char copy[32];
    (void)context;
    next = length <= sizeof copy ? os_memcpy(copy, bytes, length) : bytes;
    next_length = length;
    if (!is_sending) {
        on_sent(asked);
    }
}

static void close_server(void *context)
{
    (void)context;
    if (asked == NULL || espconn_disconnect(asked) == ESPCONN_ARG) {
        on_disconnect(NULL);
    }
}

const struct otastream_push_network *otastream_espconn_server(struct otastream_push *told)
{
    static const struct otastream_push_network network = {send_answer, close_server, NULL};
    server = told;
    return &network;
}

int otastream_espconn_listen(uint16_t port)
{
    static esp_tcp tcp;
    static struct espconn listener = {.type = ESPCONN_TCP, .proto.tcp = &tcp};
    tcp.local_port = port;
    (void)espconn_regist_connectcb(&listener, on_connect);
    int result = espconn_accept(&listener);
    return result == ESPCONN_OK ? espconn_tcp_set_max_con_allow(&listener, 1) : result;
}

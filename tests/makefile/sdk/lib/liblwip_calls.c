/* SPDX-License-Identifier: MIT */
/* The calls of espconn for a connection. */
#include "liblwip_espconn.h"

const char *(*sdk_dns_name)(const uint8 address[4]);

static int is_tcp(const struct espconn *connection)
{
    return connection != NULL && connection->type == ESPCONN_TCP && connection->proto.tcp != NULL;
}

uint32 espconn_port(void)
{
    static uint32 port = 1023;
    port = port < 4095 ? port + 1 : 1024;
    return port;
}

sint8 espconn_connect(struct espconn *connection)
{
    struct espconn_node *node = espconn_find_free();
    if (!is_tcp(connection)) {
        return ESPCONN_ARG;
    }
    if (!sdk_is_online()) {
        return ESPCONN_RTE;
    }
    for (uint32 i = 0; i < ESPCONN_NODES; i++) {
        if (espconn_nodes[i].phase != NODE_FREE &&
            (espconn_nodes[i].connection == connection ||
             espconn_nodes[i].connection->proto.tcp->local_port ==
                 connection->proto.tcp->local_port)) {
            return ESPCONN_ISCONN;
        }
    }
    if (node == NULL) {
        return ESPCONN_ISCONN;
    }
    const uint8 *ip = connection->proto.tcp->remote_ip;
    const char *name = sdk_dns_name != NULL ? sdk_dns_name(ip) : NULL;
    if (name != NULL) {
        (void)ets_strncpy(node->host, name, sizeof node->host - 1);
    } else {
        (void)ets_sprintf(node->host, IPSTR, ip[0], ip[1], ip[2], ip[3]);
    }
    node->number = rom_network_connect(node->host, (uint32)connection->proto.tcp->remote_port);
    if (node->number < 0) {
        return ESPCONN_MEM;
    }
    node->connection = connection;
    node->phase = NODE_OPENING;
    connection->state = ESPCONN_WAIT;
    return ESPCONN_OK;
}

sint8 espconn_send(struct espconn *connection, uint8 *bytes, uint16 length)
{
    struct espconn_node *node = espconn_find(connection);
    if (connection == NULL || bytes == NULL || length == 0 || node == NULL) {
        return ESPCONN_ARG;
    }
    if (node->phase != NODE_OPEN) {
        sdk_misused("espconn_send on a connection that is not open");
    }
    if (node->is_sending) {
        return ESPCONN_ARG;
    }
    node->bytes = bytes;
    node->left = length;
    node->is_sending = 1;
    connection->state = ESPCONN_WRITE;
    return ESPCONN_OK;
}

sint8 espconn_sent(struct espconn *connection, uint8 *bytes, uint16 length)
{
    return espconn_send(connection, bytes, length);
}

static sint8 close_connection(struct espconn *connection, int is_abort)
{
    struct espconn_node *node = is_tcp(connection) ? espconn_find(connection) : NULL;
    if (espconn_callbacks > 0) {
        sdk_misused("a connection is ended within a callback of espconn");
    }
    if (node == NULL) {
        return ESPCONN_ARG;
    }
    if (node->phase == NODE_ENDING) {
        return ESPCONN_INPROGRESS;
    }
    if (!is_abort && node->is_sending && node->left > 0) {
        espconn_push(node);
    }
    rom_network_close(node->number);
    node->phase = NODE_ENDING;
    connection->state = ESPCONN_CLOSE;
    return ESPCONN_OK;
}

sint8 espconn_disconnect(struct espconn *connection)
{
    return close_connection(connection, 0);
}

sint8 espconn_abort(struct espconn *connection)
{
    return close_connection(connection, 1);
}

static sint8 hold(struct espconn *connection, uint32 is_held)
{
    struct espconn_node *node = espconn_find(connection);
    if (node == NULL) {
        return ESPCONN_ARG;
    }
    node->is_held = is_held;
    return ESPCONN_OK;
}

sint8 espconn_recv_hold(struct espconn *connection)
{
    return hold(connection, 1);
}

sint8 espconn_recv_unhold(struct espconn *connection)
{
    return hold(connection, 0);
}

sint8 espconn_regist_time(struct espconn *connection, uint32 seconds, uint8 type)
{
    (void)seconds;
    (void)type;
    return connection == NULL ? ESPCONN_ARG : ESPCONN_OK;
}

sint8 espconn_regist_connectcb(struct espconn *connection, espconn_connect_callback callback)
{
    if (!is_tcp(connection)) {
        return ESPCONN_ARG;
    }
    connection->proto.tcp->connect_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_reconcb(struct espconn *connection, espconn_reconnect_callback callback)
{
    if (!is_tcp(connection)) {
        return ESPCONN_ARG;
    }
    connection->proto.tcp->reconnect_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_disconcb(struct espconn *connection, espconn_connect_callback callback)
{
    if (!is_tcp(connection)) {
        return ESPCONN_ARG;
    }
    connection->proto.tcp->disconnect_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_recvcb(struct espconn *connection, espconn_recv_callback callback)
{
    if (connection == NULL) {
        return ESPCONN_ARG;
    }
    connection->recv_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_sentcb(struct espconn *connection, espconn_sent_callback callback)
{
    if (connection == NULL) {
        return ESPCONN_ARG;
    }
    connection->sent_callback = callback;
    return ESPCONN_OK;
}

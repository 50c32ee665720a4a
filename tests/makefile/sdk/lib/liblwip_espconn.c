/* SPDX-License-Identifier: MIT */
/*
 * espconn over the board's connections. Callbacks come from the event loop alone. As on the chip
 * the bytes of a call of espconn_send are read until its callback, a second one before that is
 * refused, and the connection that a listener hands out is freed behind its last callback.
 */
#include "liblwip_espconn.h"

#define PIECE 1460u

struct espconn_node espconn_nodes[ESPCONN_NODES];
uint32 espconn_callbacks;
void (*sdk_dns_turn)(void);

static struct {
    struct espconn *listener;
    uint32 most;
} the_listener; /* the board does not tell the port of what it accepts */

struct espconn_node *espconn_find(const struct espconn *connection)
{
    for (uint32 i = 0; i < ESPCONN_NODES; i++) {
        if (espconn_nodes[i].phase != NODE_FREE && espconn_nodes[i].connection == connection) {
            return &espconn_nodes[i];
        }
    }
    return NULL;
}

struct espconn_node *espconn_find_free(void)
{
    for (uint32 i = 0; i < ESPCONN_NODES; i++) {
        if (espconn_nodes[i].phase == NODE_FREE) {
            return &espconn_nodes[i];
        }
    }
    return NULL;
}

static void call(espconn_connect_callback callback, struct espconn *connection)
{
    if (callback != NULL) {
        espconn_callbacks++;
        callback(connection);
        espconn_callbacks--;
        sdk_called();
    }
}

static void call_reconnect(struct espconn *connection, sint8 error)
{
    if (connection->proto.tcp->reconnect_callback != NULL) {
        espconn_callbacks++;
        connection->proto.tcp->reconnect_callback(connection, error);
        espconn_callbacks--;
        sdk_called();
    }
}

static void forget(struct espconn_node *node)
{
    if (node->is_ours) {
        os_free(node->connection->proto.tcp);
        os_free(node->connection);
    }
    ets_bzero(node, sizeof *node);
}

/* The last callback of a connection; error 0: it was ended, not broken. */
static void end(struct espconn_node *node, sint8 error)
{
    struct espconn *connection = node->connection;
    if (node->phase != NODE_ENDING) {
        rom_network_close(node->number);
    }
    node->phase = NODE_ENDING;
    connection->state = ESPCONN_CLOSE;
    if (error != 0) {
        call_reconnect(connection, error);
    } else {
        call(connection->proto.tcp->disconnect_callback, connection);
    }
    forget(node);
}

/* As much as the connection has room for. */
void espconn_push(struct espconn_node *node)
{
    uint32 taken = rom_network_send(node->number, node->bytes, node->left);
    node->bytes += taken;
    node->left -= taken;
}

static void send_turn(struct espconn_node *node)
{
    if (node->left > 0) {
        espconn_push(node);
    } else {
        node->is_sending = 0;
        node->connection->state = ESPCONN_CONNECT;
        call(node->connection->sent_callback, node->connection);
    }
}

static int receive_turn(struct espconn_node *node)
{
    const uint8 *bytes;
    struct espconn *connection = node->connection;
    uint32 length = node->is_held ? 0 : rom_network_received(node->number, &bytes);
    if (length == 0) {
        return 0;
    }
    length = length < PIECE ? length : PIECE;
    char *copy = os_malloc(length);
    if (copy == NULL) {
        return 1; /* later */
    }
    (void)ets_memcpy(copy, bytes, length);
    rom_network_take(node->number, length);
    if (connection->recv_callback != NULL) {
        connection->state = ESPCONN_READ;
        espconn_callbacks++;
        connection->recv_callback(connection, copy, (unsigned short)length);
        espconn_callbacks--;
        connection->state = node->is_sending ? ESPCONN_WRITE : ESPCONN_CONNECT;
        sdk_called();
    }
    os_free(copy);
    return 1;
}

static void opening_turn(struct espconn_node *node)
{
    enum rom_connection_state state = rom_network_state(node->number);
    if (state == ROM_CONNECTION_BROKEN || state == ROM_CONNECTION_NONE) {
        end(node, ESPCONN_CONN);
    } else if (state != ROM_CONNECTION_OPENING) {
        node->phase = NODE_OPEN;
        node->connection->state = ESPCONN_CONNECT;
        call(node->connection->proto.tcp->connect_callback, node->connection);
    }
}

static void open_turn(struct espconn_node *node)
{
    enum rom_connection_state state = rom_network_state(node->number);
    if (node->is_sending && state != ROM_CONNECTION_BROKEN) {
        send_turn(node);
    } else if (!receive_turn(node) && !node->is_held) {
        if (state == ROM_CONNECTION_ENDED) {
            end(node, 0);
        } else if (state == ROM_CONNECTION_BROKEN) {
            end(node, ESPCONN_RST);
        }
    }
}

static void node_turn(struct espconn_node *node)
{
    switch (node->phase) {
    case NODE_FREE:
        break;
    case NODE_OPENING:
        opening_turn(node);
        break;
    case NODE_OPEN:
        open_turn(node);
        break;
    case NODE_ENDING:
        end(node, 0);
    }
}

/* The listener's callbacks hold for the connection until it gets its own. */
static void accept_one(int32 number)
{
    struct espconn_node *node = espconn_find_free();
    struct espconn *connection = os_zalloc(sizeof *connection);
    esp_tcp *tcp = os_zalloc(sizeof *tcp);
    uint32 used = 0;
    for (uint32 i = 0; i < ESPCONN_NODES; i++) {
        used += espconn_nodes[i].phase != NODE_FREE && espconn_nodes[i].is_ours;
    }
    if (node == NULL || connection == NULL || tcp == NULL || the_listener.listener == NULL ||
        used >= the_listener.most) {
        os_free(tcp);
        os_free(connection);
        rom_network_close(number);
        return;
    }
    *connection = *the_listener.listener;
    *tcp = *the_listener.listener->proto.tcp;
    connection->proto.tcp = tcp;
    connection->state = ESPCONN_CONNECT;
    IP4_ADDR((struct ip_addr *)tcp->remote_ip, 10, 0, 2, 2);
    *node = (struct espconn_node){
        .connection = connection, .number = number, .phase = NODE_OPEN, .is_ours = 1};
    call(tcp->connect_callback, connection);
}

void sdk_espconn_turn(void)
{
    int32 number;
    if (!sdk_is_online()) {
        return;
    }
    if (sdk_dns_turn != NULL) {
        sdk_dns_turn();
    }
    for (uint32 i = 0; i < ESPCONN_NODES; i++) {
        node_turn(&espconn_nodes[i]);
    }
    if (the_listener.listener != NULL && (number = rom_network_accept()) >= 0) {
        accept_one(number);
    }
}

sint8 espconn_accept(struct espconn *listener)
{
    if (listener == NULL || listener->type != ESPCONN_TCP || listener->proto.tcp == NULL) {
        return ESPCONN_ARG;
    }
    if (the_listener.listener != NULL) {
        return ESPCONN_ISCONN;
    }
    if (rom_network_listen((uint32)listener->proto.tcp->local_port) != 0) {
        return ESPCONN_MEM;
    }
    the_listener.listener = listener;
    the_listener.most = ESPCONN_NODES;
    listener->state = ESPCONN_LISTEN;
    return ESPCONN_OK;
}

sint8 espconn_tcp_set_max_con_allow(struct espconn *listener, uint8 number)
{
    if (listener == NULL || listener != the_listener.listener || number == 0) {
        return ESPCONN_ARG;
    }
    the_listener.most = number;
    return ESPCONN_OK;
}

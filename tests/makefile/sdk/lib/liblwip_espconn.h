/* SPDX-License-Identifier: MIT */
/* Connections of espconn, between its calls and the event loop. */
#ifndef LIBLWIP_ESPCONN_H
#define LIBLWIP_ESPCONN_H

#include "stand_in.h"

#include "espconn.h"

#define ESPCONN_NODES 5u

enum node_phase { NODE_FREE, NODE_OPENING, NODE_OPEN, NODE_ENDING };

struct espconn_node {
    struct espconn *connection;
    int32 number; /* the board's */
    enum node_phase phase;
    uint32 is_ours; /* a listener's: the memory is ours, too */
    uint32 is_held;
    const uint8 *bytes; /* what is still to be sent */
    uint32 left;
    uint32 is_sending;
    char host[80];
};

extern struct espconn_node espconn_nodes[ESPCONN_NODES];
extern uint32 espconn_callbacks; /* that run now */

struct espconn_node *espconn_find(const struct espconn *connection);
struct espconn_node *espconn_find_free(void);
void espconn_push(struct espconn_node *node);

#endif

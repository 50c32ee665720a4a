/* SPDX-License-Identifier: MIT */
/* TCP by callbacks. Needs c_types.h and ip_addr.h before it, as the vendor's does. */
#ifndef STAND_IN_ESPCONN_H
#define STAND_IN_ESPCONN_H

typedef sint8 err_t;
typedef void (*espconn_connect_callback)(void *connection);
typedef void (*espconn_reconnect_callback)(void *connection, sint8 error);
typedef void (*espconn_recv_callback)(void *connection, char *bytes, unsigned short length);
typedef void (*espconn_sent_callback)(void *connection);

#define ESPCONN_OK 0
#define ESPCONN_MEM -1
#define ESPCONN_TIMEOUT -3
#define ESPCONN_RTE -4
#define ESPCONN_INPROGRESS -5
#define ESPCONN_MAXNUM -7
#define ESPCONN_ABRT -8
#define ESPCONN_RST -9
#define ESPCONN_CLSD -10
#define ESPCONN_CONN -11
#define ESPCONN_ARG -12
#define ESPCONN_ISCONN -15

enum espconn_type { ESPCONN_INVALID = 0, ESPCONN_TCP = 0x10, ESPCONN_UDP = 0x20 };
enum espconn_state {
    ESPCONN_NONE,
    ESPCONN_WAIT,
    ESPCONN_LISTEN,
    ESPCONN_CONNECT,
    ESPCONN_WRITE,
    ESPCONN_READ,
    ESPCONN_CLOSE
};

typedef struct _esp_tcp {
    int remote_port;
    int local_port;
    uint8 local_ip[4];
    uint8 remote_ip[4];
    espconn_connect_callback connect_callback;
    espconn_reconnect_callback reconnect_callback;
    espconn_connect_callback disconnect_callback;
    espconn_connect_callback write_finish_fn;
} esp_tcp;

typedef struct _esp_udp {
    int remote_port;
    int local_port;
    uint8 local_ip[4];
    uint8 remote_ip[4];
} esp_udp;

struct espconn {
    enum espconn_type type;
    enum espconn_state state;
    union {
        esp_tcp *tcp;
        esp_udp *udp;
    } proto;
    espconn_recv_callback recv_callback;
    espconn_sent_callback sent_callback;
    uint8 link_cnt;
    void *reverse;
};

sint8 espconn_connect(struct espconn *connection);
sint8 espconn_disconnect(struct espconn *connection);
sint8 espconn_abort(struct espconn *connection);
sint8 espconn_delete(struct espconn *connection);
sint8 espconn_accept(struct espconn *listener);
sint8 espconn_tcp_set_max_con_allow(struct espconn *listener, uint8 number);
sint8 espconn_regist_time(struct espconn *connection, uint32 seconds, uint8 type);
sint8 espconn_send(struct espconn *connection, uint8 *bytes, uint16 length);
sint8 espconn_sent(struct espconn *connection, uint8 *bytes, uint16 length);
sint8 espconn_recv_hold(struct espconn *connection);
sint8 espconn_recv_unhold(struct espconn *connection);
sint8 espconn_regist_connectcb(struct espconn *connection, espconn_connect_callback callback);
sint8 espconn_regist_reconcb(struct espconn *connection, espconn_reconnect_callback callback);
sint8 espconn_regist_disconcb(struct espconn *connection, espconn_connect_callback callback);
sint8 espconn_regist_recvcb(struct espconn *connection, espconn_recv_callback callback);
sint8 espconn_regist_sentcb(struct espconn *connection, espconn_sent_callback callback);
uint32 espconn_port(void);

typedef void (*dns_found_callback)(const char *name, ip_addr_t *address, void *argument);
err_t espconn_gethostbyname(struct espconn *connection, const char *name, ip_addr_t *address,
                            dns_found_callback found);

#endif

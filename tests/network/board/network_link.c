/* SPDX-License-Identifier: MIT */
#include "network_link.h"

#include <stdlib.h>
#include <string.h>

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"
#include "open_eth.h"

#define TICKS 40000u /* of CCOUNT, a millisecond */
#define START_TIME 30000u

static struct open_eth_line line;
static struct netif interface;
static const char *host_name;
static ip4_addr_t host_address; /* 0: the computer that runs the emulator */

static int take_number(const char *value, uint32_t *number)
{
    char *end;
    *number = (uint32_t)strtoul(value, &end, 10);
    return *value != '\0' && *end == '\0' ? 0 : -1;
}

int network_link_argument(const char *name, const char *value)
{
    static const char *const names[] = {"drop", "drop_seed", "down_at", "down_time"};
    uint32_t *const numbers[] = {&line.drop, &line.seed, &line.down_at, &line.down_time};
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return take_number(value, numbers[i]);
        }
    }
    if (strcmp(name, "name") == 0) {
        host_name = value;
        return 0;
    }
    if (strcmp(name, "address") == 0) {
        return ip4addr_aton(value, &host_address) ? 0 : -1;
    }
    return -1;
}

/* CCOUNT wraps after 107 seconds; asked more often, this does not. */
uint32_t network_link_milliseconds(void)
{
    static uint32_t last;
    static uint32_t rest;
    static uint32_t milliseconds;
    uint32_t ticks;
    __asm__ volatile("rsr %0, ccount" : "=r"(ticks) : : "memory");
    rest += ticks - last;
    last = ticks;
    milliseconds += rest / TICKS;
    rest %= TICKS;
    return milliseconds;
}

u32_t sys_now(void)
{
    return network_link_milliseconds();
}

static err_t send_frame(struct netif *netif, struct pbuf *frame)
{
    (void)netif;
    if (frame->tot_len > OPEN_ETH_FRAME) {
        return ERR_BUF;
    }
    uint16_t length = pbuf_copy_partial(frame, open_eth_room(), frame->tot_len, 0);
    open_eth_send(length);
    return ERR_OK;
}

static err_t begin_interface(struct netif *netif)
{
    static const uint8_t address[6] = {0x02, 0, 0, 0, 0, 1}; /* locally administered */
    memcpy(netif->hwaddr, address, sizeof address);
    netif->hwaddr_len = sizeof address;
    netif->mtu = 1500;
    netif->flags =
        NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->output = etharp_output;
    netif->linkoutput = send_frame;
    open_eth_begin(address, &line, network_link_milliseconds);
    return ERR_OK;
}

static void take_frame(const uint8_t *bytes, uint32_t length)
{
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_POOL);
    if (frame == NULL) {
        return; /* as a chip does that has no room: TCP sends it again */
    }
    (void)pbuf_take(frame, bytes, (u16_t)length);
    if (interface.input(frame, &interface) != ERR_OK) {
        (void)pbuf_free(frame);
    }
}

void network_link_poll(void)
{
    const uint8_t *bytes;
    uint32_t length;
    while ((bytes = open_eth_receive(&length)) != NULL) {
        take_frame(bytes, length);
        open_eth_release();
    }
    sys_check_timeouts();
}

int network_link_start(void)
{
    uint32_t since = network_link_milliseconds();
    lwip_init();
    if (netif_add_noaddr(&interface, NULL, begin_interface, ethernet_input) == NULL) {
        return -1;
    }
    netif_set_default(&interface);
    netif_set_up(&interface);
    (void)dhcp_start(&interface);
    while (!dhcp_supplied_address(&interface)) {
        if (network_link_milliseconds() - since > START_TIME) {
            return -1;
        }
        network_link_poll();
    }
    if (host_name != NULL) {
        (void)dns_local_addhost(
            host_name, ip4_addr_isany_val(host_address) ? netif_ip_gw4(&interface) : &host_address);
    }
    return 0;
}

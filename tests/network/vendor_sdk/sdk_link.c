/* SPDX-License-Identifier: MIT */
/* The SDK's TCP/IP library on the emulator's Ethernet, in place of the SDK's Wi-Fi. */
#include "c_types.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/timers.h"
#include "netif/etharp.h"
#include "sdk_glue.h"

#define FRAME 1536

void espconn_init(void); /* no header declares it */

static struct netif interface;

/* The SDK's Wi-Fi would have them: the station's interface is the only one. */
struct netif *default_interface = &interface;
struct netif *eagle_lwip_getif(u8_t index);
struct netif *eagle_lwip_getif(u8_t index)
{
    return index == 0 ? &interface : NULL;
}

static err_t send_frame(struct netif *netif, struct pbuf *frame)
{
    (void)netif;
    if (frame->tot_len > FRAME) {
        return ERR_BUF;
    }
    frames_send(pbuf_copy_partial(frame, frames_room(), frame->tot_len, 0));
    return ERR_OK;
}

static err_t begin_interface(struct netif *netif)
{
    static const u8_t address[NETIF_MAX_HWADDR_LEN] = {0x02, 0, 0, 0, 0, 1};
    for (unsigned i = 0; i < sizeof address; i++) {
        netif->hwaddr[i] = address[i];
    }
    netif->hwaddr_len = sizeof address;
    netif->mtu = 1500;
    netif->flags =
        NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->output = etharp_output;
    netif->linkoutput = send_frame;
    frames_begin(address);
    return ERR_OK;
}

void link_begin(void)
{
    ip_addr_t address;
    ip_addr_t mask;
    ip_addr_t gateway;
    IP4_ADDR(&address, 10, 0, 2, 15);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&gateway, 10, 0, 2, 2);
    lwip_init();
    (void)netif_add(&interface, &address, &mask, &gateway, NULL, begin_interface, ethernet_input);
    netif_set_default(&interface);
    netif_set_up(&interface);
    espconn_init();
}

static void take_frame(const u8_t *bytes, unsigned length)
{
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_RAM);
    if (frame == NULL) {
        return; /* as a chip does that has no room: TCP sends it again */
    }
    (void)pbuf_take(frame, bytes, (u16_t)length);
    if (interface.input(frame, &interface) != ERR_OK) {
        (void)pbuf_free(frame);
    }
}

void link_poll(void)
{
    const u8_t *bytes;
    unsigned length;
    while ((bytes = frames_receive(&length)) != NULL) {
        take_frame(bytes, length);
        frames_release();
    }
    sys_check_timeouts();
}

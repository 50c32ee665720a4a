/* SPDX-License-Identifier: MIT */
#ifndef STAND_IN_IP_ADDR_H
#define STAND_IN_IP_ADDR_H

#include "c_types.h"

struct ip_addr {
    uint32 addr; /* its lowest byte is the address's first */
};
typedef struct ip_addr ip_addr_t;

struct ip_info {
    struct ip_addr ip;
    struct ip_addr netmask;
    struct ip_addr gw;
};

#define IP4_ADDR(address, a, b, c, d)                                                              \
    (address)->addr = (uint32)((d)&0xff) << 24 | (uint32)((c)&0xff) << 16 |                        \
                      (uint32)((b)&0xff) << 8 | (uint32)((a)&0xff)

#define ip4_addr1_16(address) ((uint16)((const uint8 *)(address))[0])
#define ip4_addr2_16(address) ((uint16)((const uint8 *)(address))[1])
#define ip4_addr3_16(address) ((uint16)((const uint8 *)(address))[2])
#define ip4_addr4_16(address) ((uint16)((const uint8 *)(address))[3])
#define IPSTR "%d.%d.%d.%d"
#define IP2STR(address)                                                                            \
    ip4_addr1_16(address), ip4_addr2_16(address), ip4_addr3_16(address), ip4_addr4_16(address)

#define IPADDR_NONE ((uint32)0xffffffffUL)
#define IPADDR_ANY ((uint32)0)
uint32 ipaddr_addr(const char *text);

#endif

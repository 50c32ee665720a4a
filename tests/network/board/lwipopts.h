/* SPDX-License-Identifier: MIT */
/* lwIP as the board has it: no operating system, IPv4, and about the memory that the vendor's SDK
 * gives it; its name is lwIP's. */
#ifndef NETWORK_LWIPOPTS_H
#define NETWORK_LWIPOPTS_H

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET 0
#define LWIP_NETCONN 0
#define LWIP_RAW 0
#define LWIP_IPV6 0
#define LWIP_DHCP 1
#define LWIP_DNS 1
#define LWIP_STATS 0
#define LWIP_NO_CTYPE_H 1

/* Nobody else is in the emulator's network; saves a second a boot. */
#define DHCP_DOES_ARP_CHECK 0

/* Names for the computer that runs the emulator, as /etc/hosts has them. */
#define DNS_LOCAL_HOSTLIST 1
#define DNS_LOCAL_HOSTLIST_IS_DYNAMIC 1

#define MEM_ALIGNMENT 4
#define MEM_SIZE 16384
#define MEMP_NUM_TCP_PCB 12 /* NETWORK_CONNECTIONS, and some that still say goodbye */
#define PBUF_POOL_SIZE 24
#define TCP_MSS 1460
#define TCP_WND (4 * TCP_MSS)
#define TCP_SND_BUF (2 * TCP_MSS)

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STAND_IN_LWIP_NETDB_H
#define STAND_IN_LWIP_NETDB_H

#include "lwip/sockets.h"

struct addrinfo {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    socklen_t ai_addrlen;
    struct sockaddr *ai_addr;
    char *ai_canonname;
    struct addrinfo *ai_next;
};

int lwip_getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                     struct addrinfo **found);
void lwip_freeaddrinfo(struct addrinfo *found);

#define getaddrinfo(name, service, hints, found) lwip_getaddrinfo(name, service, hints, found)
#define freeaddrinfo(found) lwip_freeaddrinfo(found)

#endif

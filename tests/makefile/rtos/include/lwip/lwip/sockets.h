/* SPDX-License-Identifier: MIT */
/* lwIP's sockets under their own names, and the usual ones as macros; there is no errno.h. */
#ifndef STAND_IN_LWIP_SOCKETS_H
#define STAND_IN_LWIP_SOCKETS_H

#include "c_types.h"

typedef uint32_t socklen_t;

struct in_addr {
    uint32_t s_addr;
};

struct sockaddr_in {
    uint8_t sin_len;
    uint8_t sin_family;
    uint16_t sin_port;
    struct in_addr sin_addr;
    char sin_zero[8];
};

struct sockaddr {
    uint8_t sa_len;
    uint8_t sa_family;
    char sa_data[22];
};

struct timeval {
    long tv_sec;
    long tv_usec;
};

#define AF_INET 2
#define SOCK_STREAM 1
#define SOL_SOCKET 0xFFF
#define SO_ERROR 0x1007
#define FIONBIO 0x8004667EUL
#define FD_SETSIZE 10

#define FD_SET(number, set) ((set)->fd_bits[(number) / 8] |= (unsigned char)(1 << ((number)&7)))
#define FD_ZERO(set) memset((void *)(set), 0, sizeof(*(set)))

typedef struct fd_set {
    unsigned char fd_bits[(FD_SETSIZE + 7) / 8];
} fd_set;

int lwip_socket(int domain, int type, int protocol);
int lwip_connect(int number, const struct sockaddr *address, socklen_t length);
int lwip_getpeername(int number, struct sockaddr *address, socklen_t *length);
int lwip_getsockopt(int number, int level, int name, void *value, socklen_t *length);
int lwip_ioctl(int number, long command, void *argument);
int lwip_select(int end, fd_set *to_read, fd_set *to_write, fd_set *errors, struct timeval *time);
int lwip_recv(int number, void *bytes, size_t length, int flags);
int lwip_send(int number, const void *bytes, size_t length, int flags);
int lwip_close(int number);

#define socket(domain, type, protocol) lwip_socket(domain, type, protocol)
#define connect(number, address, length) lwip_connect(number, address, length)
#define getpeername(number, address, length) lwip_getpeername(number, address, length)
#define getsockopt(number, level, name, value, length)                                             \
    lwip_getsockopt(number, level, name, value, length)
#define ioctlsocket(number, command, argument) lwip_ioctl(number, command, argument)
#define select(end, to_read, to_write, errors, time)                                               \
    lwip_select(end, to_read, to_write, errors, time)
#define recv(number, bytes, length, flags) lwip_recv(number, bytes, length, flags)
#define send(number, bytes, length, flags) lwip_send(number, bytes, length, flags)
#define closesocket(number) lwip_close(number)
#define close(number) lwip_close(number)
#define htons(value) ((uint16_t)((((value)&0xFF) << 8) | (((value) >> 8) & 0xFF)))

#endif

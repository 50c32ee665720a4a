/* SPDX-License-Identifier: MIT */
/*
 * Names. The board resolves a name itself when it connects: here each name gets an address of its
 * own that nobody else has. Wants a C library for reading addresses, as the vendor's does.
 */
#include "liblwip_espconn.h"

#define NAMES 4u
#define DIGIT 4 /* of newlib's character classes */

void *memchr(const void *bytes, int value, size_t length);
extern const unsigned char *const __ctype_ptr__; /* the class of c is at c + 1 */

static struct {
    char name[80];
    struct espconn *connection;
    dns_found_callback found;
    uint32 is_asked;
} names[NAMES];

static int is_digit(char character)
{
    return (__ctype_ptr__[(unsigned char)character + 1] & DIGIT) != 0;
}

uint32 ipaddr_addr(const char *text)
{
    uint32 address = 0;
    for (uint32 part = 0; part < 4; part++) {
        uint32 value = 0;
        if (!is_digit(*text)) {
            return IPADDR_NONE;
        }
        while (is_digit(*text) && value < 256) {
            value = 10 * value + (uint32)(*text++ - '0');
        }
        if (value > 255 || *text++ != (part < 3 ? '.' : '\0')) {
            return IPADDR_NONE;
        }
        address |= value << 8 * part;
    }
    return address;
}

static void get_address(ip_addr_t *address, uint32 i)
{
    IP4_ADDR(address, 10, 99, 0, i + 1);
}

static const char *name_of(const uint8 address[4])
{
    uint32 i = address[3] - 1u;
    return address[0] == 10 && address[1] == 99 && address[2] == 0 && i < NAMES ? names[i].name
                                                                                : NULL;
}

/* A name below .invalid is found nowhere (RFC 6761). */
static int is_found(const char *name)
{
    return ets_strstr(name, ".invalid") == NULL;
}

static void dns_turn(void)
{
    for (uint32 i = 0; i < NAMES; i++) {
        ip_addr_t address;
        if (names[i].is_asked) {
            names[i].is_asked = 0;
            get_address(&address, i);
            espconn_callbacks++;
            names[i].found(names[i].name, is_found(names[i].name) ? &address : NULL,
                           names[i].connection);
            espconn_callbacks--;
            sdk_called();
        }
    }
}

err_t espconn_gethostbyname(struct espconn *connection, const char *name, ip_addr_t *address,
                            dns_found_callback found)
{
    uint32 i = 0;
    if (name == NULL || address == NULL || found == NULL || *name == '\0' ||
        memchr(name, '\0', sizeof names[0].name) == NULL) {
        return ESPCONN_ARG;
    }
    address->addr = ipaddr_addr(name);
    if (address->addr != IPADDR_NONE) {
        return ESPCONN_OK;
    }
    while (i < NAMES && names[i].name[0] != '\0' && ets_strcmp(names[i].name, name) != 0) {
        i++;
    }
    if (i == NAMES) {
        return ESPCONN_MEM;
    }
    (void)ets_strcpy(names[i].name, name);
    names[i].connection = connection;
    names[i].found = found;
    names[i].is_asked = 1;
    sdk_dns_turn = dns_turn;
    sdk_dns_name = name_of;
    return ESPCONN_INPROGRESS;
}

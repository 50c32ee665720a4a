/* SPDX-License-Identifier: MIT */
/* Functions that the chip has in its mask ROM and the board has not. eagle.rom.addr.v6.ld has the
 * names of the C library for them. */
#include "stand_in.h"

void ets_bzero(void *to, size_t length)
{
    (void)ets_memset(to, 0, length);
}

int ets_memcmp(const void *a, const void *b, unsigned int length)
{
    const uint8 *left = a;
    const uint8 *right = b;
    for (; length > 0; length--, left++, right++) {
        if (*left != *right) {
            return *left - *right;
        }
    }
    return 0;
}

void *ets_memmove(void *to, const void *from, unsigned int length)
{
    uint8 *target = to;
    const uint8 *source = from;
    if (target < source) {
        while (length-- > 0) {
            *target++ = *source++;
        }
    } else {
        while (length-- > 0) {
            target[length] = source[length];
        }
    }
    return to;
}

void *ets_memcpy(void *to, const void *from, unsigned int length)
{
    return ets_memmove(to, from, length);
}

void *ets_memset(void *to, int value, unsigned int length)
{
    uint8 *target = to;
    while (length-- > 0) {
        *target++ = (uint8)value;
    }
    return to;
}

int ets_strlen(const char *text)
{
    int length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

int ets_strncmp(const char *a, const char *b, unsigned int length)
{
    for (; length > 0; length--, a++, b++) {
        if (*a != *b || *a == '\0') {
            return (uint8)*a - (uint8)*b;
        }
    }
    return 0;
}

int ets_strcmp(const char *a, const char *b)
{
    return ets_strncmp(a, b, 0xFFFFFFFFu);
}

char *ets_strncpy(char *to, const char *from, unsigned int length)
{
    unsigned int at = 0;
    for (; at < length && from[at] != '\0'; at++) {
        to[at] = from[at];
    }
    for (; at < length; at++) {
        to[at] = '\0';
    }
    return to;
}

char *ets_strcpy(char *to, const char *from)
{
    return ets_memcpy(to, from, (unsigned int)ets_strlen(from) + 1);
}

char *ets_strstr(const char *text, const char *part)
{
    unsigned int length = (unsigned int)ets_strlen(part);
    for (; *text != '\0'; text++) {
        if (ets_strncmp(text, part, length) == 0) {
            return (char *)text;
        }
    }
    return length == 0 ? (char *)text : NULL;
}

/* SPDX-License-Identifier: MIT */
/* What the libraries want of a C library and the ROM lacks: all that the vendor's libc.a is used
 * for. */
#include "c_types.h"

void *memchr(const void *bytes, int value, size_t length);
extern const unsigned char *const __ctype_ptr__;

void *memchr(const void *bytes, int value, size_t length)
{
    for (const unsigned char *at = bytes; length > 0; at++, length--) {
        if (*at == (unsigned char)value) {
            return (void *)at;
        }
    }
    return NULL;
}

/* The class of c is at c + 1; 4 is a digit. */
static const unsigned char classes[257] = {
    [1 + '0'] = 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
};
const unsigned char *const __ctype_ptr__ = classes;

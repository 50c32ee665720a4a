/* SPDX-License-Identifier: MIT */
/*
 * What the SDK's libraries want of a C library and the chip's ROM does not have. The toolchain's
 * own libc is not linked: the linker would take copies of the ROM's functions from it, into IRAM.
 */
#include <stddef.h>

void *memchr(const void *bytes, int value, size_t length);

void *memchr(const void *bytes, int value, size_t length)
{
    for (const unsigned char *at = bytes; length > 0; at++, length--) {
        if (*at == (unsigned char)value) {
            return (void *)at;
        }
    }
    return NULL;
}

/*
 * newlib's table of character classes: that of c is __ctype_ptr__[c + 1]. lwIP reads dotted
 * addresses with it and asks for blanks, digits and hexadecimal digits; the rest is left out.
 */
enum { BLANK = 0x08, DIGIT = 0x04, UPPER = 0x41, LOWER = 0x42 };

/* clang-format off */
static const unsigned char classes[257] = {
    [1 + '\t'] = BLANK, BLANK, BLANK, BLANK, BLANK,
    [1 + ' '] = BLANK,
    [1 + '0'] = DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT,
    [1 + 'A'] = UPPER, UPPER, UPPER, UPPER, UPPER, UPPER,
    [1 + 'a'] = LOWER, LOWER, LOWER, LOWER, LOWER, LOWER,
};
/* clang-format on */

extern const unsigned char *const __ctype_ptr__;
const unsigned char *const __ctype_ptr__ = classes;

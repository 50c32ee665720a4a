/* SPDX-License-Identifier: MIT */
/* What the SDK's libraries want of a C library and the ROM lacks. A toolchain's libc is not linked:
 * the linker would take copies of the ROM's functions from it, into IRAM. */
#include <stddef.h>

__attribute__((section(".irom0.text"))) /* IRAM is scarce */
void *
memchr(const void *bytes, int value, size_t length);

void *memchr(const void *bytes, int value, size_t length)
{
    const unsigned char *at = bytes;
    while (length > 0 && *at != (unsigned char)value) {
        at++;
        length--;
    }
    return length > 0 ? (void *)at : NULL;
}

/* newlib's character classes, that of c at c + 1: the blanks, digits and hexadecimal digits that
 * lwIP asks for when it reads dotted addresses. */
/* clang-format off */
static const unsigned char classes[257] = {
    [1 + '\t'] = 8, 8, 8, 8, 8, [1 + ' '] = 8,
    [1 + '0'] = 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    [1 + 'A'] = 65, 65, 65, 65, 65, 65, [1 + 'a'] = 66, 66, 66, 66, 66, 66,
};
/* clang-format on */
extern const unsigned char *const __ctype_ptr__;
const unsigned char *const __ctype_ptr__ = classes;

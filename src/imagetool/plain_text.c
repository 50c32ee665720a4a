/* SPDX-License-Identifier: MIT */
#include "plain_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How many bytes of UTF-8 the first character has, with its code point; 0 when they are no UTF-8.
 * The text may end inside it: its NUL continues nothing.
 */
static size_t decode(const unsigned char *text, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = text[0] < 0x80              ? 1
                  : (text[0] & 0xe0u) == 0xc0 ? 2
                  : (text[0] & 0xf0u) == 0xe0 ? 3
                  : (text[0] & 0xf8u) == 0xf0 ? 4
                                              : 0;
    *code = size < 2 ? text[0] : text[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0u) != 0x80) {
            return 0;
        }
        *code = *code << 6 | (text[i] & 0x3fu);
    }
    bool sound = *code >= least[size] && *code <= 0x10ffff && (*code < 0xd800 || *code > 0xdfff);
    return sound ? size : 0;
}

/* Control characters, and the marks that change the direction of what stands beside them. */
static bool steers(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200e ||
           code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

void plain_text_print(FILE *stream, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at != '\0') {
        uint32_t code = 0;
        size_t size = decode(at, &code);
        if (size == 0 || steers(code)) {
            (void)fputc('?', stream);
        } else {
            (void)fwrite(at, 1, size, stream);
        }
        at += size == 0 ? 1 : size;
    }
}

/* SPDX-License-Identifier: MIT */
#include "plain_text.h"

#include <stdbool.h>

void plain_text_print(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)text[0];
        unsigned char next = (unsigned char)text[1];
        bool control = c < 0x20 || c == 0x7f;
        if (c == 0xc2 && next >= 0x80 && next < 0xa0) {
            control = true; /* U+0080 to U+009F in UTF-8 */
            text++;
        }
        (void)fputc(control ? '?' : c, stream);
    }
}

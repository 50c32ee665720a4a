#include "plain_text.h"

void plain_text_print(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        (void)fputc(c < 0x20 || c == 0x7f ? '?' : c, stream);
    }
}

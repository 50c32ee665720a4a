/* SPDX-License-Identifier: MIT */
#include "roff_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>

/* Unescaped, these become a hyphen, typographic quotes and accents. */
static void print_character(FILE *page, char c)
{
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {
        {'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"}, {'"', "\\(dq"},
        {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"},
    };
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        if (escapes[i].c == c) {
            (void)fputs(escapes[i].escape, page);
            return;
        }
    }
    (void)fputc(c, page);
}

/* Bytes of the option, name or number at text; 0 for anything else. */
static size_t word_length(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) != 0 || text[length] == '-' ||
           text[length] == '_' ||
           (text[length] == '.' && isalnum((unsigned char)text[length + 1]) != 0)) {
        length++;
    }
    return length;
}

static void print_word(FILE *page, const char *word, size_t length, const char *font)
{
    (void)fputs(font, page);
    for (size_t i = 0; i < length; i++) {
        print_character(page, word[i]);
    }
    if (font[0] != '\0') {
        (void)fputs("\\fR", page);
    }
}

enum style { STYLE_PROSE, STYLE_USAGE, STYLE_SYNOPSIS };

static void print(FILE *page, const char *text, enum style style)
{
    bool line_starts = true;
    while (*text != '\0') {
        size_t length = word_length(text);
        bool is_option = length > 1 && text[0] == '-';
        bool is_argument = style != STYLE_PROSE && isupper((unsigned char)text[0]) != 0;
        if (line_starts && text[0] == '.') {
            (void)fputs("\\&", page); /* no request */
        }
        line_starts = text[0] == '\n';
        if (length == 0) {
            print_character(page, *text++);
            continue;
        }
        print_word(page, text, length, is_option ? "\\fB" : is_argument ? "\\fI" : "");
        text += length;
        if (style == STYLE_SYNOPSIS && is_option && text[0] == ' ' &&
            isalnum((unsigned char)text[1]) != 0) {
            (void)fputs("\\ ", page);
            text++;
        }
    }
}

void roff_text_print(FILE *page, const char *text)
{
    print(page, text, STYLE_PROSE);
}

void roff_text_print_usage(FILE *page, const char *text)
{
    print(page, text, STYLE_USAGE);
}

void roff_text_print_synopsis(FILE *page, const char *text)
{
    print(page, text, STYLE_SYNOPSIS);
}

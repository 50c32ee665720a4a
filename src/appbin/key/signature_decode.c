/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include <mbedtls/base64.h>

#include "appbin/signature.h"

/* Shorter text is no signature in any of these forms. */
#define TEXT_MIN 80u

struct text {
    const char *bytes;
    size_t size;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_between_pairs(char c)
{
    return is_blank(c) || c == ':' || c == ',';
}

/* Pairs of digits, each may begin with 0x, with blanks, colons or commas between them. */
static bool decode_hex(uint8_t *bytes, size_t *size, struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (is_between_pairs(text.bytes[i])) {
            continue;
        }
        if (text.size - i > 2 && text.bytes[i] == '0' && (text.bytes[i + 1] | 0x20) == 'x') {
            i += 2;
        }
        int high = digit_of(text.bytes[i]);
        int low = i + 1 < text.size ? digit_of(text.bytes[i + 1]) : -1;
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[count++] = (uint8_t)(high << 4 | low);
        i++;
    }
    *size = count;
    return true;
}

/* Into the form that mbedTLS takes: the first alphabet, no blanks, padded. */
static bool decode_base64(uint8_t *bytes, size_t *size, struct text text)
{
    unsigned char clean[APPBIN_SIGNATURE_TEXT_MAX + 4];
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        if (!is_blank(c)) {
            clean[count++] = (unsigned char)(c == '-' ? '+' : c == '_' ? '/' : c);
        }
    }
    while (count % 4 != 0) {
        clean[count++] = '=';
    }
    return mbedtls_base64_decode(bytes, text.size, size, clean, count) == 0;
}

/* Its dashes are letters of the other alphabet of base64. */
static bool is_pem(struct text text)
{
    static const char begin[] = "-----BEGIN ";
    return text.size >= sizeof begin && memcmp(text.bytes, begin, sizeof begin - 1) == 0;
}

/* The text between the lines of a PEM block that is all there is. */
static bool open_pem(struct text *inside, struct text text)
{
    static const char end[] = "\n-----END ";
    const char *first = memchr(text.bytes, '\n', text.size);
    size_t rest = first != NULL ? (size_t)(text.bytes + text.size - first) : 0;
    const char *last = first != NULL ? memmem(first, rest, end, sizeof end - 1) : NULL;
    *inside = (struct text){first, last != NULL ? (size_t)(last - first) : 0};
    return last != NULL;
}

static bool strip_line_end(uint8_t *bytes, size_t *size, struct text text)
{
    if (text.size < 2 || text.bytes[text.size - 1] != '\n') {
        return false;
    }
    *size = text.size - (text.bytes[text.size - 2] == '\r' ? 2 : 1);
    memcpy(bytes, text.bytes, *size);
    return true;
}

const char *appbin_signature_decode(uint8_t *bytes, size_t *size, const uint8_t *text,
                                    size_t text_size)
{
    uint8_t made[APPBIN_SIGNATURE_TEXT_MAX];
    const struct text whole = {(const char *)text, text_size};
    struct text inside = {NULL, 0};
    const char *form = NULL;
    size_t count = 0;
    if (text_size > APPBIN_SIGNATURE_TEXT_MAX) {
        return NULL;
    }
    if (is_pem(whole)) {
        form =
            open_pem(&inside, whole) && decode_base64(made, &count, inside) ? "a PEM block" : NULL;
    } else if (text_size >= TEXT_MIN && decode_hex(made, &count, whole)) {
        form = "hexadecimal text";
    } else if (text_size >= TEXT_MIN && decode_base64(made, &count, whole)) {
        form = "base64 text";
    } else if (strip_line_end(made, &count, whole)) {
        form = "bytes with the end of a line after them";
    }
    if (form == NULL) {
        return NULL;
    }
    memcpy(bytes, made, count);
    *size = count;
    return form;
}

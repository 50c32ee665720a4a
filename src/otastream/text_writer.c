/* SPDX-License-Identifier: MIT */
#include "text_writer.h"

#include "decimal.h"

TEXT_CONSTANT(line_end, "\r\n");

/* Nothing has room after it. */
static void fail(struct text_writer *writer, enum otastream_result result)
{
    if (writer->result == OTASTREAM_DONE) {
        writer->result = result;
        writer->left = 0;
    }
}

static void put(struct text_writer *writer, char byte)
{
    if (writer->left == 0) {
        fail(writer, OTASTREAM_ERR_ROOM);
        return;
    }
    *writer->at++ = byte;
    writer->left--;
}

void otastream_text_constant(struct text_writer *writer, const uint32_t *words)
{
    for (;;) {
        union {
            uint32_t word;
            char bytes[4];
        } part = {*(const volatile uint32_t *)words++};
        for (uint32_t i = 0; i < sizeof part.bytes; i++) {
            if (part.bytes[i] == '\0') {
                return;
            }
            put(writer, part.bytes[i]);
        }
    }
}

void otastream_text_checked(struct text_writer *writer, const char *text, enum text_kind kind)
{
    char lowest = kind == TEXT_PHRASE ? ' ' : '!';
    if (text == NULL || *text == '\0') {
        fail(writer, OTASTREAM_ERR_TEXT);
        return;
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (kind == TEXT_LINE && *at == ':') {
            lowest = at == text ? '\x7F' : ' ';
        }
        if ((uint8_t)*at < (uint8_t)lowest || (uint8_t)*at > '~') {
            fail(writer, OTASTREAM_ERR_TEXT);
        }
        put(writer, *at);
    }
    if (kind == TEXT_LINE && lowest != ' ') {
        fail(writer, OTASTREAM_ERR_TEXT);
    }
}

void otastream_text_number(struct text_writer *writer, uint32_t number)
{
    char digits[DECIMAL_MAX];
    for (uint32_t i = otastream_decimal(digits, number); i > 0; i--) {
        put(writer, digits[i - 1]);
    }
}

void otastream_text_lines(struct text_writer *writer, const char *const *lines, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        otastream_text_checked(writer, lines[i], TEXT_LINE);
        otastream_text_constant(writer, line_end.words);
    }
}

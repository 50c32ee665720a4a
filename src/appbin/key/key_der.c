/* SPDX-License-Identifier: MIT */
#include "key/key_der.h"

#include <string.h>

#include <mbedtls/asn1.h>

/* mbedTLS moves a pointer to bytes that it never writes. */
static int take_header(unsigned char **at, const struct der_cursor *cursor, size_t *length, int tag)
{
    *at = (unsigned char *)cursor->bytes;
    return mbedtls_asn1_get_tag(at, cursor->bytes + cursor->size, length, tag);
}

bool appbin_der_take(struct der_cursor *cursor, int tag, struct der_cursor *content)
{
    unsigned char *at = NULL;
    size_t length = 0;
    if (cursor->size == 0 || take_header(&at, cursor, &length, tag) != 0) {
        return false;
    }
    *content = (struct der_cursor){at, length};
    cursor->size -= (size_t)(at - cursor->bytes) + length;
    cursor->bytes = at + length;
    return true;
}

bool appbin_der_next_is(const struct der_cursor *cursor, int tag)
{
    return cursor->size > 0 && cursor->bytes[0] == tag;
}

bool appbin_der_take_number(struct der_cursor *cursor, unsigned max, unsigned *number)
{
    struct der_cursor content;
    unsigned value = 0;
    if (!appbin_der_take(cursor, DER_INTEGER, &content) || content.size < 1 || content.size > 4 ||
        content.bytes[0] >= 0x80) {
        return false;
    }
    for (size_t i = 0; i < content.size; i++) {
        value = value << 8 | content.bytes[i];
    }
    *number = value;
    return value <= max;
}

bool appbin_der_equals(const struct der_cursor *content, const void *bytes, size_t size)
{
    return content->size == size && memcmp(content->bytes, bytes, size) == 0;
}

size_t appbin_der_sequence_size(const uint8_t *bytes, size_t size)
{
    struct der_cursor cursor = {bytes, size};
    struct der_cursor content;
    return appbin_der_take(&cursor, DER_SEQUENCE, &content) ? size - cursor.size : 0;
}

void appbin_der_write(struct der_writer *writer, const void *bytes, size_t size)
{
    if (writer->failed || (size_t)(writer->at - writer->start) < size) {
        writer->failed = true;
        return;
    }
    writer->at -= size;
    memcpy(writer->at, bytes, size);
}

void appbin_der_wrap(struct der_writer *writer, int tag, const uint8_t *end)
{
    size_t length = (size_t)(end - writer->at);
    uint8_t header[4] = {(uint8_t)tag, (uint8_t)length};
    size_t header_size = 2;
    if (length >= 0x100) {
        header[1] = 0x82;
        header[2] = (uint8_t)(length >> 8);
        header[3] = (uint8_t)length;
        header_size = 4;
    } else if (length >= 0x80) {
        header[1] = 0x81;
        header[2] = (uint8_t)length;
        header_size = 3;
    }
    appbin_der_write(writer, header, header_size);
}

/* SPDX-License-Identifier: MIT */
/* DER: a cursor for reading, a writer that works backwards, and what a key file in DER is. */
#ifndef APPBIN_SRC_KEY_DER_H
#define APPBIN_SRC_KEY_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DER_INTEGER 0x02
#define DER_BIT_STRING 0x03
#define DER_OCTET_STRING 0x04
#define DER_NULL 0x05
#define DER_OID 0x06
#define DER_SEQUENCE 0x30
#define DER_CONTEXT 0xa0 /* plus the number: constructed, context-specific */

/* The bytes that are still to be read. */
struct der_cursor {
    const uint8_t *bytes;
    size_t size;
};

/* Takes the next element, which must have this tag, off the cursor; *content is what it holds. */
bool appbin_der_take(struct der_cursor *cursor, int tag, struct der_cursor *content);

/* Is this the tag of the next element? */
bool appbin_der_next_is(const struct der_cursor *cursor, int tag);

/* Takes a number from 0 to max. */
bool appbin_der_take_number(struct der_cursor *cursor, unsigned max, unsigned *number);

bool appbin_der_equals(const struct der_cursor *content, const void *bytes, size_t size);

/* Does the content equal an OID given as a string literal? */
#define DER_IS_OID(content, oid) appbin_der_equals(content, oid, sizeof(oid) - 1)

/* Length of the sequence that begins here, tag and length bytes included; 0 when there is none. */
size_t appbin_der_sequence_size(const uint8_t *bytes, size_t size);

/* Writes from the end of a buffer towards its start: the content first, then what wraps it. */
struct der_writer {
    uint8_t *start;
    uint8_t *at; /* first byte written */
    bool failed; /* the buffer was too small */
};

void appbin_der_write(struct der_writer *writer, const void *bytes, size_t size);

/* Puts tag and length in front of everything written since the position `end`. */
void appbin_der_wrap(struct der_writer *writer, int tag, const uint8_t *end);

#define DER_WRITE_LITERAL(writer, literal) appbin_der_write(writer, literal, sizeof(literal) - 1)

#endif

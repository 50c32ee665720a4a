/* SPDX-License-Identifier: MIT */
#include "slot_writer.h"

#include <string.h>

#include "layout.h"

void slot_writer_begin(struct slot_writer *writer, const struct appverify_storage *storage,
                       uint32_t offset, uint32_t size)
{
    writer->storage = storage;
    writer->offset = offset;
    writer->size = size;
    writer->written = 0;
    writer->staged = 0;
}

/* The last write is filled up to a word with erased bytes. */
static enum appverify_result flush(struct slot_writer *writer)
{
    const struct appverify_storage *storage = writer->storage;
    uint32_t at = writer->offset + writer->written;
    uint8_t *stage = (uint8_t *)writer->stage;
    uint32_t length = writer->staged;
    while (length % 4 != 0) {
        stage[length++] = 0xFF;
    }
    if (at % LAYOUT_SECTOR == 0 && storage->erase(storage->context, at) != APPVERIFY_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    if (storage->write(storage->context, at, stage, length) != APPVERIFY_OK) {
        return APPVERIFY_ERR_WRITE;
    }
    writer->written += writer->staged;
    writer->staged = 0;
    return APPVERIFY_OK;
}

enum appverify_result slot_writer_put(struct slot_writer *writer, const uint8_t *bytes,
                                      size_t length)
{
    enum appverify_result result = APPVERIFY_OK;
    if (length > writer->size - writer->written - writer->staged) {
        return APPVERIFY_ERR_LENGTH;
    }
    while (length > 0 && result == APPVERIFY_OK) {
        size_t room = SLOT_WRITER_STAGE - writer->staged;
        size_t part = length < room ? length : room;
        memcpy((uint8_t *)writer->stage + writer->staged, bytes, part);
        writer->staged += part;
        bytes += part;
        length -= part;
        if (writer->staged == SLOT_WRITER_STAGE) {
            result = flush(writer);
        }
    }
    return result;
}

enum appverify_result slot_writer_finish(struct slot_writer *writer)
{
    if (writer->written + writer->staged != writer->size) {
        return APPVERIFY_ERR_LENGTH;
    }
    return writer->staged > 0 ? flush(writer) : APPVERIFY_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * Writes a slot from pieces of any length. A sector is erased when the first of its bytes is
 * written; writes are aligned as the flash wants them; nothing beyond the announced size is
 * touched.
 */
#ifndef SLOT_WRITER_H
#define SLOT_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "appverify/appverify.h"

#define SLOT_WRITER_STAGE 1024u /* divides a sector */

struct slot_writer {
    const struct appverify_storage *storage;
    uint32_t offset; /* of the slot */
    uint32_t size;   /* that was announced */
    uint32_t written;
    uint32_t staged;
    uint32_t stage[SLOT_WRITER_STAGE / 4];
};

/* size: at most the slot's limit, which the judged manifest has been checked against. */
void slot_writer_begin(struct slot_writer *writer, const struct appverify_storage *storage,
                       uint32_t offset, uint32_t size);

/* Returns APPVERIFY_OK; LENGTH when that is more than was announced; WRITE. */
enum appverify_result slot_writer_put(struct slot_writer *writer, const uint8_t *bytes,
                                      size_t length);

/* Writes what is left. Returns APPVERIFY_OK; LENGTH when bytes are missing; WRITE. */
enum appverify_result slot_writer_finish(struct slot_writer *writer);

#endif

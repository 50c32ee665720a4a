/* SPDX-License-Identifier: MIT */
/* A record of appverify's update store, as docs/compatibility.md has it. */
#ifndef APPBIN_SRC_STORE_RECORD_H
#define APPBIN_SRC_STORE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "appbin/flash_dump.h"

/* Whether the sector begins with a record, right or damaged. Reads 28 bytes. */
bool appbin_store_record_begins(const uint8_t *sector);

/* Reads a record; false when its CRC is wrong. The record's offset is left alone. */
bool appbin_store_record_read(struct appbin_store_record *record, const uint8_t *sector);

#endif

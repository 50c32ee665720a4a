/* SPDX-License-Identifier: MIT */
#include "image/store_record.h"

#include "appbin/crc.h"
#include "base/bytes.h"

#define MAGIC 0x54535641u
#define CRC_OFFSET 24u

bool appbin_store_record_begins(const uint8_t *sector)
{
    return load_le32(sector) == MAGIC;
}

bool appbin_store_record_read(struct appbin_store_record *record, const uint8_t *sector)
{
    if (load_le32(sector + CRC_OFFSET) != appbin_crc32(0, sector, CRC_OFFSET)) {
        return false;
    }
    record->sequence = load_le32(sector + 4);
    record->security_counter = load_le32(sector + 8);
    record->trial_slot = load_le32(sector + 12);
    record->trial_counter = load_le32(sector + 16);
    record->boots_left = load_le32(sector + 20);
    return true;
}

/* SPDX-License-Identifier: MIT */
/* The slot writer of examples/hello-ota, on the emulated flash. */
#include <string.h>

#include "nor_device.h"
#include "slot_writer.h"

/* Into a slot with old content, in pieces; more or fewer bytes than announced. */
static enum appverify_result write_slot(uint32_t announced, uint32_t length)
{
    static struct slot_writer writer;
    enum appverify_result result = APPVERIFY_OK;
    fill_bytes(device.sectors[SLOT_2], 0, sizeof device.sectors[SLOT_2]);
    slot_writer_begin(&writer, &device_storage, device_offset(SLOT_2), announced);
    for (uint32_t at = 0; at < length && result == APPVERIFY_OK;) {
        uint32_t piece = 1 + device_random() % 40;
        piece = piece < length - at ? piece : length - at;
        result = slot_writer_put(&writer, device.update + at, piece);
        at += piece;
    }
    return result == APPVERIFY_OK ? slot_writer_finish(&writer) : result;
}

static void slot_writer_takes_any_length_in_any_pieces(void)
{
    device_setup(0, 0);
    for (uint32_t i = 0; i < sizeof device.update; i++) {
        device.update[i] = (uint8_t)device_random();
    }
    for (uint32_t length = 0; length <= sizeof device.update; length += length < 40 ? 1 : 251) {
        check_note(length);
        CHECK_EQUAL(write_slot(length, length), APPVERIFY_OK);
        CHECK(memcmp(device.sectors[SLOT_2], device.update, length) == 0);
        CHECK(length == 0 || length == SECTOR || device.sectors[SLOT_2][length] == 0xFF);
        CHECK_EQUAL(write_slot(length + 1, length), APPVERIFY_ERR_LENGTH);
        CHECK(length == 0 || write_slot(length - 1, length) == APPVERIFY_ERR_LENGTH);
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(slot_writer_takes_any_length_in_any_pieces),
};
extern const struct check_table check_table_slot_writer;
CHECK_TABLE(slot_writer);

/* SPDX-License-Identifier: MIT */
#include "otastream/slot_stream.h"

#include "appverify/image_format.h"

#define SECTOR APPVERIFY_SECTOR_SIZE
#define COMPARED_WORDS 16u /* read back at a time: the chip's flash controller has as many */
#define ERASED_BYTE 0xFFu

static int target_makes_sense(const struct otastream_slot_target *target)
{
    const struct appverify_storage *storage = target->storage;
    return storage != NULL && storage->read != NULL && storage->write != NULL &&
           storage->erase != NULL && target->page != NULL && target->page_size >= 4 &&
           target->page_size <= SECTOR && (target->page_size & (target->page_size - 1)) == 0 &&
           target->offset % SECTOR == 0 && target->limit <= UINT32_MAX - target->offset &&
           target->running_length != 0 &&
           target->running_length <= UINT32_MAX - target->running_offset;
}

/* One begins in the other. */
static int overlaps_running(const struct otastream_slot_target *target)
{
    return target->offset - target->running_offset < target->running_length ||
           target->running_offset - target->offset < target->limit;
}

static enum otastream_result judge_target(const struct otastream_slot_target *target,
                                          uint32_t length)
{
    if (length == 0 || !target_makes_sense(target)) {
        return OTASTREAM_ERR_ARGUMENT;
    }
    if (overlaps_running(target)) {
        return OTASTREAM_ERR_RUNNING_SLOT;
    }
    /* Of a slot that ends within a sector, that sector is somebody else's too. */
    return length > target->limit / SECTOR * SECTOR ? OTASTREAM_ERR_SLOT_ROOM : OTASTREAM_MORE;
}

enum otastream_result otastream_slot_begin(struct otastream_slot *slot,
                                           const struct otastream_slot_target *target,
                                           uint32_t length)
{
    slot->result = judge_target(target, length);
    slot->position = 0;
    slot->storage = target->storage;
    slot->page = (uint8_t *)target->page;
    slot->page_size = target->page_size;
    slot->offset = target->offset;
    slot->limit = target->limit;
    slot->length = length;
    slot->written = 0;
    slot->erased = 0;
    return slot->result;
}

static uint32_t least(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

/* As much as fits into the page and belongs to the image. */
static void take(struct otastream_slot *slot, struct otastream_span *input)
{
    uint32_t staged = slot->position - slot->written;
    uint32_t room = least(slot->page_size - staged, slot->length - slot->position);
    uint32_t taken = input->length < room ? (uint32_t)input->length : room;
    if (taken > 0) {
        (void)__builtin_memcpy(slot->page + staged, input->bytes, taken);
        input->bytes += taken;
        input->length -= taken;
        slot->position += taken;
    }
}

static enum otastream_result compare(const struct otastream_slot *slot, uint32_t offset,
                                     uint32_t size)
{
    const struct appverify_storage *storage = slot->storage;
    const uint32_t *page = (const uint32_t *)(const void *)slot->page;
    for (uint32_t at = 0; at < size; at += COMPARED_WORDS * 4) {
        uint32_t words[COMPARED_WORDS];
        uint32_t part = least(size - at, sizeof words);
        if (storage->read(storage->context, offset + at, (uint8_t *)words, part) != APPVERIFY_OK) {
            return OTASTREAM_ERR_READ_BACK;
        }
        for (uint32_t i = 0; i < part / 4; i++) {
            if (words[i] != *page++) {
                return OTASTREAM_ERR_WRITTEN_WRONG;
            }
        }
    }
    return OTASTREAM_DONE;
}

static enum otastream_result write_page(struct otastream_slot *slot)
{
    const struct appverify_storage *storage = slot->storage;
    uint32_t offset = slot->offset + slot->written;
    uint32_t size = slot->position - slot->written;
    while (size % 4 != 0) {
        slot->page[size++] = ERASED_BYTE;
    }
    if (storage->write(storage->context, offset, slot->page, size) != APPVERIFY_OK) {
        return OTASTREAM_ERR_WRITE;
    }
    enum otastream_result result = compare(slot, offset, size);
    if (result != OTASTREAM_DONE) {
        return result;
    }
    slot->written = slot->position;
    return slot->written == slot->length ? OTASTREAM_DONE : OTASTREAM_MORE;
}

static enum otastream_result erase_sector(struct otastream_slot *slot)
{
    const struct appverify_storage *storage = slot->storage;
    if (storage->erase(storage->context, slot->offset + slot->erased) != APPVERIFY_OK) {
        return OTASTREAM_ERR_ERASE;
    }
    slot->erased += SECTOR;
    return OTASTREAM_AGAIN;
}

static enum otastream_result work(struct otastream_slot *slot)
{
    uint32_t staged = slot->position - slot->written;
    if (staged < slot->page_size && slot->position < slot->length) {
        return OTASTREAM_MORE;
    }
    return slot->written == slot->erased ? erase_sector(slot) : write_page(slot);
}

enum otastream_result otastream_slot_write(struct otastream_slot *slot,
                                           struct otastream_span *input)
{
    int is_open = slot->result == OTASTREAM_MORE || slot->result == OTASTREAM_AGAIN;
    if (is_open && input != NULL) {
        take(slot, input);
    }
    if ((is_open || slot->result == OTASTREAM_DONE) && slot->position == slot->length &&
        input != NULL && input->length > 0) {
        slot->result = OTASTREAM_ERR_TOO_LONG;
    } else if (is_open) {
        slot->result = work(slot);
    }
    return slot->result;
}

enum otastream_result otastream_slot_end(struct otastream_slot *slot)
{
    if (slot->result == OTASTREAM_MORE) {
        slot->result = OTASTREAM_ERR_TOO_SHORT;
    }
    return slot->result;
}

/* SPDX-License-Identifier: MIT */
#include "appverify/image_walk.h"

#include "appverify/image_format.h"
#include "load.h"

enum walk_state {
    LEADING_HEADER, /* EA, or E9 of boot old */
    IROM_HEADER,
    IROM,
    RAM_HEADER,
    SEGMENT_HEADER,
    SEGMENT,
    PAD,
    XOR_BYTE,
    FILL, /* boot old: up to irom */
    OLD_IROM,
    COMPLETE, /* boot new: no further byte may come */
    BROKEN,
};

static void enter_state(struct appverify_image_walk *walk, enum walk_state state,
                        uint32_t remaining)
{
    walk->state = state;
    walk->remaining = remaining;
    walk->header_size = 0;
}

void appverify_image_walk_begin(struct appverify_image_walk *walk, uint32_t boot_mode)
{
    *walk = (struct appverify_image_walk){.boot_mode = boot_mode, .checksum = APPVERIFY_XOR_SEED};
    enter_state(walk, LEADING_HEADER, APPVERIFY_IMAGE_HEADER_SIZE);
}

static int in_range(uint32_t address, uint32_t size, uint32_t start, uint32_t room)
{
    uint32_t end = start + room;
    return address >= start && address < end && size <= end - address;
}

static void next_segment(struct appverify_image_walk *walk)
{
    if (walk->segments > 0) {
        walk->segments--;
        enter_state(walk, SEGMENT_HEADER, APPVERIFY_SEGMENT_HEADER_SIZE);
    } else {
        enter_state(walk, PAD, APPVERIFY_XOR_OFFSET(walk->position) - walk->position);
    }
}

static void take_ram_header(struct appverify_image_walk *walk)
{
    if (walk->header[0] != APPVERIFY_IMAGE_MAGIC_RAM || walk->header[1] == 0 ||
        walk->header[1] > APPVERIFY_SEGMENTS_MAX) {
        enter_state(walk, BROKEN, 0);
        return;
    }
    walk->segments = walk->header[1];
    walk->entry = load_le32(walk->header + 4);
    walk->entry_found =
        in_range(walk->entry, 1, APPVERIFY_IROM_ADDRESS, APPVERIFY_IROM_SIZE) ? 1 : 0;
    next_segment(walk);
}

static void take_segment_header(struct appverify_image_walk *walk)
{
    uint32_t load = load_le32(walk->header);
    uint32_t size = load_le32(walk->header + 4);
    if (size % 4 != 0) {
        enter_state(walk, BROKEN, 0);
        return;
    }
    if (!in_range(load, size, APPVERIFY_IRAM_ADDRESS, APPVERIFY_IRAM_SIZE) &&
        !in_range(load, size, APPVERIFY_DRAM_ADDRESS, APPVERIFY_DRAM_SIZE)) {
        enter_state(walk, BROKEN, 0);
        return;
    }
    if (in_range(walk->entry, 1, load, size)) {
        walk->entry_found = 1;
    }
    enter_state(walk, SEGMENT, size);
}

static void take_header(struct appverify_image_walk *walk)
{
    switch (walk->state) {
    case LEADING_HEADER:
        if (walk->boot_mode == APPVERIFY_BOOT_OLD) {
            take_ram_header(walk);
        } else if (walk->header[0] == APPVERIFY_IMAGE_MAGIC_IROM &&
                   walk->header[1] == APPVERIFY_IMAGE_COUNT_IROM) {
            enter_state(walk, IROM_HEADER, APPVERIFY_SEGMENT_HEADER_SIZE);
        } else {
            enter_state(walk, BROKEN, 0);
        }
        break;
    case IROM_HEADER:
        if (load_le32(walk->header) != 0 ||
            load_le32(walk->header + 4) % APPVERIFY_IROM_ALIGNMENT != 0) {
            enter_state(walk, BROKEN, 0);
        } else {
            enter_state(walk, IROM, load_le32(walk->header + 4));
        }
        break;
    case RAM_HEADER:
        take_ram_header(walk);
        break;
    default:
        take_segment_header(walk);
        break;
    }
}

/* The XOR byte has been folded into the checksum: what is left must be 0. */
static void end_ram_part(struct appverify_image_walk *walk)
{
    if (walk->checksum != 0) {
        enter_state(walk, BROKEN, 0);
    } else if (walk->boot_mode == APPVERIFY_BOOT_OLD) {
        enter_state(walk, walk->position > APPVERIFY_IROM_OFFSET_OLD ? BROKEN : FILL,
                    APPVERIFY_IROM_OFFSET_OLD - walk->position);
    } else {
        enter_state(walk, COMPLETE, 0);
    }
}

/* Ends in a state that takes bytes, or in a final one. */
static void leave_finished_states(struct appverify_image_walk *walk)
{
    while (walk->remaining == 0 && walk->state < OLD_IROM) {
        switch (walk->state) {
        case IROM:
            enter_state(walk, RAM_HEADER, APPVERIFY_IMAGE_HEADER_SIZE);
            break;
        case SEGMENT:
            next_segment(walk);
            break;
        case PAD:
            enter_state(walk, XOR_BYTE, 1);
            break;
        case XOR_BYTE:
            end_ram_part(walk);
            break;
        case FILL:
            enter_state(walk, OLD_IROM, UINT32_MAX);
            break;
        default:
            take_header(walk);
            break;
        }
    }
}

static uint8_t xor_bytes(const uint8_t *bytes, size_t length)
{
    uint8_t result = 0;
    for (size_t i = 0; i < length; i++) {
        result ^= bytes[i];
    }
    return result;
}

static int wants_header(uint32_t state)
{
    return state == LEADING_HEADER || state == IROM_HEADER || state == RAM_HEADER ||
           state == SEGMENT_HEADER;
}

void appverify_image_walk_update(struct appverify_image_walk *walk, const uint8_t *bytes,
                                 size_t length)
{
    while (length > 0 && walk->state != BROKEN) {
        size_t taken = length < walk->remaining ? length : walk->remaining;
        if (walk->state == COMPLETE) {
            enter_state(walk, BROKEN, 0);
            return;
        }
        if (wants_header(walk->state)) {
            for (size_t i = 0; i < taken; i++) {
                /* Bounded at the copy, too. */
                walk->header[walk->header_size++ % sizeof walk->header] = bytes[i];
            }
        } else if (walk->state == SEGMENT || walk->state == XOR_BYTE) {
            walk->checksum ^= xor_bytes(bytes, taken);
        }
        walk->position += (uint32_t)taken;
        walk->remaining -= (uint32_t)taken;
        bytes += taken;
        length -= taken;
        leave_finished_states(walk);
    }
}

enum appverify_result appverify_image_walk_finish(const struct appverify_image_walk *walk)
{
    /* A boot old image needs irom: at least one byte of it was seen. */
    int complete = walk->state == COMPLETE ||
                   (walk->state == OLD_IROM && walk->position > APPVERIFY_IROM_OFFSET_OLD);
    return complete && walk->entry_found == 1 ? APPVERIFY_OK : APPVERIFY_ERR_STRUCTURE;
}

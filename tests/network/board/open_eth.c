/* SPDX-License-Identifier: MIT */
#include "open_eth.h"

#include <stddef.h>

/* Where QEMU's board lx60 has the device, without an MMU. */
#define REGISTERS 0x9D030000u
#define DESCRIPTORS 0x9D030400u

enum register_offset {
    MODE = 0x00,
    SEND_DESCRIPTORS = 0x20, /* the others are for receiving */
    ADDRESS_LOW = 0x40,      /* last four bytes of the address, the last one lowest */
    ADDRESS_HIGH = 0x44,
};

enum mode {
    MODE_RECEIVE = 0x0001,
    MODE_SEND = 0x0002,
    MODE_FULL_DUPLEX = 0x0400,
    MODE_RESET = 0x0800,
    MODE_CHECK_SUM = 0x2000,
    MODE_FILL_UP = 0x8000, /* short frames */
};

/* Of a descriptor's first word, whose upper half is the length. */
enum descriptor {
    DEVICE_HAS_IT = 0x8000, /* ready to be sent, or empty */
    LAST_ONE = 0x2000,
    SEND_FILLED_UP = 0x1000,
    SEND_CHECK_SUM = 0x0800,
};

#define FRAMES 16u
#define CHECK_SUM 4u /* bytes at the end of a frame */

struct open_eth_count open_eth_count;

static uint8_t sent[OPEN_ETH_FRAME] __attribute__((aligned(4)));
static uint8_t received[FRAMES][OPEN_ETH_FRAME] __attribute__((aligned(4)));
static uint32_t next; /* of received */
static struct open_eth_line *line;
static uint32_t (*now)(void);
static uint32_t down_since;

static volatile uint32_t *device_register(enum register_offset offset)
{
    return (volatile uint32_t *)(REGISTERS + offset);
}

/* Two words: state, address of the frame. The first one sends. */
static volatile uint32_t *descriptor(uint32_t index)
{
    return (volatile uint32_t *)(DESCRIPTORS + index * 8);
}

static void give_to_device(uint32_t frame)
{
    volatile uint32_t *words = descriptor(1 + frame);
    words[1] = (uint32_t)received[frame];
    words[0] = DEVICE_HAS_IT | (frame == FRAMES - 1 ? LAST_ONE : 0u);
}

static int link_is_down(void)
{
    if (line->down_time != 0 && line->down_at != 0 &&
        open_eth_count.sent + open_eth_count.received >= line->down_at) {
        line->down_at = 0;
        down_since = now();
    }
    if (line->down_at == 0 && line->down_time != 0) {
        if (now() - down_since < line->down_time) {
            return 1;
        }
        line->down_time = 0;
    }
    return 0;
}

/* Whether this frame never arrives. */
static int is_lost(void)
{
    line->seed = line->seed * 1664525u + 1013904223u;
    int lost = (line->seed >> 8) % 100 < line->drop || link_is_down();
    open_eth_count.lost += lost ? 1 : 0;
    return lost;
}

void open_eth_begin(const uint8_t address[6], struct open_eth_line *faults,
                    uint32_t (*milliseconds)(void))
{
    line = faults;
    now = milliseconds;
    *device_register(MODE) = MODE_RESET;
    *device_register(MODE) = 0;
    *device_register(SEND_DESCRIPTORS) = 1;
    *device_register(ADDRESS_LOW) = (uint32_t)address[2] << 24 | (uint32_t)address[3] << 16 |
                                    (uint32_t)address[4] << 8 | address[5];
    *device_register(ADDRESS_HIGH) = (uint32_t)address[0] << 8 | address[1];
    descriptor(0)[0] = LAST_ONE;
    for (uint32_t i = 0; i < FRAMES; i++) {
        give_to_device(i);
    }
    next = 0;
    *device_register(MODE) =
        MODE_RECEIVE | MODE_SEND | MODE_FULL_DUPLEX | MODE_CHECK_SUM | MODE_FILL_UP;
}

uint8_t *open_eth_room(void)
{
    while ((descriptor(0)[0] & DEVICE_HAS_IT) != 0) {
    }
    return sent;
}

void open_eth_send(uint32_t length)
{
    open_eth_count.sent++;
    if (is_lost()) {
        return;
    }
    descriptor(0)[1] = (uint32_t)sent;
    descriptor(0)[0] = length << 16 | DEVICE_HAS_IT | LAST_ONE | SEND_FILLED_UP | SEND_CHECK_SUM;
}

const uint8_t *open_eth_receive(uint32_t *length)
{
    uint32_t state;
    while (((state = descriptor(1 + next)[0]) & DEVICE_HAS_IT) == 0) {
        open_eth_count.received++;
        *length = state >> 16;
        if (*length > CHECK_SUM && !is_lost()) {
            *length -= CHECK_SUM;
            return received[next];
        }
        open_eth_release();
    }
    return NULL;
}

void open_eth_release(void)
{
    give_to_device(next);
    next = (next + 1) % FRAMES;
}

/* SPDX-License-Identifier: MIT */
#include "appbin/crc.h"

#include <zlib.h>

uint32_t appbin_crc32(uint32_t crc, const uint8_t *bytes, size_t size)
{
    return (uint32_t)crc32_z(crc, bytes, size);
}

uint32_t appbin_crc_word(enum appbin_crc_rule rule, uint32_t crc)
{
    switch (rule) {
    case APPBIN_CRC_PORTABLE:
    case APPBIN_CRC_INVERTED:
        return ~crc;
    case APPBIN_CRC_SDK:
        return crc >= 0x80000000u ? ~crc : crc + 1u;
    case APPBIN_CRC_PYTHON3:
        return crc + 1u;
    case APPBIN_CRC_NONE:
        break;
    }
    return 0;
}

enum appbin_crc_rule appbin_crc_identify(uint32_t crc, uint32_t stored)
{
    if (stored == ~crc) {
        return stored < 0x80000000u ? APPBIN_CRC_PORTABLE : APPBIN_CRC_INVERTED;
    }
    if (stored == appbin_crc_word(APPBIN_CRC_SDK, crc)) {
        return APPBIN_CRC_SDK;
    }
    return stored == appbin_crc_word(APPBIN_CRC_PYTHON3, crc) ? APPBIN_CRC_PYTHON3
                                                              : APPBIN_CRC_NONE;
}

bool appbin_crc_device_accepts(uint32_t crc, uint32_t stored)
{
    return stored == appbin_crc_word(APPBIN_CRC_SDK, crc);
}

/* What XORing difference into a byte does to the CRC when `after` bytes follow it. */
static uint32_t crc_effect(uint8_t difference, size_t after)
{
    const uint8_t zero = 0;
    uint32_t here = (uint32_t)(crc32(0, &difference, 1) ^ crc32(0, &zero, 1));
    return (uint32_t)crc32_combine(here, 0, (z_off_t)after);
}

/* The smallest new value of bytes[offset] that sets the top bit of the CRC. */
static bool try_position(uint8_t *bytes, size_t size, size_t offset, uint32_t *crc)
{
    size_t after = size - offset - 1;
    uint32_t effect[8];
    for (unsigned bit = 0; bit < 8; bit++) {
        effect[bit] = crc_effect((uint8_t)(1u << bit), after);
    }
    for (unsigned value = 0; value <= 0xFF; value++) {
        unsigned difference = value ^ bytes[offset];
        uint32_t changed = *crc;
        for (unsigned bit = 0; bit < 8; bit++) {
            changed ^= (difference >> bit & 1u) != 0 ? effect[bit] : 0;
        }
        if (changed >= 0x80000000u) {
            bytes[offset] = (uint8_t)value;
            *crc = changed;
            return true;
        }
    }
    return false;
}

bool appbin_crc_make_portable(uint8_t *bytes, size_t size, size_t pad_offset, size_t pad_size,
                              uint32_t *crc)
{
    if (*crc >= 0x80000000u) {
        return true;
    }
    for (size_t offset = pad_offset + pad_size; offset > pad_offset; offset--) {
        if (try_position(bytes, size, offset - 1, crc)) {
            return true;
        }
    }
    return false;
}

const char *appbin_crc_rule_str(enum appbin_crc_rule rule)
{
    static const char *const names[] = {"portable", "inverted", "sdk", "python3", "none"};
    return (unsigned)rule < sizeof names / sizeof names[0] ? names[rule] : "none";
}

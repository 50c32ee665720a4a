/* SPDX-License-Identifier: MIT */
#include "appverify/appverify.h"

/* What the low and the high four bits of a byte do to the CRC: 128 bytes, read as words. */
static const uint32_t low_bits[16] APPVERIFY_IN_FLASH = {
    0x00000000, 0x77073096, 0xEE0E612C, 0x990951BA, 0x076DC419, 0x706AF48F, 0xE963A535, 0x9E6495A3,
    0x0EDB8832, 0x79DCB8A4, 0xE0D5E91E, 0x97D2D988, 0x09B64C2B, 0x7EB17CBD, 0xE7B82D07, 0x90BF1D91,
};
static const uint32_t high_bits[16] APPVERIFY_IN_FLASH = {
    0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
    0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
};

/* Always inlined: a call would double the work for a byte. */
static inline __attribute__((always_inline)) uint32_t shift_byte(uint32_t crc)
{
    return crc >> 8 ^ high_bits[crc >> 4 & 15] ^ low_bits[crc & 15];
}

uint32_t appverify_crc32(uint32_t crc, const uint8_t *bytes, size_t length)
{
    crc = ~crc;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (length >= 4 && ((uintptr_t)bytes & 3u) == 0) {
        uint32_t word;
        __builtin_memcpy(&word, __builtin_assume_aligned(bytes, 4), sizeof word);
        crc = shift_byte(shift_byte(shift_byte(shift_byte(crc ^ word))));
        bytes += 4;
        length -= 4;
    }
#endif
    for (size_t i = 0; i < length; i++) {
        crc = shift_byte(crc ^ bytes[i]);
    }
    return ~crc;
}

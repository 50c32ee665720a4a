/* SPDX-License-Identifier: MIT */
/* Both CRC-32 against the published check value and the polynomial, bit by bit. */
#include "appverify/appverify.h"
#include "check.h"
#include "random_words.h"

#define LONGEST 100u
#define POLYNOMIAL 0xEDB88320u /* of ISO 3309, the lowest bit first */

typedef uint32_t (*crc_function)(uint32_t crc, const uint8_t *bytes, size_t length);

static const crc_function functions[] = {appverify_crc32, appverify_crc32_fast};

static uint32_t crc_by_bits(uint32_t crc, const uint8_t *bytes, uint32_t length)
{
    crc = ~crc;
    for (uint32_t i = 0; i < 8 * length; i++) {
        uint32_t bit = (crc ^ (uint32_t)bytes[i / 8] >> i % 8) & 1u;
        crc = crc >> 1 ^ (bit != 0 ? POLYNOMIAL : 0);
    }
    return ~crc;
}

static void crc32_digits_check_value(void)
{
    static const uint8_t digits[] = "123456789";
    for (uint32_t i = 0; i < CHECK_COUNT(functions); i++) {
        check_note(i);
        CHECK_EQUAL(functions[i](0, digits, 9), 0xCBF43926);
    }
}

static void crc32_every_byte_every_length_and_address(void)
{
    uint32_t words[64 + LONGEST / 4 + 1];
    uint8_t *bytes = (uint8_t *)words;
    random_seed(0xC3C32);
    for (uint32_t i = 0; i < sizeof words; i++) {
        bytes[i] = i < 256 ? (uint8_t)i : (uint8_t)random_word();
    }
    for (uint32_t i = 0; i < CHECK_COUNT(functions); i++) {
        CHECK_EQUAL(functions[i](0, bytes, 256), crc_by_bits(0, bytes, 256));
        for (uint32_t length = 0; length <= LONGEST; length++) {
            for (uint32_t offset = 253; offset < 257; offset++) {
                uint32_t start = random_word();
                check_note(length * 1000 + offset);
                CHECK_EQUAL(functions[i](start, bytes + offset, length),
                            crc_by_bits(start, bytes + offset, length));
            }
        }
    }
}

static const struct check_case cases[] = {
    CHECK_CASE(crc32_digits_check_value),
    CHECK_CASE(crc32_every_byte_every_length_and_address),
};
CHECK_TABLE(crc32);

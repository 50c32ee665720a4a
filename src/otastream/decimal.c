/* SPDX-License-Identifier: MIT */
#include "decimal.h"

uint32_t otastream_decimal(char digits[DECIMAL_MAX], uint32_t number)
{
    uint32_t count = 0;
    do {
        uint32_t rest = number / 10; /* the core has no division: one call, not two */
        digits[count++] = (char)('0' + (number - rest * 10));
        number = rest;
    } while (number > 0);
    return count;
}

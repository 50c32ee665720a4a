/* SPDX-License-Identifier: MIT */
#ifndef OTASTREAM_SRC_DECIMAL_H
#define OTASTREAM_SRC_DECIMAL_H

#include <stdint.h>

#define DECIMAL_MAX 10u /* digits of a number */

/* Sets the digits of a number, the last one first, and returns how many there are. */
uint32_t otastream_decimal(char digits[DECIMAL_MAX], uint32_t number);

#endif

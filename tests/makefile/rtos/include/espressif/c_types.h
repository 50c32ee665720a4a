/* SPDX-License-Identifier: MIT */
/* The RTOS SDK's own integers, as far as this project's sources need them. */
#ifndef STAND_IN_RTOS_C_TYPES_H
#define STAND_IN_RTOS_C_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;

#define ICACHE_RODATA_ATTR __attribute__((section(".irom.text")))
#define STORE_ATTR __attribute__((aligned(4)))

#endif

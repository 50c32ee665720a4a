/* SPDX-License-Identifier: MIT */
/* The SDK's own integers. The same types as the compiler's stdint.h, so that both can be included.
 */
#ifndef STAND_IN_C_TYPES_H
#define STAND_IN_C_TYPES_H

typedef signed char int8_t;
typedef signed char sint8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef short sint16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef int sint32_t;
typedef unsigned int uint32_t;
typedef long long sint64_t;
typedef unsigned long long uint64_t;
typedef unsigned int size_t;

typedef signed char int8;
typedef signed char sint8;
typedef unsigned char uint8;
typedef unsigned char u8;
typedef short sint16;
typedef unsigned short uint16;
typedef unsigned short u16;
typedef int int32;
typedef int sint32;
typedef unsigned int uint32;
typedef unsigned int u32;
typedef long long sint64;
typedef unsigned long long uint64;

#ifndef __packed
#define __packed __attribute__((packed))
#endif

#define LOCAL static
#define BIT(number) (1UL << (number))

#ifndef NULL
#define NULL (void *)0
#endif

typedef enum { OK, FAIL, PENDING, BUSY, CANCEL } STATUS;

#ifdef ICACHE_FLASH
#define ICACHE_FLASH_ATTR __attribute__((section(".irom0.text")))
#define ICACHE_RODATA_ATTR __attribute__((section(".irom.text")))
#else
#define ICACHE_FLASH_ATTR
#define ICACHE_RODATA_ATTR
#endif
#define STORE_ATTR __attribute__((aligned(4)))

#ifndef __cplusplus
typedef unsigned char bool;
#define BOOL bool
#define true (1)
#define false (0)
#define TRUE true
#define FALSE false
#endif

#endif

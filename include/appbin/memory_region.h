/* SPDX-License-Identifier: MIT */
/** The chip's memory regions, by address. Their limits: appverify/image_format.h. */
#ifndef APPBIN_MEMORY_REGION_H
#define APPBIN_MEMORY_REGION_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Name of the memory region in which a whole range lies.
 *
 * @param address  in, first byte
 * @param size     in, length in bytes; 0 asks for the address alone
 * @return "iram", "dram", "irom", or "-" when the range is in none of them
 */
const char *appbin_memory_region_name(uint32_t address, uint32_t size);

/**
 * Tells whether a whole range lies in iram or dram.
 *
 * @param address  in, first byte
 * @param size     in, length in bytes
 * @return true when it does
 */
bool appbin_memory_region_is_ram(uint32_t address, uint32_t size);

#ifdef __cplusplus
}
#endif
#endif

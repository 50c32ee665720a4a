/* SPDX-License-Identifier: MIT */
#include "appbin/memory_region.h"

#include "appverify/image_format.h"

static bool lies_in(uint32_t address, uint32_t size, uint32_t start, uint32_t length)
{
    return address >= start && address - start < length && size <= length - (address - start);
}

const char *appbin_memory_region_name(uint32_t address, uint32_t size)
{
    if (lies_in(address, size, APPVERIFY_IRAM_ADDRESS, APPVERIFY_IRAM_SIZE)) {
        return "iram";
    }
    if (lies_in(address, size, APPVERIFY_DRAM_ADDRESS, APPVERIFY_DRAM_SIZE)) {
        return "dram";
    }
    return lies_in(address, size, APPVERIFY_IROM_ADDRESS, APPVERIFY_IROM_SIZE) ? "irom" : "-";
}

bool appbin_memory_region_is_ram(uint32_t address, uint32_t size)
{
    return lies_in(address, size, APPVERIFY_IRAM_ADDRESS, APPVERIFY_IRAM_SIZE) ||
           lies_in(address, size, APPVERIFY_DRAM_ADDRESS, APPVERIFY_DRAM_SIZE);
}

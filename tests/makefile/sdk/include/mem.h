/* SPDX-License-Identifier: MIT */
/* The heap. Since 3.0 it can have blocks in IRAM, where only words can be stored. */
#ifndef STAND_IN_MEM_H
#define STAND_IN_MEM_H

#include <stddef.h>

#include "c_types.h"

#include "version.h"

void vPortFree(void *block, const char *file, unsigned line);
void *pvPortRealloc(void *block, size_t size, const char *file, unsigned line);
void *pvPortZalloc(size_t size, const char *file, unsigned line);
void *pvPortCalloc(size_t count, size_t size, const char *file, unsigned line);

#if ESP_SDK_VERSION_NUMBER >= 0x030000
void *pvPortMalloc(size_t size, const char *file, unsigned line, bool in_iram);
void *pvPortCallocIram(size_t count, size_t size, const char *file, unsigned line);
void *pvPortZallocIram(size_t size, const char *file, unsigned line);
#define os_malloc_iram(size) pvPortMalloc(size, "", __LINE__, true)
#define os_malloc_dram(size) pvPortMalloc(size, "", __LINE__, false)
#define os_calloc_iram(count, size) pvPortCallocIram(count, size, "", __LINE__)
#define os_calloc_dram(count, size) pvPortCalloc(count, size, "", __LINE__)
#define os_zalloc_iram(size) pvPortZallocIram(size, "", __LINE__)
#define os_zalloc_dram(size) pvPortZalloc(size, "", __LINE__)
#ifdef MEM_DEFAULT_USE_DRAM
#define os_malloc os_malloc_dram
#define os_calloc os_calloc_dram
#define os_zalloc os_zalloc_dram
#else
#define os_malloc os_malloc_iram
#define os_calloc os_calloc_iram
#define os_zalloc os_zalloc_iram
#endif
#else
void *pvPortMalloc(size_t size, const char *file, unsigned line);
#define os_malloc(size) pvPortMalloc(size, "", __LINE__)
#define os_calloc(count, size) pvPortCalloc(count, size, "", __LINE__)
#define os_zalloc(size) pvPortZalloc(size, "", __LINE__)
#endif
#define os_free(block) vPortFree(block, "", __LINE__)
#define os_realloc(block, size) pvPortRealloc(block, size, "", __LINE__)

#endif

/* SPDX-License-Identifier: MIT */
#include "memory_report.h"

#include <stdio.h>

/* Set by device.ld around each part. */
#define DECLARE_PART(part)                                                                         \
    extern const char device_##part##_text_start[], device_##part##_text_end[];                    \
    extern const char device_##part##_data_start[], device_##part##_data_end[];                    \
    extern const char device_##part##_bss_start[], device_##part##_bss_end[]
#define PRINT_PART(part, ending)                                                                   \
    (void)printf("  \"%s\": {\"code\": %u, \"dram\": %u}%s\n", #part,                              \
                 (unsigned)(device_##part##_text_end - device_##part##_text_start),                \
                 (unsigned)(device_##part##_data_end - device_##part##_data_start +                \
                            (device_##part##_bss_end - device_##part##_bss_start)),                \
                 ending)

DECLARE_PART(library);
DECLARE_PART(port);
DECLARE_PART(crypto);

void memory_report(void)
{
    PRINT_PART(library, ",");
    PRINT_PART(port, ",");
    PRINT_PART(crypto, "");
}

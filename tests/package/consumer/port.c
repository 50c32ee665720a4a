/* SPDX-License-Identifier: MIT */
#include <stdint.h>

uint32_t lamp_port_brightness(void);

uint32_t lamp_port_brightness(void)
{
    return 100;
}

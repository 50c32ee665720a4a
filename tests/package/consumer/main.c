/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "appverify/appverify.h"

/* Constant, in .rodata; changed by the first call, in .data; cleared at the start, in .bss. */
static const char greeting[] = LAMP_GREETING " of " __FILE__;
static uint32_t calls = 1;
volatile uint32_t lamp_result;

uint32_t lamp_port_brightness(void);
void user_init(void);

void user_init(void)
{
    calls += lamp_port_brightness();
    lamp_result = appverify_crc32(calls, (const uint8_t *)greeting, sizeof greeting);
}

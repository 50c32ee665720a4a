/* SPDX-License-Identifier: MIT */
/* Small services of the system. */
#include "stand_in.h"

static uint32 outputs;

uint32 sdk_number(const char *text)
{
    uint32 number = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        number = 10 * number + (uint32)(*text - '0');
    }
    return number;
}

uint32 system_get_time(void)
{
    return rom_network_milliseconds() * 1000;
}

const char *system_get_sdk_version(void)
{
    return ESP_SDK_VERSION_STRING;
}

uint32 system_get_chip_id(void)
{
    return 0x00C0FFEE;
}

struct rst_info *system_get_rst_info(void)
{
    static struct rst_info info;
    return &info;
}

void ets_delay_us(uint32_t microseconds)
{
    for (uint32 since = rom_network_milliseconds();
         rom_network_milliseconds() - since < microseconds / 1000 + 1;) {
    }
}

void ets_install_putc1(void (*put)(char character))
{
    (void)put;
}

void uart_div_modify(uint8 uart, uint32 divisor)
{
    (void)uart;
    (void)divisor;
}

/* A setting makes it a number that is always the same. */
unsigned long os_random(void)
{
    static uint32 state;
    uint32 ticks;
    const char *setting = rom_setting("random");
    if (setting != NULL) {
        return sdk_number(setting);
    }
    __asm__ volatile("rsr %0, ccount" : "=r"(ticks));
    state = (state ^ ticks) * 1664525u + 1013904223u;
    return state ^ state >> 16;
}

int os_get_random(unsigned char *to, size_t length)
{
    while (length-- > 0) {
        *to++ = (unsigned char)os_random();
    }
    return 0;
}

void ets_intr_lock(void)
{
}

void ets_intr_unlock(void)
{
}

void ets_isr_attach(int number, ets_isr_t function, void *argument)
{
    (void)number;
    (void)function;
    (void)argument;
}

void ets_isr_mask(uint32 mask)
{
    (void)mask;
}

void ets_isr_unmask(uint32 unmask)
{
    (void)unmask;
}

void gpio_init(void)
{
}

void gpio_output_set(uint32 set, uint32 clear, uint32 enable, uint32 disable)
{
    (void)enable;
    (void)disable;
    outputs = (outputs | set) & ~clear;
}

uint32 gpio_input_get(void)
{
    return outputs;
}

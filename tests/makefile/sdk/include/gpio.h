/* SPDX-License-Identifier: MIT */
#ifndef STAND_IN_GPIO_H
#define STAND_IN_GPIO_H

#define GPIO_OUTPUT_SET(pin, value)                                                                \
    gpio_output_set((value) << (pin), (~(value)&1) << (pin), 1 << (pin), 0)
#define GPIO_DIS_OUTPUT(pin) gpio_output_set(0, 0, 0, 1 << (pin))
#define GPIO_INPUT_GET(pin) ((gpio_input_get() >> (pin)) & BIT0)

void gpio_init(void);
void gpio_output_set(uint32 set, uint32 clear, uint32 enable, uint32 disable);
uint32 gpio_input_get(void);

#endif

/* SPDX-License-Identifier: MIT */
/* Registers: as many as an application of the tests needs. */
#ifndef STAND_IN_EAGLE_SOC_H
#define STAND_IN_EAGLE_SOC_H

#define BIT0 0x00000001
#define BIT1 0x00000002
#define BIT2 0x00000004
#define BIT3 0x00000008
#define BIT4 0x00000010
#define BIT5 0x00000020
#define BIT6 0x00000040
#define BIT7 0x00000080

#define READ_PERI_REG(address) (*((volatile uint32_t *)(address)))
#define WRITE_PERI_REG(address, value) (*((volatile uint32_t *)(address))) = (uint32_t)(value)

#define APB_CLK_FREQ 80 * 1000000
#define UART_CLK_FREQ APB_CLK_FREQ
#define TIMER_CLK_FREQ (APB_CLK_FREQ >> 8)

#define PERIPHS_DPORT_BASEADDR 0x3ff00000
#define PERIPHS_GPIO_BASEADDR 0x60000300
#define PERIPHS_RTC_BASEADDR 0x60000700
#define PERIPHS_IO_MUX 0x60000800
#define PERIPHS_IO_MUX_GPIO2_U (PERIPHS_IO_MUX + 0x38)
#define FUNC_GPIO2 0
#define PIN_FUNC_SELECT(pin, function)                                                             \
    WRITE_PERI_REG(pin, (READ_PERI_REG(pin) & ~0x130u) | ((function)&3) << 4 | ((function)&4) << 6)

#endif

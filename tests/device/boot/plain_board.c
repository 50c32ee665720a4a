/* SPDX-License-Identifier: MIT */
/* The board without more than boot.elf has. */
#include "bench.h"

int board_take_argument(const char *name, const char *value)
{
    (void)name;
    (void)value;
    return -1;
}

void board_report(void)
{
}

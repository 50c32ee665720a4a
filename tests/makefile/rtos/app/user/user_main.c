/* SPDX-License-Identifier: MIT */
#include "esp_common.h"

void user_init(void);

void user_init(void)
{
    os_printf("lamp\n");
}

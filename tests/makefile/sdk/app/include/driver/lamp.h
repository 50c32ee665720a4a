/* SPDX-License-Identifier: MIT */
#ifndef DRIVER_LAMP_H
#define DRIVER_LAMP_H

void lamp_init(void);
void lamp_toggle(void);

#endif

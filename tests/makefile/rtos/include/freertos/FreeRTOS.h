/* SPDX-License-Identifier: MIT */
#ifndef STAND_IN_RTOS_FREERTOS_H
#define STAND_IN_RTOS_FREERTOS_H

#define portBASE_TYPE long
typedef unsigned long portTickType;
#define configTICK_RATE_HZ ((portTickType)100)
#define portTICK_RATE_MS ((portTickType)1000 / configTICK_RATE_HZ)
#define pdPASS 1

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STAND_IN_RTOS_TASK_H
#define STAND_IN_RTOS_TASK_H

typedef void *xTaskHandle;
typedef void (*pdTASK_CODE)(void *argument);

long xTaskGenericCreate(pdTASK_CODE code, const signed char *name, unsigned short depth,
                        void *argument, unsigned long priority, xTaskHandle *handle,
                        unsigned long *stack, const void *regions);
void vTaskDelay(portTickType ticks);
portTickType xTaskGetTickCount(void);

#define xTaskCreate(code, name, depth, argument, priority, handle)                                 \
    xTaskGenericCreate(code, name, depth, argument, priority, handle, 0, 0)

#endif

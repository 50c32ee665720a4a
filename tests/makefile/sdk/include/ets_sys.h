/* SPDX-License-Identifier: MIT */
/* Events, tasks, timers and interrupts. */
#ifndef STAND_IN_ETS_SYS_H
#define STAND_IN_ETS_SYS_H

#include "c_types.h"

#include "eagle_soc.h"

typedef uint32_t ETSSignal;
typedef uint32_t ETSParam;
typedef struct ETSEventTag {
    ETSSignal sig;
    ETSParam par;
} ETSEvent;
typedef void (*ETSTask)(ETSEvent *event);

typedef void ETSTimerFunc(void *timer_arg);
typedef struct _ETSTIMER_ {
    struct _ETSTIMER_ *timer_next;
    uint32_t timer_expire;
    uint32_t timer_period;
    ETSTimerFunc *timer_func;
    void *timer_arg;
} ETSTimer;

#define ETS_GPIO_INUM 4
#define ETS_UART_INUM 5

typedef void (*ets_isr_t)(void *argument);
void ets_intr_lock(void);
void ets_intr_unlock(void);
void ets_isr_attach(int number, ets_isr_t function, void *argument);
void ets_isr_mask(uint32 mask);
void ets_isr_unmask(uint32 unmask);

#define ETS_INTR_LOCK() ets_intr_lock()
#define ETS_INTR_UNLOCK() ets_intr_unlock()
#define ETS_GPIO_INTR_ATTACH(function, argument)                                                   \
    ets_isr_attach(ETS_GPIO_INUM, (function), (void *)(argument))
#define ETS_GPIO_INTR_ENABLE() ets_isr_unmask(1 << ETS_GPIO_INUM)
#define ETS_GPIO_INTR_DISABLE() ets_isr_mask(1 << ETS_GPIO_INUM)

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What libupgrade and the TCP/IP library ask of the rest of the SDK: tasks, timers, the time,
 * memory, the console, and the state of a station that has an address. Functions of the ROM that
 * the C library has are given to the linker by name (CMakeLists.txt).
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sdk_glue.h"

#define TICKS 40000u /* of CCOUNT, a millisecond */
#define TASKS 32u
#define HEAP 0x20000u

/* FRC2's counter, memory in this emulator. 312 ticks a millisecond is what timer2_ms_flag says. */
#define FRC2_COUNT (*(volatile uint32_t *)0x60000624u)
#define FRC2_TICKS 312u
char timer2_ms_flag = 1;

/* CCOUNT wraps after 107 seconds; asked more often, this does not. */
unsigned services_milliseconds(void)
{
    static uint32_t last;
    static uint32_t rest;
    static uint32_t milliseconds;
    uint32_t ticks;
    __asm__ volatile("rsr %0, ccount" : "=r"(ticks) : : "memory");
    rest += ticks - last;
    last = ticks;
    milliseconds += rest / TICKS;
    rest %= TICKS;
    return milliseconds;
}

void services_wait(unsigned milliseconds)
{
    unsigned since = services_milliseconds();
    while (services_milliseconds() - since < milliseconds) {
    }
}

uint32_t system_get_time(void);
uint32_t system_get_time(void)
{
    return services_milliseconds() * 1000u;
}

/* Tasks. */

struct event {
    uint32_t signal;
    uint32_t parameter;
};

static struct task {
    void (*function)(struct event *event);
    struct event *events;
    uint32_t room;
    uint32_t first;
    uint32_t count;
} tasks[TASKS];

void ets_task(void (*function)(struct event *), uint8_t priority, struct event *queue,
              uint8_t length);
void ets_task(void (*function)(struct event *), uint8_t priority, struct event *queue,
              uint8_t length)
{
    tasks[priority % TASKS] = (struct task){.function = function, .events = queue, .room = length};
}

uint8_t ets_post(uint8_t priority, uint32_t signal, uint32_t parameter);
uint8_t ets_post(uint8_t priority, uint32_t signal, uint32_t parameter)
{
    struct task *task = &tasks[priority % TASKS];
    if (task->function == NULL || task->count == task->room) {
        return 1;
    }
    task->events[(task->first + task->count) % task->room] = (struct event){signal, parameter};
    task->count++;
    return 0;
}

/* The highest priority first, one event at a time. Returns 0 when there was none. */
static int run_task(void)
{
    for (uint32_t i = TASKS; i-- > 0;) {
        struct task *task = &tasks[i];
        if (task->count > 0) {
            struct event event = task->events[task->first];
            task->first = (task->first + 1) % task->room;
            task->count--;
            task->function(&event);
            return 1;
        }
    }
    return 0;
}

/* Timers, as the SDK's ETSTimer has them. */

struct timer {
    struct timer *next;
    uint32_t expires;
    uint32_t period; /* 0: once */
    void (*function)(void *argument);
    void *argument;
};

static struct timer *armed;

void ets_timer_disarm(struct timer *timer);
void ets_timer_disarm(struct timer *timer)
{
    for (struct timer **link = &armed; *link != NULL; link = &(*link)->next) {
        if (*link == timer) {
            *link = timer->next;
            return;
        }
    }
}

void ets_timer_setfn(struct timer *timer, void (*function)(void *), void *argument);
void ets_timer_setfn(struct timer *timer, void (*function)(void *), void *argument)
{
    timer->function = function;
    timer->argument = argument;
}

void ets_timer_arm_new(struct timer *timer, uint32_t time, uint32_t repeat, uint32_t milliseconds);
void ets_timer_arm_new(struct timer *timer, uint32_t time, uint32_t repeat, uint32_t milliseconds)
{
    uint32_t period = milliseconds != 0 ? time : (time + 999u) / 1000u;
    ets_timer_disarm(timer);
    timer->expires = services_milliseconds() + period;
    timer->period = repeat != 0 ? period : 0;
    timer->next = armed;
    armed = timer;
}

/* Returns 0 when none was due. */
static int run_timer(void)
{
    uint32_t now = services_milliseconds();
    for (struct timer *timer = armed; timer != NULL; timer = timer->next) {
        if ((int32_t)(now - timer->expires) >= 0) {
            ets_timer_disarm(timer);
            if (timer->period != 0) {
                ets_timer_arm_new(timer, timer->period, 1, 1);
            }
            timer->function(timer->argument);
            return 1;
        }
    }
    return 0;
}

void services_run(void)
{
    FRC2_COUNT = services_milliseconds() * FRC2_TICKS;
    (void)run_task();
    (void)run_timer();
}

/* Memory. */

void *sbrk(ptrdiff_t size);
void *sbrk(ptrdiff_t size)
{
    static uint8_t heap[HEAP] __attribute__((aligned(8)));
    static size_t used;
    if (size < 0 || (size_t)size > sizeof heap - used) {
        return (void *)-1;
    }
    used += (size_t)size;
    return heap + used - (size_t)size;
}

void *pvPortMalloc(size_t size);
void *pvPortMalloc(size_t size)
{
    return malloc(size);
}

void *pvPortZalloc(size_t size);
void *pvPortZalloc(size_t size)
{
    return calloc(1, size);
}

void vPortFree(void *memory);
void vPortFree(void *memory)
{
    free(memory);
}

uint32_t system_get_free_heap_size(void);
uint32_t system_get_free_heap_size(void)
{
    return 40000;
}

/* Console, numbers, bytes. */

int os_printf_plus(const char *format, ...);
int os_printf_plus(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vprintf(format, arguments);
    va_end(arguments);
    return length;
}

uint32_t os_random(void);
uint32_t os_random(void)
{
    static uint32_t number = 1;
    return number = number * 1664525u + 1013904223u;
}

uint32_t r_rand(void);
uint32_t r_rand(void)
{
    return os_random();
}

void ets_bzero(void *bytes, size_t length);
void ets_bzero(void *bytes, size_t length)
{
    memset(bytes, 0, length);
}

/* Byte index of an array that may lie in flash. */
uint8_t system_get_data_of_array_8(const uint8_t *array, uint32_t index);
uint8_t system_get_data_of_array_8(const uint8_t *array, uint32_t index)
{
    return array[index];
}

/* A station with an address, which runs user1. */

uint8_t wifi_get_opmode(void);
uint8_t wifi_get_opmode(void)
{
    return 1;
}

uint8_t wifi_station_get_connect_status(void);
uint8_t wifi_station_get_connect_status(void)
{
    return 5;
}

int wifi_get_ip_info(uint8_t interface, uint8_t info[12]);
int wifi_get_ip_info(uint8_t interface, uint8_t info[12])
{
    static const uint8_t addresses[12] = {10, 0, 2, 15, 255, 255, 255, 0, 10, 0, 2, 2};
    (void)interface;
    memcpy(info, addresses, sizeof addresses);
    return 1;
}

static uint8_t upgrade_flag;

void system_upgrade_flag_set(uint8_t flag);
void system_upgrade_flag_set(uint8_t flag)
{
    upgrade_flag = flag;
}

uint8_t system_upgrade_flag_check(void);
uint8_t system_upgrade_flag_check(void)
{
    return upgrade_flag;
}

uint8_t system_upgrade_userbin_check(void);
uint8_t system_upgrade_userbin_check(void)
{
    return 0;
}

/* Packets that the radio still holds; how many more it has room for. */
uint32_t RxNodeNum(void);
uint32_t RxNodeNum(void)
{
    return 10;
}

/* As in the SDK's example of a partition table for this map. */
uint32_t system_partition_get_ota_partition_size(void);
uint32_t system_partition_get_ota_partition_size(void)
{
    return 0x6A000;
}

/* What nothing may call here, under many names: an access point, the radio's packets. */
void sdk_missing(void);
void sdk_missing(void)
{
    (void)printf("bench: a function of the SDK was called that is not here\n");
    abort();
}

/* The SDK's C library has it, for addresses that are text. */
const char *__ctype_ptr__;

void pp_soft_wdt_stop(void);
void pp_soft_wdt_stop(void)
{
}

void pp_soft_wdt_restart(void);
void pp_soft_wdt_restart(void)
{
}

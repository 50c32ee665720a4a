/* SPDX-License-Identifier: MIT */
/* Timers and tasks: one list in the order of time, and a queue for each priority. */
#include "stand_in.h"

#define NOT_ARMED ((os_timer_t *)0xFFFFFFFFu)

static os_timer_t *timers;
static struct {
    os_task_t task;
    os_event_t *events;
    uint32 length;
    uint32 head;
    uint32 used;
} queues[USER_TASK_PRIO_MAX];

void ets_timer_setfn(os_timer_t *timer, os_timer_func_t *function, void *argument)
{
    ets_timer_disarm(timer);
    timer->timer_func = function;
    timer->timer_arg = argument;
    timer->timer_period = 0;
    timer->timer_next = NOT_ARMED;
}

void ets_timer_disarm(os_timer_t *timer)
{
    for (os_timer_t **at = &timers; *at != NULL; at = &(*at)->timer_next) {
        if (*at == timer) {
            *at = timer->timer_next;
            timer->timer_next = NOT_ARMED;
            return;
        }
    }
}

static void arm(os_timer_t *timer, uint32 milliseconds)
{
    os_timer_t **at = &timers;
    timer->timer_expire = rom_network_milliseconds() + milliseconds;
    while (*at != NULL && (int32)((*at)->timer_expire - timer->timer_expire) <= 0) {
        at = &(*at)->timer_next;
    }
    timer->timer_next = *at;
    *at = timer;
}

void ets_timer_arm_new(os_timer_t *timer, uint32_t time, bool repeat, bool is_milliseconds)
{
    uint32 milliseconds = is_milliseconds ? time : time / 1000 + 1;
    if (timer->timer_func == NULL) {
        sdk_misused("a timer without a function is armed");
    }
    ets_timer_disarm(timer);
    timer->timer_period = repeat ? milliseconds : 0;
    arm(timer, milliseconds);
}

static void run_timers(void)
{
    uint32 now = rom_network_milliseconds();
    while (timers != NULL && (int32)(now - timers->timer_expire) >= 0) {
        os_timer_t *timer = timers;
        timers = timer->timer_next;
        timer->timer_next = NOT_ARMED;
        if (timer->timer_period != 0) {
            arm(timer, timer->timer_period);
        }
        timer->timer_func(timer->timer_arg);
        sdk_called();
    }
}

bool system_os_task(os_task_t task, uint8 priority, os_event_t *queue, uint8 length)
{
    if (priority >= USER_TASK_PRIO_MAX || queue == NULL || length == 0) {
        return false;
    }
    queues[priority].events = queue;
    queues[priority].length = length;
    queues[priority].task = task;
    return true;
}

bool system_os_post(uint8 priority, os_signal_t signal, os_param_t parameter)
{
    if (priority >= USER_TASK_PRIO_MAX || queues[priority].used == queues[priority].length) {
        return false;
    }
    uint32 at = (queues[priority].head + queues[priority].used++) % queues[priority].length;
    queues[priority].events[at] = (os_event_t){signal, parameter};
    return true;
}

static void run_tasks(void)
{
    for (uint32 priority = USER_TASK_PRIO_MAX; priority-- > 0;) {
        if (queues[priority].used > 0) {
            os_event_t event = queues[priority].events[queues[priority].head];
            queues[priority].head = (queues[priority].head + 1) % queues[priority].length;
            queues[priority].used--;
            queues[priority].task(&event);
            sdk_called();
        }
    }
}

void sdk_timer_turn(void)
{
    run_timers();
    run_tasks();
}

/* SPDX-License-Identifier: MIT */
/* Memory, strings, timers and text. Includes the application's user_config.h, as the vendor's does.
 */
#ifndef STAND_IN_OSAPI_H
#define STAND_IN_OSAPI_H

#include <string.h>

#include "os_type.h"

#include "version.h"

#include "user_config.h"

void ets_bzero(void *to, size_t length);
void ets_delay_us(uint32_t microseconds);
void ets_install_putc1(void (*put)(char character));
int ets_memcmp(const void *a, const void *b, unsigned int length);
void *ets_memcpy(void *to, const void *from, unsigned int length);
void *ets_memmove(void *to, const void *from, unsigned int length);
void *ets_memset(void *to, int value, unsigned int length);
int ets_strcmp(const char *a, const char *b);
char *ets_strcpy(char *to, const char *from);
int ets_strlen(const char *text);
int ets_strncmp(const char *a, const char *b, unsigned int length);
char *ets_strncpy(char *to, const char *from, unsigned int length);
char *ets_strstr(const char *text, const char *part);

#define os_bzero ets_bzero
#define os_delay_us ets_delay_us
#define os_install_putc1 ets_install_putc1
#define os_memcmp ets_memcmp
#define os_memcpy ets_memcpy
#define os_memmove ets_memmove
#define os_memset ets_memset
#define os_strcat strcat
#define os_strchr strchr
#define os_strcmp ets_strcmp
#define os_strcpy ets_strcpy
#define os_strlen ets_strlen
#define os_strncmp ets_strncmp
#define os_strncpy ets_strncpy
#define os_strstr ets_strstr

void ets_timer_arm_new(os_timer_t *timer, uint32_t time, bool repeat, bool is_milliseconds);
void ets_timer_disarm(os_timer_t *timer);
void ets_timer_setfn(os_timer_t *timer, os_timer_func_t *function, void *argument);

#define os_timer_arm(timer, time, repeat) ets_timer_arm_new(timer, time, repeat, 1)
#define os_timer_disarm ets_timer_disarm
#define os_timer_setfn ets_timer_setfn

int os_printf_plus(const char *format, ...) __attribute__((format(printf, 1, 2)));
int ets_sprintf(char *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
#if ESP_SDK_VERSION_NUMBER >= 0x030000
int ets_snprintf(char *to, unsigned int size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define os_snprintf ets_snprintf
#endif
#define os_sprintf ets_sprintf

#ifdef USE_OPTIMIZE_PRINTF
#define os_printf(format, ...)                                                                     \
    do {                                                                                           \
        static const char flash_text[] ICACHE_RODATA_ATTR STORE_ATTR = format;                     \
        os_printf_plus(flash_text, ##__VA_ARGS__);                                                 \
    } while (0)
#else
#define os_printf os_printf_plus
#endif

unsigned long os_random(void);
int os_get_random(unsigned char *to, size_t length);

#endif

/* SPDX-License-Identifier: MIT */
/* Names of the RTOS SDK's libraries, to link with: nothing of it runs. */
#define NAME(name)                                                                                 \
    int name(void);                                                                                \
    int name(void)                                                                                 \
    {                                                                                              \
        return 0;                                                                                  \
    }

NAME(__udivsi3)
NAME(__umodsi3)
NAME(lwip_close)
NAME(lwip_connect)
NAME(lwip_freeaddrinfo)
NAME(lwip_getaddrinfo)
NAME(lwip_getpeername)
NAME(lwip_getsockopt)
NAME(lwip_ioctl)
NAME(lwip_recv)
NAME(lwip_select)
NAME(lwip_send)
NAME(lwip_socket)
NAME(memcmp)
NAME(memcpy)
NAME(memmove)
NAME(memset)
NAME(os_random)
NAME(printf)
NAME(spi_flash_erase_sector)
NAME(spi_flash_read)
NAME(spi_flash_write)
NAME(strlen)
NAME(system_get_flash_size_map)
NAME(system_get_free_heap_size)
NAME(system_restart)
NAME(system_upgrade_flag_set)
NAME(system_upgrade_reboot)
NAME(system_upgrade_userbin_check)
NAME(vTaskDelay)
NAME(wifi_get_ip_info)
NAME(xTaskGenericCreate)
NAME(xTaskGetTickCount)

void user_init(void);
void call_user_start(void);

/* The entry is in IRAM, as the scripts have it. */
__attribute__((section(".entry.text"))) void call_user_start(void)
{
    user_init();
}

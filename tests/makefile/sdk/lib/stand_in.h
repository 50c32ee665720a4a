/* SPDX-License-Identifier: MIT */
/* Between the libraries of the stand-in SDK; applications know nothing of it. */
#ifndef STAND_IN_H
#define STAND_IN_H

#include "c_types.h"

#include "ets_sys.h"

#include "osapi.h"

#include "ip_addr.h"

#include "user_interface.h"

#include "mem.h"

#include "rom.h"
#include "rom_network.h"

/* An application did what the vendor's SDK forbids: says so and resets. Tests look for "sdk: ". */
void sdk_misused(const char *what) __attribute__((noreturn));

/* After each callback: the soft watchdog looks how long it took. */
void sdk_called(void);

/* What console output must hold for the run to end; NULL: it goes on. */
void sdk_watch_console(const char *text);
int sdk_console_has_said(void);

void sdk_heap_begin(void);
void sdk_flash_begin(void);

uint32 sdk_number(const char *text);

/* Turns of the event loop. */
void sdk_timer_turn(void);
void sdk_wifi_turn(void);
void sdk_espconn_turn(void);

int sdk_is_online(void);
/* Of liblwip's names, which are only linked when they are used. */
extern void (*sdk_dns_turn)(void);
extern const char *(*sdk_dns_name)(const uint8 address[4]);

/* Asks for a reset within some milliseconds. */
void sdk_restart_in(uint32 milliseconds);

#if ESP_SDK_VERSION_NUMBER >= 0x030000
int sdk_partitions_are_known(void);
#endif
uint32 sdk_slot_2_of_map(uint32 map);
uint32 sdk_size_of_map(uint32 map);

#endif

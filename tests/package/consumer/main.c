/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "appverify/appverify.h"
#include "appverify/builtin_crypto.h"
#include "otastream/stream_update.h"

/* Constant, in .rodata; changed by the first call, in .data; cleared at the start, in .bss. */
static const char greeting[] = LAMP_GREETING " of " __FILE__;
static uint32_t calls = 1;
volatile uint32_t lamp_result;
static struct appverify_builtin_crypto crypto_state;
static struct otastream_update update;

uint32_t lamp_port_brightness(void);
void user_init(void);

void user_init(void)
{
    struct appverify_crypto crypto;
    appverify_builtin_crypto_init(&crypto, &crypto_state);
    appverify_builtin_crypto_use_p256(&crypto_state);
    calls += lamp_port_brightness() + (uint32_t)otastream_update_end(&update);
    lamp_result = appverify_crc32(calls, (const uint8_t *)greeting, sizeof greeting);
}

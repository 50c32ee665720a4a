/* SPDX-License-Identifier: MIT */
/* Says which version runs and from which slot. Every kind of section that an
   OTA image carries is used on purpose: an image built or loaded wrongly
   prints a damaged line or none. */
#include "board.h"

#include <stddef.h>
#include <stdint.h>

/* Code marked IROM runs from flash, all other code from iram. */
#define IROM __attribute__((section(".irom0.text")))

/* Set by the linker script: the symbol's address is the slot number. It is all
   that tells the slots apart, so one set of objects serves both. */
extern const char slot_number[];

/* In dram, not in flash: flash answers only aligned 32-bit loads. */
static const char greeting[] = "hello " HELLO_VERSION " slot ";

static char ending[] = "?\n"; /* .data; the slot replaces the '?' */

static char line[64]; /* .bss */
static size_t line_length;

typedef char line_must_fit[sizeof greeting + sizeof ending <= sizeof line ? 1 : -1];

static void line_append(const char *text)
{
    while (*text != '\0' && line_length < sizeof line) {
        line[line_length++] = *text++;
    }
}

void user_init(void);

IROM void user_init(void)
{
    ending[0] = (char)('0' + (uintptr_t)slot_number);
    line_append(greeting);
    line_append(ending);
    board_console_write(line, line_length);
    board_exit(0);
}

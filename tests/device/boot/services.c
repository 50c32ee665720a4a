/* SPDX-License-Identifier: MIT */
/* The services of rom.h. Firmware jumps to them through the table, on its own stack. */
#include "rom.h"

#include <stdio.h>

#include "bench.h"
#include "semihosting.h"

#define NETWORK_PIECE 1460u /* of TCP over Ethernet */

int serve_flash_read(uint32_t address, void *buffer, uint32_t length);
int serve_flash_write(uint32_t address, const void *buffer, uint32_t length);
int serve_flash_erase(uint32_t address);
void serve_console_write(const char *text, uint32_t length);
int serve_fetch_open(uint32_t file);
int32_t serve_fetch_read(uint8_t *buffer, uint32_t capacity);
void serve_reset(void) __attribute__((noreturn));
void serve_sleep(void) __attribute__((noreturn));

static int stream = -1;

int serve_flash_read(uint32_t address, void *buffer, uint32_t length)
{
    enum nor_flash_result result = nor_flash_read(&bench_flash, address, buffer, length);
    if (result == NOR_FLASH_ERR_READ) {
        return -1;
    }
    bench_check_flash(result);
    return 0;
}

int serve_flash_write(uint32_t address, const void *buffer, uint32_t length)
{
    (void)printf("flash: write 0x%x %u\n", (unsigned)address, (unsigned)length);
    bench_check_flash(nor_flash_program(&bench_flash, address, buffer, length));
    return 0;
}

int serve_flash_erase(uint32_t address)
{
    (void)printf("flash: erase 0x%x\n", (unsigned)address);
    bench_check_flash(nor_flash_erase(&bench_flash, address));
    return 0;
}

void serve_console_write(const char *text, uint32_t length)
{
    (void)host_write(HOST_STDOUT, text, length);
}

int serve_fetch_open(uint32_t file)
{
    const char *path = file <= ROM_FILE_USER2 ? bench_options.files[file] : NULL;
    if (stream >= 0) {
        (void)host_close(stream);
        stream = -1;
    }
    if (path == NULL) {
        return -1;
    }
    stream = host_open(path, HOST_READ);
    if (stream < 0) {
        (void)printf("bench: cannot read %s\n", path);
        bench_end(BENCH_BROKEN);
    }
    return 0;
}

/* Small pieces half of the time, and never one that ends on a word by design. */
int32_t serve_fetch_read(uint8_t *buffer, uint32_t capacity)
{
    uint32_t most = bench_random() % 2 == 0 ? 13 : NETWORK_PIECE;
    uint32_t size = 1 + bench_random() % most;
    return stream < 0 ? -1 : host_read(stream, buffer, size < capacity ? size : capacity);
}

void serve_reset(void)
{
    (void)printf("bench: reset\n");
    bench_end(BENCH_RESET);
}

void serve_sleep(void)
{
    bench_end(BENCH_ASLEEP);
}

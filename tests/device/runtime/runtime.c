/* SPDX-License-Identifier: MIT */
/* What a program on the emulated core needs before and after main: arguments, standard output,
 * exit, and a report when the core raises an exception. */
#include <stdio.h>
#include <stdlib.h>

#include "semihosting.h"
#include "stack.h"

enum { ARGUMENT_BYTES = 1024, FAULT_STATUS = 98, ABORT_STATUS = 99 };

int main(int argc, char **argv);
void device_run(void) __attribute__((noreturn));
void device_fault(uint32_t cause, uint32_t instruction, uint32_t address, uint32_t stack)
    __attribute__((noreturn));
void _exit(int status) __attribute__((noreturn));

static char line[256];
static size_t line_length;

static void flush_line(void)
{
    (void)host_write(HOST_STDOUT, line, line_length);
    line_length = 0;
}

static int put_character(char character, FILE *file)
{
    (void)file;
    line[line_length++] = character;
    if (character == '\n' || line_length == sizeof line) {
        flush_line();
    }
    return 0;
}

static FILE console = FDEV_SETUP_STREAM(put_character, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *const stdout = &console;
FILE *const stderr = &console;

void _exit(int status)
{
    flush_line();
    host_exit(status);
}

void exit(int status)
{
    _exit(status);
}

void abort(void)
{
    (void)printf("abort\n");
    _exit(ABORT_STATUS);
}

void device_fault(uint32_t cause, uint32_t instruction, uint32_t address, uint32_t stack)
{
    (void)printf("exception %u at 0x%08x, address 0x%08x, stack 0x%08x\n", (unsigned)cause,
                 (unsigned)instruction, (unsigned)address, (unsigned)stack);
    _exit(FAULT_STATUS);
}

void device_run(void)
{
    static char *arguments[ARGUMENT_BYTES / sizeof(char *)];
    int count = host_arguments(arguments, sizeof arguments);
    int status = main(count, arguments);
    if (stack_overflowed()) {
        (void)printf("the stack overflowed\n");
        status = ABORT_STATUS;
    }
    exit(status);
}

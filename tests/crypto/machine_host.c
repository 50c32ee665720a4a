/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <stdio.h>

static FILE *file;

int machine_open(const char *path)
{
    file = fopen(path, "rb");
    return file != NULL;
}

int machine_read(void *bytes, size_t size)
{
    return fread(bytes, 1, size, file) == size;
}

uint32_t machine_run(void (*function)(void *), void *argument, uint32_t *stack)
{
    function(argument);
    *stack = 0;
    return 0;
}

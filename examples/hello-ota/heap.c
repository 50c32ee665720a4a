/* SPDX-License-Identifier: MIT */
/* The C library's malloc, which mbedTLS uses, takes what lies between .bss and the end of dram. */
#include <errno.h>
#include <stddef.h>

void *sbrk(ptrdiff_t increment);

extern char _heap_start[];
extern char _heap_end[];

void *sbrk(ptrdiff_t increment)
{
    static char *brk = _heap_start;
    char *old = brk;
    if (increment > _heap_end - brk || increment < _heap_start - brk) {
        errno = ENOMEM;
        return (void *)-1;
    }
    brk += increment;
    return old;
}

/* SPDX-License-Identifier: MIT */
/* What lwIP wants to know of the compiler and the board; its name is lwIP's. */
#ifndef NETWORK_ARCH_CC_H
#define NETWORK_ARCH_CC_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

uint32_t bench_random(void); /* bench.h */

#define LWIP_RAND() bench_random()
#define LWIP_PLATFORM_DIAG(text)                                                                   \
    do {                                                                                           \
        (void)printf text;                                                                         \
    } while (0)
#define LWIP_PLATFORM_ASSERT(text)                                                                 \
    do {                                                                                           \
        (void)printf("lwIP: %s\n", (text));                                                        \
        abort();                                                                                   \
    } while (0)

#endif

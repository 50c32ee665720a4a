/* SPDX-License-Identifier: MIT */
/* What each assembly file begins with; for no other. */
#ifndef APPVERIFY_SRC_LX106_ASSEMBLY_H
#define APPVERIFY_SRC_LX106_ASSEMBLY_H

#include "lx106.h"

/* Or a host's linker would take an assembly file without code to want an executable stack. */
#if defined(__linux__) && defined(__ELF__)
/* clang-format off */
    .section .note.GNU-stack, "", %progbits
    .text
/* clang-format on */
#endif

#endif

/* SPDX-License-Identifier: MIT */
/*
 * APPVERIFY_LX106: the assembly of this folder is used. Define APPVERIFY_NO_ASSEMBLY for a compiler
 * that does not take it: everything is there in C too.
 */
#ifndef APPVERIFY_SRC_LX106_H
#define APPVERIFY_SRC_LX106_H

/* Other Xtensa cores of the vendor have another calling convention. */
#if defined(__XTENSA__) && defined(__XTENSA_CALL0_ABI__) && !defined(APPVERIFY_NO_ASSEMBLY)
#define APPVERIFY_LX106 1
#endif

#endif

/* SPDX-License-Identifier: MIT */
/* What the program that asks holds of the library, the port and the crypto library, as linked. */
#ifndef DEVICE_MEMORY_REPORT_H
#define DEVICE_MEMORY_REPORT_H

/* Prints the members of a JSON object: code (for flash) and DRAM (constants, data and bss). */
void memory_report(void);

#endif

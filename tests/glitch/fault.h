/* SPDX-License-Identifier: MIT */
/* The list of faults, as campaign.py writes it and the drivers read it. */
#ifndef APPVERIFY_TESTS_GLITCH_FAULT_H
#define APPVERIFY_TESTS_GLITCH_FAULT_H

#include <stdint.h>

#define FAULT_BYTES_MAX 16u

/* One instruction, and what takes its place. */
struct fault {
    uint32_t address;
    uint32_t size;
    uint8_t bytes[FAULT_BYTES_MAX];
};

#endif

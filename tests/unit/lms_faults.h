/* SPDX-License-Identifier: MIT */
/*
 * Faults in the system calls of an LMS key: the linker puts these functions in front of those of
 * the C library (--wrap), for the calls that the library makes of a key file.
 */
#ifndef APPBIN_TEST_LMS_FAULTS_H
#define APPBIN_TEST_LMS_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit status of a process that a fault ended. */
#define FAULT_KILLED 99

enum fault_kind {
    FAULT_NONE,
    FAULT_KILL_BEFORE, /* the process ends, the call has not happened */
    FAULT_KILL_HALF,   /* of a write half has happened; otherwise as before */
    FAULT_KILL_AFTER,  /* the call has happened */
    FAULT_ERROR,       /* the call fails with EIO, and the process goes on */
    FAULT_KINDS,
};

/* The next calls are counted from 1 and logged, and the one with this number has the fault. */
void faults_arm(enum fault_kind kind, unsigned number);
void faults_disarm(void);

/* How many calls there were since faults_arm. */
unsigned faults_calls(void);

/* The calls that change something, each with a blank behind it. */
const char *faults_log(void);

/* Called once, in front of the next call with this name. */
void faults_hook(const char *name, void (*hook)(void *context), void *context);

/* What fstatfs says of the type; 0: the truth. */
extern uint32_t faults_file_system;

/* Number of the faccessat that fails with EROFS; 0: none. */
extern unsigned faults_read_only;

#endif

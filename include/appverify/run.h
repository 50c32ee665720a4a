/* SPDX-License-Identifier: MIT */
/** Runs a verification or a commit to its end, giving the processor back in between. */
#ifndef APPVERIFY_RUN_H
#define APPVERIFY_RUN_H

#include "appverify/appverify.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Budget of a step that suits the chip: 4096 bytes are some 4 ms of hashing at 80 MHz. */
#define APPVERIFY_DEFAULT_BUDGET 4096u

/** What the firmware does during a run. Each function may be NULL. */
struct appverify_hooks {
    /** Called after every step: feed the watchdog, let Wi-Fi run. */
    void (*yield)(void *context);
    /** Called at the end of a run with its result: a number, no text. */
    void (*log)(void *context, enum appverify_result result);
    void *context;
};

/**
 * Steps until something other than APPVERIFY_MORE comes back. For firmware with a task of its own;
 * on the non-OS SDK call appverify_step from a timer instead.
 *
 * @param context  in and out, begun
 * @param budget   in, bytes a step; APPVERIFY_DEFAULT_BUDGET
 * @param hooks    in; NULL: none
 * @return as appverify_step, never APPVERIFY_MORE
 */
enum appverify_result appverify_run(struct appverify_context *context, uint32_t budget,
                                    const struct appverify_hooks *hooks);

#if defined(APPVERIFY_STRINGS)
/**
 * Names a result, for logs. Only where APPVERIFY_STRINGS is defined: the texts take DRAM.
 *
 * @param result  in, any value
 * @return a constant string such as "DIGEST", never NULL
 */
const char *appverify_result_name(enum appverify_result result);
#endif

#ifdef __cplusplus
}
#endif
#endif

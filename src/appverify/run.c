/* SPDX-License-Identifier: MIT */
#include "appverify/run.h"

enum appverify_result appverify_run(struct appverify_context *context, uint32_t budget,
                                    const struct appverify_hooks *hooks)
{
    enum appverify_result result = appverify_step(context, budget);
    while (result == APPVERIFY_MORE) {
        if (hooks != NULL && hooks->yield != NULL) {
            hooks->yield(hooks->context);
        }
        result = appverify_step(context, budget);
    }
    if (hooks != NULL && hooks->log != NULL) {
        hooks->log(hooks->context, result);
    }
    return result;
}

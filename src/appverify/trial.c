/* SPDX-License-Identifier: MIT */
#include "appverify/commit.h"

static enum appverify_result end_trial(const struct appverify_store *store,
                                       struct appverify_store_state *state)
{
    state->trial_slot = 0;
    state->trial_counter = 0;
    state->boots_left = 0;
    return appverify_store_write(store, state);
}

enum appverify_result appverify_boot(const struct appverify_store *store,
                                     const struct appverify_platform *platform,
                                     uint32_t running_slot, uint32_t *on_trial)
{
    struct appverify_store_state state;
    *on_trial = 0;
    enum appverify_result result = appverify_store_read(store, &state);
    if (result != APPVERIFY_OK || state.trial_slot == 0) {
        return result;
    }
    if (state.trial_slot != running_slot) {
        /* The old firmware runs: the switch never happened, or the trial has failed. */
        return end_trial(store, &state);
    }
    if (state.boots_left == 0) {
        /* The store keeps the trial until the other slot runs: a power cut must not end it. */
        return platform->switch_slot(platform->context, 3 - running_slot) == APPVERIFY_OK
                   ? APPVERIFY_COMMITTED
                   : APPVERIFY_ERR_SWITCH;
    }
    *on_trial = 1;
    state.boots_left--;
    return appverify_store_write(store, &state);
}

enum appverify_result appverify_confirm(const struct appverify_store *store, uint32_t running_slot)
{
    struct appverify_store_state state;
    enum appverify_result result = appverify_store_read(store, &state);
    if (result != APPVERIFY_OK || state.trial_slot != running_slot) {
        return result;
    }
    if (state.security_counter < state.trial_counter) {
        state.security_counter = state.trial_counter;
    }
    return end_trial(store, &state);
}

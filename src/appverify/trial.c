/* SPDX-License-Identifier: MIT */
#include "appverify/commit.h"

/* Without a trial from now on, and with a counter that is not below least_counter. */
static enum appverify_result end_trial(const struct appverify_store *store,
                                       struct appverify_store_state *state, uint32_t least_counter)
{
    if (state->security_counter < least_counter) {
        state->security_counter = least_counter;
    }
    state->trial_slot = 0;
    state->trial_counter = 0;
    state->boots_left = 0;
    return appverify_store_write(store, state);
}

enum appverify_result appverify_boot(const struct appverify_store *store,
                                     const struct appverify_platform *platform,
                                     uint32_t running_slot, uint32_t own_counter,
                                     uint32_t *on_trial)
{
    struct appverify_store_state state;
    *on_trial = 0;
    enum appverify_result result = appverify_store_read(store, &state);
    if (result != APPVERIFY_OK ||
        (state.trial_slot == 0 && state.security_counter >= own_counter)) {
        return result;
    }
    if (state.trial_slot == 0 || state.trial_slot != running_slot) {
        /* No trial, or the old firmware runs: the switch never happened, or the trial failed. */
        return end_trial(store, &state, own_counter);
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
    return end_trial(store, &state, state.trial_counter);
}

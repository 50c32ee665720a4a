/* SPDX-License-Identifier: MIT */
/* One update over the air, from the manifest to the switch of the slot. */
#ifndef UPDATE_H
#define UPDATE_H

#include "appverify/store.h"
#include "otastream/stream_update.h"

/*
 * First thing in a boot: reads what runs from its own slot, says it on the console, and sets an
 * update to the other slot up. Returns the security counter of what runs; 0: unsigned, or unknown.
 */
uint32_t update_identify(const struct appverify_store *store);

/*
 * Takes the update that is offered for the slot that does not run, if its version is higher. Resets
 * into it when it is good; returns when there is none or it was refused, with the reason on the
 * console. trial_failed: as in struct otastream_update_config.
 */
void update_run(uint32_t trial_failed);

/* Says how a check ended, and resets when the other slot is, or may be, the one that starts.
 * status: of HTTP; 0 without one. */
void update_report(const struct otastream_update *update, enum otastream_result result,
                   uint32_t status);

#endif

/* SPDX-License-Identifier: MIT */
/* One update over the air, from the manifest to the switch of the slot. */
#ifndef UPDATE_H
#define UPDATE_H

#include "appverify/store.h"

/*
 * Takes the update that is offered for the slot that does not run, if its version is higher. Resets
 * into it when it is good; returns when there is none or it was refused, with the reason on the
 * console.
 */
void update_run(const struct appverify_store *store);

#endif

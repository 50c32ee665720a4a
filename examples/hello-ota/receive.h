/* SPDX-License-Identifier: MIT */
/* Where updates come from; one receive_<board>.c is linked (HELLO_BOARD). */
#ifndef RECEIVE_H
#define RECEIVE_H

#include "otastream/stream_update.h"

/* To go on after a reset; NULL where a transfer begins anew. */
struct otastream_journal *receive_journal(void);

/* Brings updates in, and reports each by update_report. Returns when there is no more to do in this
 * boot. */
void receive_run(struct otastream_update *update);

#endif

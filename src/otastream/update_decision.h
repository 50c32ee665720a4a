/* SPDX-License-Identifier: MIT */
/* Whether a device wants a release: before its signatures are checked, and after. */
#ifndef OTASTREAM_SRC_UPDATE_DECISION_H
#define OTASTREAM_SRC_UPDATE_DECISION_H

#include "otastream/stream_update.h"

/*
 * Of a manifest in RAM: takes the digest of its signed part and the stored counter. AGAIN: judge
 * it; UNCHANGED; REFUSED_CRYPTO, or an error of the store.
 */
enum otastream_result otastream_decide_before(struct otastream_update *update);

/*
 * Of a manifest that was judged good. MORE: it is wanted, length is that of the image; UP_TO_DATE,
 * LOWER_VERSION, ON_TRIAL, TRIAL_FAILED.
 */
enum otastream_result otastream_decide_after(struct otastream_update *update, uint32_t *length);

/* An error of appverify as a result. */
enum otastream_result otastream_refused(enum appverify_result error);

#endif

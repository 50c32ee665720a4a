/* SPDX-License-Identifier: MIT */
/* What the one who posts is told. */
#ifndef OTASTREAM_SRC_PUSH_ANSWER_H
#define OTASTREAM_SRC_PUSH_ANSWER_H

#include "otastream/push_server.h"

/* Writes the answer for a result into the buffer of the configuration. Its length, 0: no room. */
size_t otastream_push_write_answer(const struct otastream_push_config *config,
                                   enum otastream_result result);

/* The same for "100 Continue". */
size_t otastream_push_write_continue(const struct otastream_push_config *config);

#endif

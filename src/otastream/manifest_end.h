/* SPDX-License-Identifier: MIT */
/* Where a manifest ends whose bytes are still arriving. */
#ifndef OTASTREAM_SRC_MANIFEST_END_H
#define OTASTREAM_SRC_MANIFEST_END_H

#include <stdint.h>

#include "appverify/result.h"

/*
 * How many bytes there must be to know more, by the got bytes that there are; the same number when
 * they are a whole manifest. Nothing else is checked than what the walk needs: the verifier does.
 * APPVERIFY_OK, NOT_FOUND, VERSION, FORMAT.
 */
enum appverify_result otastream_manifest_end(const uint8_t *bytes, uint32_t got, uint32_t *needed);

#endif

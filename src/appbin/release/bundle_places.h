/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_BUNDLE_PLACES_H
#define APPBIN_SRC_BUNDLE_PLACES_H

#include "appbin/bundle.h"

/* As appbin_bundle_read, but for images of one length that changed places: their digests tell. */
enum appbin_error appbin_bundle_read_places(struct appbin_bundle *bundle, const uint8_t *bytes,
                                            size_t size, struct appbin_diagnostic *diagnostic);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_KEY_PUBLIC_H
#define APPBIN_SRC_KEY_PUBLIC_H

#include "appbin/key.h"
#include "key/key_mbedtls.h"

/* Every form of the public half of a key. Returns APPBIN_OK, KEY, NO_MEMORY. */
enum appbin_error appbin_key_public_fill(struct appbin_public_key *key,
                                         const mbedtls_pk_context *pk, uint32_t algorithm,
                                         struct appbin_diagnostic *diagnostic);

#endif

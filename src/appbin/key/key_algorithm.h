/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_KEY_ALGORITHM_H
#define APPBIN_SRC_KEY_ALGORITHM_H

#include <stdint.h>

#include "appbin/error.h"
#include "key/key_mbedtls.h"

#define KEY_RSA_EXPONENT 65537

/* Refuses everything but P-256 and RSA of the sizes and the exponent that are supported. */
enum appbin_error appbin_key_algorithm_of(uint32_t *algorithm, const mbedtls_pk_context *pk,
                                          struct appbin_diagnostic *diagnostic);

#endif

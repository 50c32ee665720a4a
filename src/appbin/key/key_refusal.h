/* SPDX-License-Identifier: MIT */
/* Refusals that the files of this folder share, and the meaning of the crypto library's errors. */
#ifndef APPBIN_SRC_KEY_REFUSAL_H
#define APPBIN_SRC_KEY_REFUSAL_H

#include "appbin/error.h"

/* Ends the message about every key that is sound but of no use here. */
#define KEY_SUPPORTED "supported are P-256 and RSA of 2048 and 3072 bits"

enum appbin_error appbin_key_fail_no_memory(struct appbin_diagnostic *diagnostic);
enum appbin_error appbin_key_fail_no_passphrase(struct appbin_diagnostic *diagnostic);
enum appbin_error appbin_key_fail_wrong_passphrase(struct appbin_diagnostic *diagnostic);
enum appbin_error appbin_key_fail_unknown_encryption(struct appbin_diagnostic *diagnostic);

/* The diagnostic for an mbedTLS error: NO_MEMORY when it is one, otherwise `error`. */
enum appbin_error appbin_key_fail_mbedtls(struct appbin_diagnostic *diagnostic,
                                          enum appbin_error error, const char *what, int code);

#endif

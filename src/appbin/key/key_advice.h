/* SPDX-License-Identifier: MIT */
/* Refusals of files that hold no key of the wanted kind, with the command that helps. */
#ifndef APPBIN_SRC_KEY_ADVICE_H
#define APPBIN_SRC_KEY_ADVICE_H

#include "key/key_kind.h"

/* Refuses text that is neither PEM nor DER. */
enum appbin_error appbin_key_check_text(const uint8_t *bytes, size_t size, enum key_half wanted,
                                        struct appbin_diagnostic *diagnostic);

/* Refuses the label of a PEM block whose content is of no use. */
enum appbin_error appbin_key_check_label(const char *label, enum key_half wanted,
                                         struct appbin_diagnostic *diagnostic);

/* What a command of openssl needs to be told of a file in PEM or DER. */
const char *appbin_key_input_form(bool is_pem);

/* Refuses what a file holds instead of a key of this half. */
enum appbin_error appbin_key_refuse_private(enum key_kind kind,
                                            struct appbin_diagnostic *diagnostic);
enum appbin_error appbin_key_refuse_public(enum key_kind kind, bool is_pem,
                                           struct appbin_diagnostic *diagnostic);

#endif

/* SPDX-License-Identifier: MIT */
/* PKCS#8 encryption: PBES2 (RFC 8018) with PBKDF2. mbedTLS 2.28 reads it with DES only. */
#ifndef APPBIN_SRC_KEY_PBES2_H
#define APPBIN_SRC_KEY_PBES2_H

#include "appbin/key.h"
#include "base/secret_bytes.h"
#include "key/key_der.h"

/* Decrypts an EncryptedPrivateKeyInfo; *plain is set on success only. */
enum appbin_error appbin_key_pbes2_decrypt(struct appbin_secret_bytes *plain, const uint8_t *der,
                                           size_t size, const struct appbin_passphrase *passphrase,
                                           struct appbin_diagnostic *diagnostic);

/* Writes an EncryptedPrivateKeyInfo around plain: PBKDF2-HMAC-SHA-256, AES-256-CBC. */
enum appbin_error appbin_key_pbes2_encrypt(struct der_writer *writer, const uint8_t *plain,
                                           size_t size, const struct appbin_passphrase *passphrase,
                                           struct appbin_diagnostic *diagnostic);

#endif

/* SPDX-License-Identifier: MIT */
/* Gets the DER out of a key file: PEM or DER, encrypted or not. */
#ifndef APPBIN_SRC_KEY_FILE_H
#define APPBIN_SRC_KEY_FILE_H

#include "appbin/key.h"
#include "base/secret_bytes.h"
#include "key/key_kind.h"

/* Index of the key of a file that must hold no other. */
#define KEY_FILE_ONLY ((size_t)-1)

struct key_file {
    size_t count;       /* keys of the wanted half in the file */
    size_t other_count; /* and of the other half */
    bool is_pem;
    struct appbin_secret_bytes der;
    struct key_content content; /* points into der */
};

/*
 * A file that was opened holds a key of the wanted half, decrypted, of a supported algorithm: the
 * one with this index, 0 to file->count - 1, or KEY_FILE_ONLY.
 * Close it in any case. Returns APPBIN_OK, KEY, PASSPHRASE, NO_MEMORY.
 */
enum appbin_error appbin_key_file_open(struct key_file *file, const uint8_t *bytes, size_t size,
                                       enum key_half wanted, size_t index,
                                       const struct appbin_passphrase *passphrase,
                                       struct appbin_diagnostic *diagnostic);

void appbin_key_file_close(struct key_file *file);

#endif

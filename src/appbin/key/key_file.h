/* Gets the DER out of a key file: PEM or DER, encrypted or not. */
#ifndef APPBIN_SRC_KEY_FILE_H
#define APPBIN_SRC_KEY_FILE_H

#include "appbin/key.h"
#include "key/key_kind.h"

enum key_wanted { KEY_WANTED_PRIVATE, KEY_WANTED_PUBLIC };

struct key_file {
    uint8_t *der; /* capacity bytes, wiped when closed */
    size_t size;
    size_t capacity;
    struct key_content content;
};

/*
 * A file that was opened holds a key of the wanted half, decrypted, of a supported algorithm.
 * Close it in any case. Returns APPBIN_OK, KEY, PASSPHRASE, NO_MEMORY.
 */
enum appbin_error appbin_key_file_open(struct key_file *file, const uint8_t *bytes, size_t size,
                                       enum key_wanted wanted,
                                       const struct appbin_passphrase *passphrase,
                                       struct appbin_diagnostic *diagnostic);

void appbin_key_file_close(struct key_file *file);

/* Refusals that the readers of PEM and of PKCS#8 share. */
enum appbin_error appbin_key_fail_no_passphrase(struct appbin_diagnostic *diagnostic);
enum appbin_error appbin_key_fail_wrong_passphrase(struct appbin_diagnostic *diagnostic);
enum appbin_error appbin_key_fail_unknown_encryption(struct appbin_diagnostic *diagnostic);

#endif

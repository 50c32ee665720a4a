/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/diagnostic.h"
#include "key/key_algorithm.h"
#include "key/key_file.h"
#include "key/key_private.h"
#include "key/key_public.h"
#include "key/key_refusal.h"

static enum appbin_error load_private(struct appbin_private_key *key, const struct key_file *file,
                                      struct appbin_diagnostic *diagnostic)
{
    int code = appbin_key_mbedtls_parse(&key->pk, file->der.bytes, file->der.size);
    if (code != 0) {
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_KEY, "damaged private key", code);
    }
    enum appbin_error error = appbin_key_algorithm_of(&key->algorithm, &key->pk, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    code = appbin_key_mbedtls_check_pair(&key->pk);
    if (code != 0) {
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_KEY,
                                       "the private and the public half do not belong together",
                                       code);
    }
    if (mbedtls_pk_get_type(&key->pk) == MBEDTLS_PK_RSA) {
        code = appbin_key_mbedtls_use_pss(mbedtls_pk_rsa(key->pk));
    }
    return code == 0 ? APPBIN_OK
                     : appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_KEY, "the key cannot be used",
                                               code);
}

enum appbin_error appbin_private_key_read(struct appbin_private_key **key, const uint8_t *bytes,
                                          size_t size, const struct appbin_passphrase *passphrase,
                                          struct appbin_diagnostic *diagnostic)
{
    struct key_file file;
    struct appbin_private_key *made = NULL;
    enum appbin_error error = appbin_key_file_open(&file, bytes, size, KEY_HALF_PRIVATE,
                                                   KEY_FILE_ONLY, passphrase, diagnostic);
    if (error == APPBIN_OK) {
        made = appbin_key_private_new();
        error = made != NULL ? load_private(made, &file, diagnostic)
                             : appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    appbin_key_file_close(&file);
    if (error != APPBIN_OK) {
        appbin_private_key_free(made);
        return error;
    }
    *key = made;
    return APPBIN_OK;
}

static enum appbin_error load_public(struct appbin_public_key *key, const struct key_file *file,
                                     struct appbin_diagnostic *diagnostic)
{
    mbedtls_pk_context pk;
    uint32_t algorithm = 0;
    mbedtls_pk_init(&pk);
    int code = mbedtls_pk_parse_public_key(&pk, file->der.bytes, file->der.size);
    enum appbin_error error =
        code == 0 ? appbin_key_algorithm_of(&algorithm, &pk, diagnostic)
                  : appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_KEY, "damaged public key", code);
    if (error == APPBIN_OK) {
        error = appbin_key_public_fill(key, &pk, algorithm, diagnostic);
    }
    mbedtls_pk_free(&pk);
    return error;
}

/* The key with this index; *count: how many there are. */
static enum appbin_error read_public(struct appbin_public_key *key, size_t index, size_t *count,
                                     const uint8_t *bytes, size_t size,
                                     struct appbin_diagnostic *diagnostic)
{
    struct key_file file;
    enum appbin_error error =
        appbin_key_file_open(&file, bytes, size, KEY_HALF_PUBLIC, index, NULL, diagnostic);
    if (error == APPBIN_OK) {
        error = load_public(key, &file, diagnostic);
    }
    *count = file.count;
    appbin_key_file_close(&file);
    return error;
}

enum appbin_error appbin_public_key_read(struct appbin_public_key *key, const uint8_t *bytes,
                                         size_t size, struct appbin_diagnostic *diagnostic)
{
    size_t count = 0;
    return read_public(key, KEY_FILE_ONLY, &count, bytes, size, diagnostic);
}

enum appbin_error appbin_public_keys_read(struct appbin_public_key *keys, size_t capacity,
                                          size_t *count, const uint8_t *bytes, size_t size,
                                          struct appbin_diagnostic *diagnostic)
{
    size_t found = 1;
    for (size_t i = 0; i < found; i++) {
        struct appbin_public_key key;
        enum appbin_error error = read_public(&key, i, &found, bytes, size, diagnostic);
        if (error == APPBIN_OK && found > capacity) {
            error =
                appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                            "%zu public keys in one file; there is room for %zu", found, capacity);
        }
        if (error != APPBIN_OK) {
            return error;
        }
        keys[i] = key;
    }
    *count = found;
    return APPBIN_OK;
}

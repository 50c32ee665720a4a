/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "key/key_algorithm.h"
#include "key/key_file.h"
#include "key/key_lms.h"
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

static enum appbin_error load_public(struct appbin_public_key *key, const struct key_file *file,
                                     struct appbin_diagnostic *diagnostic)
{
    mbedtls_pk_context pk;
    uint32_t algorithm = 0;
    if (file->content.kind != KEY_KIND_PUBLIC || DER_IS_OID(&file->content.algorithm, OID_LMS)) {
        return appbin_key_lms_fill(key, file->der.bytes, file->der.size, diagnostic);
    }
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

/* The key with this index; *count: how many there are, *private_count: beside private ones. */
static enum appbin_error read_public(struct appbin_public_key *key, size_t index, size_t *count,
                                     size_t *private_count, const uint8_t *bytes, size_t size,
                                     struct appbin_diagnostic *diagnostic)
{
    struct key_file file;
    enum appbin_error error =
        appbin_key_file_open(&file, bytes, size, KEY_HALF_PUBLIC, index, NULL, diagnostic);
    if (error == APPBIN_OK) {
        error = load_public(key, &file, diagnostic);
    }
    *count = file.count;
    *private_count = file.other_count;
    appbin_key_file_close(&file);
    return error;
}

/* A public key beside a private one is its own, so that all commands take the same key. */
static enum appbin_error check_public_halves(const struct appbin_private_key *key, size_t count,
                                             const uint8_t *bytes, size_t size,
                                             struct appbin_diagnostic *diagnostic)
{
    struct appbin_public_key own;
    struct appbin_public_key beside;
    size_t private_count = 0;
    enum appbin_error error = appbin_private_key_public(&own, key, diagnostic);
    for (size_t i = 0; i < count && error == APPBIN_OK; i++) {
        error = read_public(&beside, i, &count, &private_count, bytes, size, diagnostic);
        if (error == APPBIN_OK && memcmp(beside.id, own.id, sizeof own.id) != 0) {
            error = appbin_fail(diagnostic, APPBIN_ERR_KEY,
                                "a private key and the public half of another in one file; put "
                                "each in a file of its own");
        }
    }
    return error;
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
    if (error == APPBIN_OK && file.other_count > 0) {
        error = check_public_halves(made, file.other_count, bytes, size, diagnostic);
    }
    appbin_key_file_close(&file);
    if (error != APPBIN_OK) {
        appbin_private_key_free(made);
        return error;
    }
    *key = made;
    return APPBIN_OK;
}

/* A private key has no place where public ones are wanted, not even as a spare. */
static enum appbin_error read_only_public(struct appbin_public_key *key, size_t index,
                                          size_t *count, const uint8_t *bytes, size_t size,
                                          struct appbin_diagnostic *diagnostic)
{
    size_t private_count = 0;
    enum appbin_error error =
        read_public(key, index, count, &private_count, bytes, size, diagnostic);
    return error == APPBIN_OK && private_count > 0
               ? appbin_fail(diagnostic, APPBIN_ERR_KEY,
                             "a private key beside the public one; a file with public keys alone "
                             "is needed")
               : error;
}

enum appbin_error appbin_public_key_read(struct appbin_public_key *key, const uint8_t *bytes,
                                         size_t size, struct appbin_diagnostic *diagnostic)
{
    size_t count = 0;
    return read_only_public(key, KEY_FILE_ONLY, &count, bytes, size, diagnostic);
}

enum appbin_error appbin_public_keys_read(struct appbin_public_key *keys, size_t capacity,
                                          size_t *count, const uint8_t *bytes, size_t size,
                                          struct appbin_diagnostic *diagnostic)
{
    size_t found = 1;
    for (size_t i = 0; i < found; i++) {
        struct appbin_public_key key;
        enum appbin_error error = read_only_public(&key, i, &found, bytes, size, diagnostic);
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

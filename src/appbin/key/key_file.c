#include "key/key_file.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/secret.h"
#include "base/diagnostic.h"
#include "key/key_pbes2.h"
#include "key/pem.h"

/* SubjectPublicKeyInfo of P-256 with 33 instead of 65 bytes for the point. */
#define COMPRESSED_KEY_SIZE 59u

enum appbin_error appbin_key_fail_no_passphrase(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_PASSPHRASE,
                       "the key is encrypted and no passphrase is given");
}

enum appbin_error appbin_key_fail_wrong_passphrase(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_PASSPHRASE, "wrong passphrase");
}

enum appbin_error appbin_key_fail_unknown_encryption(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                       "encrypted in a way that is not supported; "
                       "openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW rewrites the key");
}

static enum appbin_error copy_der(struct key_file *file, const uint8_t *bytes, size_t size,
                                  struct appbin_diagnostic *diagnostic)
{
    file->der = malloc(size);
    if (file->der == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    memcpy(file->der, bytes, size);
    file->size = size;
    file->capacity = size;
    return APPBIN_OK;
}

static enum appbin_error unwrap(struct key_file *file, const uint8_t *bytes, size_t size,
                                enum key_wanted wanted, const struct appbin_passphrase *passphrase,
                                struct appbin_diagnostic *diagnostic)
{
    char *text = malloc(size + 1);
    if (text == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    memcpy(text, bytes, size);
    text[size] = '\0';
    enum appbin_error error = appbin_pem_present(text)
                                  ? appbin_pem_read(file, text, wanted, passphrase, diagnostic)
                                  : copy_der(file, bytes, size, diagnostic);
    appbin_wipe(text, size);
    free(text);
    return error;
}

static enum appbin_error check_private(const struct key_content *content,
                                       struct appbin_diagnostic *diagnostic)
{
    switch (content->kind) {
    case KEY_KIND_PKCS8:
    case KEY_KIND_SEC1:
    case KEY_KIND_PKCS1:
        return appbin_key_kind_check_algorithm(content, diagnostic);
    case KEY_KIND_PUBLIC:
    case KEY_KIND_PKCS1_PUBLIC:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "a public key; a private key is needed");
    case KEY_KIND_CERTIFICATE:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "a certificate; a private key is needed");
    default:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "no private key, or a damaged one");
    }
}

/* mbedTLS 3.x would take a compressed point, 2.28 does not: no key is for one of them only. */
static enum appbin_error check_point(const struct key_file *file,
                                     struct appbin_diagnostic *diagnostic)
{
    if (file->content.curve.bytes != NULL && file->size == COMPRESSED_KEY_SIZE) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "an EC key with a compressed point; openssl pkey -pubin "
                           "-ec_conv_form uncompressed -in OLD -out NEW converts it");
    }
    return APPBIN_OK;
}

static enum appbin_error check_public(const struct key_file *file,
                                      struct appbin_diagnostic *diagnostic)
{
    const struct key_content *content = &file->content;
    enum appbin_error error = APPBIN_OK;
    switch (content->kind) {
    case KEY_KIND_PUBLIC:
        error = appbin_key_kind_check_algorithm(content, diagnostic);
        return error == APPBIN_OK ? check_point(file, diagnostic) : error;
    case KEY_KIND_PKCS8:
    case KEY_KIND_SEC1:
    case KEY_KIND_PKCS1:
    case KEY_KIND_ENCRYPTED:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "a private key; a public key is needed");
    case KEY_KIND_PKCS1_PUBLIC:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "a public key in PKCS#1 form; "
                           "openssl rsa -RSAPublicKey_in -in OLD -out NEW converts it");
    case KEY_KIND_CERTIFICATE:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "a certificate; openssl x509 -pubkey -noout -in FILE prints its key");
    default:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "no public key, or a damaged one");
    }
}

enum appbin_error appbin_key_file_open(struct key_file *file, const uint8_t *bytes, size_t size,
                                       enum key_wanted wanted,
                                       const struct appbin_passphrase *passphrase,
                                       struct appbin_diagnostic *diagnostic)
{
    *file = (struct key_file){.der = NULL};
    if (size == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "the file is empty");
    }
    if (size > APPBIN_KEY_FILE_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "longer than %u bytes", APPBIN_KEY_FILE_MAX);
    }
    enum appbin_error error = unwrap(file, bytes, size, wanted, passphrase, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    appbin_key_kind_find(&file->content, file->der, file->size);
    if (wanted == KEY_WANTED_PUBLIC) {
        return check_public(file, diagnostic);
    }
    if (file->content.kind == KEY_KIND_ENCRYPTED) {
        error = appbin_key_pbes2_decrypt(file, passphrase, diagnostic);
        appbin_key_kind_find(&file->content, file->der, file->size);
    }
    return error == APPBIN_OK ? check_private(&file->content, diagnostic) : error;
}

void appbin_key_file_close(struct key_file *file)
{
    if (file->der != NULL) {
        appbin_wipe(file->der, file->capacity);
        free(file->der);
    }
    *file = (struct key_file){.der = NULL};
}

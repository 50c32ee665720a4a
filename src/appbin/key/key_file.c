/* SPDX-License-Identifier: MIT */
#include "key/key_file.h"

#include <string.h>

#include "base/diagnostic.h"
#include "key/key_advice.h"
#include "key/key_lms.h"
#include "key/key_pbes2.h"
#include "key/key_refusal.h"
#include "key/pem.h"

/* SubjectPublicKeyInfo of P-256 with 33 instead of 65 bytes for the point. */
#define COMPRESSED_KEY_SIZE 59u

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/*
 * The block of the wanted half with this index, or else the first one, so that it can be named;
 * *count blocks are of the wanted half, *other_count of the other. openssl ecparam -genkey writes
 * the curve as a block of its own in front of the key.
 */
static bool choose_block(struct pem_block *chosen, size_t *count, size_t *other_count,
                         const char *text, enum key_half wanted, size_t index)
{
    const char *ending = wanted == KEY_HALF_PRIVATE ? "PRIVATE KEY" : "PUBLIC KEY";
    const char *other = wanted == KEY_HALF_PRIVATE ? "PUBLIC KEY" : "PRIVATE KEY";
    const char *position = text;
    struct pem_block block;
    bool found = false;
    *count = 0;
    *other_count = 0;
    while (appbin_pem_next_block(&block, text, &position)) {
        bool right = ends_with(block.label, ending);
        if (right ? *count == (index == KEY_FILE_ONLY ? 0 : index)
                  : !found && strcmp(block.label, "EC PARAMETERS") != 0) {
            *chosen = block;
            found = true;
        }
        *count += right ? 1 : 0;
        *other_count += ends_with(block.label, other) ? 1 : 0;
    }
    return found;
}

/* Bytes that hold a key and then one padding were decrypted with the right passphrase. */
static enum appbin_error strip_padding(struct appbin_secret_bytes *der,
                                       struct appbin_diagnostic *diagnostic)
{
    struct key_content content;
    size_t size = appbin_der_sequence_size(der->bytes, der->size);
    appbin_key_kind_find(&content, der->bytes, size);
    if (content.kind == KEY_KIND_UNKNOWN || der->size - size > PEM_PADDING_MAX) {
        return appbin_key_fail_wrong_passphrase(diagnostic);
    }
    der->size = size;
    return APPBIN_OK;
}

static enum appbin_error read_pem(struct key_file *file, const char *text, enum key_half wanted,
                                  size_t index, const struct appbin_passphrase *passphrase,
                                  struct appbin_diagnostic *diagnostic)
{
    struct pem_block block;
    if (!choose_block(&block, &file->count, &file->other_count, text, wanted, index)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "no key in this file");
    }
    if (index == KEY_FILE_ONLY && file->count > 1) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "%zu keys in one file, and it cannot be told which is meant; "
                           "put each in a file of its own",
                           file->count);
    }
    enum appbin_error error = appbin_key_check_label(block.label, wanted, diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_pem_decode(&file->der, &block, passphrase, diagnostic);
    }
    return error == APPBIN_OK && appbin_pem_is_encrypted(&block)
               ? strip_padding(&file->der, diagnostic)
               : error;
}

static bool is_pem(const char *text)
{
    const char *position = text;
    struct pem_block block;
    return appbin_pem_next_block(&block, text, &position);
}

/* PEM or DER: what is in the file, as it is there. */
static enum appbin_error unwrap(struct key_file *file, const uint8_t *bytes, size_t size,
                                enum key_half wanted, size_t index,
                                const struct appbin_passphrase *passphrase,
                                struct appbin_diagnostic *diagnostic)
{
    struct appbin_secret_bytes text;
    enum appbin_error error = APPBIN_OK;
    if (!appbin_secret_bytes_allocate(&text, size + 1)) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    memcpy(text.bytes, bytes, size);
    text.bytes[size] = '\0';
    appbin_pem_tidy((char *)text.bytes);
    file->is_pem = is_pem((const char *)text.bytes);
    if (file->is_pem) {
        error = read_pem(file, (const char *)text.bytes, wanted, index, passphrase, diagnostic);
    } else if (!appbin_secret_bytes_copy(&file->der, bytes, size)) {
        error = appbin_key_fail_no_memory(diagnostic);
    }
    appbin_secret_bytes_free(&text);
    return error;
}

static enum appbin_error decrypt(struct key_file *file, const struct appbin_passphrase *passphrase,
                                 struct appbin_diagnostic *diagnostic)
{
    struct appbin_secret_bytes plain = {.bytes = NULL};
    enum appbin_error error =
        appbin_key_pbes2_decrypt(&plain, file->der.bytes, file->der.size, passphrase, diagnostic);
    if (error == APPBIN_OK) {
        appbin_secret_bytes_free(&file->der);
        file->der = plain;
        appbin_key_kind_find(&file->content, file->der.bytes, file->der.size);
    }
    return error;
}

static enum appbin_error check_private(const struct key_file *file,
                                       struct appbin_diagnostic *diagnostic)
{
    switch (file->content.kind) {
    case KEY_KIND_PKCS8:
    case KEY_KIND_SEC1:
    case KEY_KIND_PKCS1:
        return appbin_key_kind_check_algorithm(&file->content, diagnostic);
    default:
        return appbin_key_refuse_private(file->content.kind, diagnostic);
    }
}

/* mbedTLS 3.x accepts compressed points and 2.28 does not: they are refused with both. */
static enum appbin_error check_point(const struct key_file *file,
                                     struct appbin_diagnostic *diagnostic)
{
    if (file->content.curve.bytes != NULL && file->der.size == COMPRESSED_KEY_SIZE) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "an EC key with a compressed point; openssl pkey -pubin "
                           "-ec_conv_form uncompressed %s-in OLD -out NEW converts it",
                           appbin_key_input_form(file->is_pem));
    }
    return APPBIN_OK;
}

static enum appbin_error check_public(const struct key_file *file,
                                      struct appbin_diagnostic *diagnostic)
{
    if (file->content.kind == KEY_KIND_UNKNOWN && !file->is_pem &&
        appbin_key_is_raw_lms(file->der.bytes, file->der.size)) {
        return APPBIN_OK;
    }
    if (file->content.kind != KEY_KIND_PUBLIC) {
        return appbin_key_refuse_public(file->content.kind, file->is_pem, diagnostic);
    }
    enum appbin_error error = appbin_key_kind_check_algorithm(&file->content, diagnostic);
    return error == APPBIN_OK ? check_point(file, diagnostic) : error;
}

enum appbin_error appbin_key_file_open(struct key_file *file, const uint8_t *bytes, size_t size,
                                       enum key_half wanted, size_t index,
                                       const struct appbin_passphrase *passphrase,
                                       struct appbin_diagnostic *diagnostic)
{
    *file = (struct key_file){.count = 1, .content = {.kind = KEY_KIND_UNKNOWN}};
    if (size == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "the file is empty");
    }
    if (size > APPBIN_KEY_FILE_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "longer than %u bytes", APPBIN_KEY_FILE_MAX);
    }
    enum appbin_error error = appbin_key_check_text(bytes, size, wanted, diagnostic);
    if (error == APPBIN_OK) {
        error = unwrap(file, bytes, size, wanted, index, passphrase, diagnostic);
    }
    if (error != APPBIN_OK) {
        return error;
    }
    appbin_key_kind_find(&file->content, file->der.bytes, file->der.size);
    if (wanted == KEY_HALF_PUBLIC) {
        return check_public(file, diagnostic);
    }
    if (file->content.kind == KEY_KIND_ENCRYPTED) {
        error = decrypt(file, passphrase, diagnostic);
    }
    return error == APPBIN_OK ? check_private(file, diagnostic) : error;
}

void appbin_key_file_close(struct key_file *file)
{
    appbin_secret_bytes_free(&file->der);
}

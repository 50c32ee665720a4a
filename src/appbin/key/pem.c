#include "key/pem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/base64.h>

#include "base/diagnostic.h"
#include "key/key_mbedtls.h"

#define BEGIN "-----BEGIN "
#define DASHES "-----"
#define LABEL_MAX 40
#define LINE_BYTES 48u /* make 64 characters */
#define CIPHER_BLOCK_MAX 16u

struct block {
    const char *begin; /* at -----BEGIN */
    char label[LABEL_MAX + 1];
};

/* Finds the next line that begins a block; *position moves behind it. */
static bool next_block(struct block *block, const char *text, const char **position)
{
    const char *found = *position;
    while ((found = strstr(found, BEGIN)) != NULL) {
        const char *label = found + sizeof BEGIN - 1;
        const char *end = strstr(label, DASHES);
        size_t length = end != NULL ? (size_t)(end - label) : 0;
        bool line_start = found == text || found[-1] == '\n';
        if (line_start && length > 0 && length <= LABEL_MAX && strcspn(label, "\r\n") > length) {
            block->begin = found;
            memcpy(block->label, label, length);
            block->label[length] = '\0';
            *position = end;
            return true;
        }
        found = label;
    }
    return false;
}

bool appbin_pem_present(const char *text)
{
    struct block block;
    return next_block(&block, text, &text);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* openssl ecparam -genkey writes the curve as a block of its own in front of the key. */
static bool choose_block(struct block *chosen, const char *text, enum key_wanted wanted)
{
    const char *ending = wanted == KEY_WANTED_PRIVATE ? "PRIVATE KEY" : "PUBLIC KEY";
    const char *position = text;
    struct block block;
    bool found = false;
    while (next_block(&block, text, &position)) {
        if (ends_with(block.label, ending)) {
            *chosen = block;
            return true;
        }
        if (!found && strcmp(block.label, "EC PARAMETERS") != 0) {
            *chosen = block;
            found = true;
        }
    }
    return found;
}

static enum appbin_error fail_decode(int error, struct appbin_diagnostic *diagnostic)
{
    switch (error) {
    case MBEDTLS_ERR_PEM_PASSWORD_REQUIRED:
        return appbin_key_fail_no_passphrase(diagnostic);
    case MBEDTLS_ERR_PEM_PASSWORD_MISMATCH:
        return appbin_key_fail_wrong_passphrase(diagnostic);
    case MBEDTLS_ERR_PEM_UNKNOWN_ENC_ALG:
    case MBEDTLS_ERR_PEM_FEATURE_UNAVAILABLE:
        return appbin_key_fail_unknown_encryption(diagnostic);
    case MBEDTLS_ERR_PEM_NO_HEADER_FOOTER_PRESENT:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "damaged PEM: no matching END line");
    case MBEDTLS_ERR_PEM_ALLOC_FAILED:
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    default:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "damaged PEM (mbedTLS -0x%04X)",
                           (unsigned)-error);
    }
}

/*
 * PEM encryption has no check of its own, and mbedTLS 2.28 leaves its padding in place. A key that
 * fills the plain text up to one cipher block is no accident of a wrong passphrase.
 */
static enum appbin_error strip_padding(struct key_file *file, struct appbin_diagnostic *diagnostic)
{
    struct key_content content;
    size_t size = appbin_der_sequence_size(file->der, file->size);
    appbin_key_kind_find(&content, file->der, size);
    if (content.kind == KEY_KIND_UNKNOWN || file->size - size > CIPHER_BLOCK_MAX) {
        return appbin_key_fail_wrong_passphrase(diagnostic);
    }
    file->size = size;
    return APPBIN_OK;
}

static enum appbin_error take_decoded(struct key_file *file, const mbedtls_pem_context *pem,
                                      struct appbin_diagnostic *diagnostic)
{
    size_t size = pem->KEY_FIELD(buflen);
    file->der = malloc(size + 1);
    if (file->der == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    memcpy(file->der, pem->KEY_FIELD(buf), size);
    file->size = size;
    file->capacity = size;
    return APPBIN_OK;
}

static enum appbin_error decode(struct key_file *file, const struct block *block,
                                const struct appbin_passphrase *passphrase,
                                struct appbin_diagnostic *diagnostic)
{
    char header[LABEL_MAX + 32];
    char footer[LABEL_MAX + 32];
    (void)snprintf(header, sizeof header, BEGIN "%s" DASHES, block->label);
    (void)snprintf(footer, sizeof footer, DASHES "END %s" DASHES, block->label);
    mbedtls_pem_context pem;
    size_t used = 0;
    mbedtls_pem_init(&pem);
    int result = mbedtls_pem_read_buffer(&pem, header, footer, (const unsigned char *)block->begin,
                                         passphrase != NULL ? passphrase->bytes : NULL,
                                         passphrase != NULL ? passphrase->size : 0, &used);
    enum appbin_error error =
        result == 0 ? take_decoded(file, &pem, diagnostic) : fail_decode(result, diagnostic);
    mbedtls_pem_free(&pem);
    const char *body = block->begin + strlen(header);
    body += strspn(body, " \r\n");
    bool encrypted = strncmp(body, "Proc-Type:", strlen("Proc-Type:")) == 0;
    return error == APPBIN_OK && encrypted ? strip_padding(file, diagnostic) : error;
}

enum appbin_error appbin_pem_read(struct key_file *file, const char *text, enum key_wanted wanted,
                                  const struct appbin_passphrase *passphrase,
                                  struct appbin_diagnostic *diagnostic)
{
    struct block block;
    if (!choose_block(&block, text, wanted)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "no key in this file");
    }
    if (wanted == KEY_WANTED_PUBLIC && ends_with(block.label, "PRIVATE KEY")) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "a private key; a public key is needed");
    }
    if (strcmp(block.label, "OPENSSH PRIVATE KEY") == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "a private key in the form of OpenSSH; "
                           "ssh-keygen -p -m PKCS8 -f FILE converts it in place");
    }
    return decode(file, &block, passphrase, diagnostic);
}

/* Written line by line: mbedtls_pem_write_buffer leaves a copy of the key on the heap. */
char *appbin_pem_write(const char *label, const uint8_t *der, size_t size)
{
    size_t lines = (size + LINE_BYTES - 1) / LINE_BYTES;
    size_t capacity = 2 * (strlen(label) + sizeof BEGIN DASHES) + lines * (LINE_BYTES / 3 * 4 + 1);
    char *pem = malloc(capacity + 1);
    if (pem == NULL) {
        return NULL;
    }
    char *end = pem + capacity + 1;
    char *at = pem + snprintf(pem, capacity + 1, BEGIN "%s" DASHES "\n", label);
    for (size_t done = 0; done < size; done += LINE_BYTES) {
        size_t part = size - done < LINE_BYTES ? size - done : LINE_BYTES;
        size_t written = 0;
        (void)mbedtls_base64_encode((unsigned char *)at, (size_t)(end - at), &written, der + done,
                                    part);
        at += written;
        *at++ = '\n';
    }
    (void)snprintf(at, (size_t)(end - at), DASHES "END %s" DASHES "\n", label);
    return pem;
}

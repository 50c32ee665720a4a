/* SPDX-License-Identifier: MIT */
#include "key/pem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/base64.h>

#include "base/diagnostic.h"
#include "key/key_mbedtls.h"
#include "key/key_refusal.h"

#define BEGIN "-----BEGIN "
#define DASHES "-----"
#define LINE_BYTES 48u /* make 64 characters */

void appbin_pem_tidy(char *text)
{
    static const char mark[] = "\xef\xbb\xbf";
    const char *from = text;
    char *to = text;
    char *end = text; /* of the line, without blanks */
    if (strncmp(text, mark, sizeof mark - 1) == 0) {
        from += sizeof mark - 1;
    }
    for (; *from != '\0'; from++) {
        if (*from == '\n') {
            to = end;
        }
        *to++ = *from;
        if (*from != ' ' && *from != '\t' && *from != '\r') {
            end = to;
        }
    }
    *to = '\0';
}

bool appbin_pem_next_block(struct pem_block *block, const char *text, const char **position)
{
    const char *found = *position;
    while ((found = strstr(found, BEGIN)) != NULL) {
        const char *label = found + sizeof BEGIN - 1;
        const char *end = strstr(label, DASHES);
        size_t length = end != NULL ? (size_t)(end - label) : 0;
        bool line_start = found == text || found[-1] == '\n';
        if (line_start && length > 0 && length <= PEM_LABEL_MAX &&
            strcspn(label, "\r\n") > length) {
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

bool appbin_pem_is_encrypted(const struct pem_block *block)
{
    static const char header[] = "Proc-Type:";
    const char *body = block->begin + strlen(BEGIN) + strlen(block->label) + strlen(DASHES);
    body += strspn(body, " \r\n");
    return strncmp(body, header, strlen(header)) == 0;
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
        return appbin_key_fail_no_memory(diagnostic);
    default:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "damaged PEM (mbedTLS -0x%04X)",
                           (unsigned)-error);
    }
}

enum appbin_error appbin_pem_decode(struct appbin_secret_bytes *content,
                                    const struct pem_block *block,
                                    const struct appbin_passphrase *passphrase,
                                    struct appbin_diagnostic *diagnostic)
{
    char header[PEM_LABEL_MAX + 32];
    char footer[PEM_LABEL_MAX + 32];
    (void)snprintf(header, sizeof header, BEGIN "%s" DASHES, block->label);
    (void)snprintf(footer, sizeof footer, DASHES "END %s" DASHES, block->label);
    mbedtls_pem_context pem;
    size_t used = 0;
    mbedtls_pem_init(&pem);
    int result = mbedtls_pem_read_buffer(&pem, header, footer, (const unsigned char *)block->begin,
                                         passphrase != NULL ? passphrase->bytes : NULL,
                                         passphrase != NULL ? passphrase->size : 0, &used);
    enum appbin_error error = APPBIN_OK;
    if (result != 0) {
        error = fail_decode(result, diagnostic);
    } else if (!appbin_secret_bytes_copy(content, pem.KEY_FIELD(buf), pem.KEY_FIELD(buflen))) {
        error = appbin_key_fail_no_memory(diagnostic);
    }
    mbedtls_pem_free(&pem);
    return error;
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

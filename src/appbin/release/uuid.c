/* SPDX-License-Identifier: MIT */
#include <mbedtls/md.h>
#include <stdio.h>
#include <string.h>

#include "appbin/uuid.h"
#include "base/diagnostic.h"

#define UUID_TEXT_SIZE 36u

/* RFC 9562, appendix A: the namespace of domain names. */
static const uint8_t dns_namespace[APPVERIFY_UUID_SIZE] = {
    0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
};

static int hexadecimal(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Reads 8-4-4-4-12; false when the text is not of that form. */
static bool read_uuid(uint8_t *id, const char *text)
{
    size_t digits = 0;
    if (strlen(text) != UUID_TEXT_SIZE) {
        return false;
    }
    for (size_t i = 0; i < UUID_TEXT_SIZE; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') {
                return false;
            }
            continue;
        }
        int value = hexadecimal(text[i]);
        if (value < 0) {
            return false;
        }
        id[digits / 2] = (uint8_t)(digits % 2 == 0 ? value << 4 : id[digits / 2] | value);
        digits++;
    }
    return true;
}

/* Bytes of the UTF-8 sequence that starts here, 0 for none (RFC 3629, shortest form only). */
static size_t utf8_length(const uint8_t *c)
{
    if (c[0] < 0x80) {
        return c[0] >= 0x20 && c[0] != 0x7f ? 1 : 0;
    }
    size_t length = c[0] >= 0xc2 && c[0] <= 0xdf   ? 2
                    : c[0] >= 0xe0 && c[0] <= 0xef ? 3
                    : c[0] >= 0xf0 && c[0] <= 0xf4 ? 4
                                                   : 0;
    for (size_t i = 1; i < length; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool control = length == 2 && c[0] == 0xc2 && c[1] < 0xa0;
    bool overlong = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xf0 && c[1] < 0x90);
    bool outside = (c[0] == 0xed && c[1] > 0x9f) || (c[0] == 0xf4 && c[1] > 0x8f);
    return control || overlong || outside ? 0 : length;
}

static enum appbin_error check_name(const char *name, const char *what,
                                    struct appbin_diagnostic *diagnostic)
{
    size_t size = strlen(name);
    if (size == 0 || size > APPBIN_NAME_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "the %s has %zu bytes; 1 to %u are allowed", what, size,
                           APPBIN_NAME_MAX);
    }
    for (const uint8_t *c = (const uint8_t *)name; *c != '\0';) {
        size_t length = utf8_length(c);
        if (length == 0) {
            return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                               "the %s has a control character or is not UTF-8", what);
        }
        c += length;
    }
    return APPBIN_OK;
}

static enum appbin_error make_id(uint8_t *id, const uint8_t *namespace_id, const char *name,
                                 const char *what, struct appbin_diagnostic *diagnostic)
{
    uint8_t input[APPVERIFY_UUID_SIZE + APPBIN_NAME_MAX];
    uint8_t digest[20];
    if (read_uuid(id, name)) {
        return APPBIN_OK;
    }
    enum appbin_error error = check_name(name, what, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    memcpy(input, namespace_id, APPVERIFY_UUID_SIZE);
    memcpy(input + APPVERIFY_UUID_SIZE, name, strlen(name));
    if (mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), input,
                   APPVERIFY_UUID_SIZE + strlen(name), digest) != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_CRYPTO, "SHA-1 failed");
    }
    memcpy(id, digest, APPVERIFY_UUID_SIZE);
    id[6] = (uint8_t)((id[6] & 0x0f) | 0x50); /* version 5 */
    id[8] = (uint8_t)((id[8] & 0x3f) | 0x80); /* variant of RFC 9562 */
    return APPBIN_OK;
}

enum appbin_error appbin_uuid_of_vendor(uint8_t *id, const char *name,
                                        struct appbin_diagnostic *diagnostic)
{
    return make_id(id, dns_namespace, name, "vendor name", diagnostic);
}

enum appbin_error appbin_uuid_of_class(uint8_t *id, const uint8_t *vendor_id, const char *name,
                                       struct appbin_diagnostic *diagnostic)
{
    return make_id(id, vendor_id, name, "product name", diagnostic);
}

bool appbin_uuid_is_valid(const char *text)
{
    uint8_t id[APPVERIFY_UUID_SIZE];
    return read_uuid(id, text);
}

void appbin_uuid_write(char text[37], const uint8_t *id)
{
    (void)snprintf(text, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                   id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8], id[9], id[10],
                   id[11], id[12], id[13], id[14], id[15]);
}

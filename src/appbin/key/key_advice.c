/* SPDX-License-Identifier: MIT */
#include "key/key_advice.h"

#include <string.h>

#include "base/diagnostic.h"
#include "key/key_refusal.h"

#define PRIVATE_NEEDED "a private key is needed"
#define PUBLIC_NEEDED "a public key is needed"

static enum appbin_error refuse(struct appbin_diagnostic *diagnostic, const char *text)
{
    return appbin_fail(diagnostic, APPBIN_ERR_KEY, "%s", text);
}

static bool starts_with(const uint8_t *bytes, size_t size, const char *start)
{
    return size >= strlen(start) && memcmp(bytes, start, strlen(start)) == 0;
}

/* The only line of a .pub file of OpenSSH begins with the type of the key. */
static bool is_openssh_public(const uint8_t *bytes, size_t size, bool *supported)
{
    static const char *const types[] = {
        "ssh-rsa ", "ecdsa-sha2-nistp256 ", "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (starts_with(bytes, size, types[i])) {
            *supported = i < 2;
            return true;
        }
    }
    return false;
}

enum appbin_error appbin_key_check_text(const uint8_t *bytes, size_t size, enum key_half wanted,
                                        struct appbin_diagnostic *diagnostic)
{
    bool supported = false;
    if (starts_with(bytes, size, "\xff\xfe") || starts_with(bytes, size, "\xfe\xff")) {
        return refuse(diagnostic, "text in UTF-16; iconv -f UTF-16 -t ASCII OLD >NEW converts it");
    }
    if (!is_openssh_public(bytes, size, &supported)) {
        return APPBIN_OK;
    }
    if (wanted == KEY_HALF_PRIVATE) {
        return refuse(diagnostic, "a public key of OpenSSH; " PRIVATE_NEEDED);
    }
    return refuse(diagnostic, supported
                                  ? "a public key in the form of OpenSSH; "
                                    "ssh-keygen -e -m PKCS8 -f OLD >NEW converts it"
                                  : "a public key of OpenSSH of another type; " KEY_SUPPORTED);
}

enum appbin_error appbin_key_check_label(const char *label, enum key_half wanted,
                                         struct appbin_diagnostic *diagnostic)
{
    static const char private_ending[] = "PRIVATE KEY";
    size_t length = strlen(label);
    bool is_private = length >= sizeof private_ending - 1 &&
                      strcmp(label + length - (sizeof private_ending - 1), private_ending) == 0;
    if (wanted == KEY_HALF_PUBLIC && is_private) {
        return refuse(diagnostic, "a private key; " PUBLIC_NEEDED);
    }
    if (strcmp(label, "OPENSSH PRIVATE KEY") == 0) {
        return refuse(diagnostic, "a private key in the form of OpenSSH; "
                                  "ssh-keygen -p -m PKCS8 -f FILE converts it in place");
    }
    if (strcmp(label, "TSS2 PRIVATE KEY") == 0) {
        return refuse(diagnostic, "a key that only its TPM can use; let the TPM sign: "
                                  "--signer 'COMMAND' --pubkey PUB.pem, see docs/hsm.md");
    }
    return APPBIN_OK;
}

const char *appbin_key_input_form(bool is_pem)
{
    return is_pem ? "" : "-inform DER ";
}

enum appbin_error appbin_key_refuse_private(enum key_kind kind,
                                            struct appbin_diagnostic *diagnostic)
{
    switch (kind) {
    case KEY_KIND_PUBLIC:
    case KEY_KIND_PKCS1_PUBLIC:
        return refuse(diagnostic, "a public key; " PRIVATE_NEEDED);
    case KEY_KIND_CERTIFICATE:
        return refuse(diagnostic, "a certificate; " PRIVATE_NEEDED);
    case KEY_KIND_REQUEST:
        return refuse(diagnostic, "a certificate request; " PRIVATE_NEEDED);
    case KEY_KIND_PKCS12:
        return refuse(diagnostic, "a PKCS#12 file; "
                                  "openssl pkcs12 -nocerts -in OLD -out NEW takes the key out");
    default:
        return refuse(diagnostic, "no private key, or a damaged one");
    }
}

enum appbin_error appbin_key_refuse_public(enum key_kind kind, bool is_pem,
                                           struct appbin_diagnostic *diagnostic)
{
    const char *form = appbin_key_input_form(is_pem);
    switch (kind) {
    case KEY_KIND_PKCS8:
    case KEY_KIND_SEC1:
    case KEY_KIND_PKCS1:
    case KEY_KIND_ENCRYPTED:
        return refuse(diagnostic, "a private key; " PUBLIC_NEEDED);
    case KEY_KIND_PKCS1_PUBLIC:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "a public key in PKCS#1 form; "
                           "openssl rsa -RSAPublicKey_in %s-in OLD -out NEW converts it",
                           form);
    case KEY_KIND_CERTIFICATE:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "a certificate; openssl x509 -pubkey -noout %s-in FILE prints its key",
                           form);
    case KEY_KIND_REQUEST:
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "a certificate request; "
                           "openssl req -pubkey -noout %s-in FILE prints its key",
                           form);
    case KEY_KIND_PKCS12:
        return refuse(diagnostic, "a PKCS#12 file; openssl pkcs12 -nokeys -clcerts -in FILE | "
                                  "openssl x509 -pubkey -noout prints its public key");
    default:
        return refuse(diagnostic, "no public key, or a damaged one");
    }
}

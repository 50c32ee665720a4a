/* SPDX-License-Identifier: MIT */
#include "key/key_kind.h"

#include "base/diagnostic.h"
#include "key/key_lms.h"
#include "key/key_refusal.h"

#define OID_EC "\x2a\x86\x48\xce\x3d\x02\x01"
#define OID_RSA "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define OID_P256 "\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define OID_PKCS7_DATA "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define OID_PKCS7_SIGNED "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"

struct name {
    const char *oid;
    size_t oid_size;
    const char *text;
};

#define NAME(oid, text)                                                                            \
    {                                                                                              \
        oid, sizeof(oid) - 1, text                                                                 \
    }

static const struct name algorithms[] = {
    NAME("\x2b\x65\x70", "an Ed25519 key"),
    NAME("\x2b\x65\x71", "an Ed448 key"),
    NAME("\x2b\x65\x6e", "an X25519 key"),
    NAME("\x2b\x65\x6f", "an X448 key"),
    NAME("\x2a\x86\x48\xce\x38\x04\x01", "a DSA key"),
    NAME("\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01", "a Diffie-Hellman key"),
    NAME("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "an RSA key that is restricted to PSS"),
};

static const struct name curves[] = {
    NAME("\x2a\x86\x48\xce\x3d\x03\x01\x01", "P-192"),
    NAME("\x2b\x81\x04\x00\x21", "P-224"),
    NAME("\x2b\x81\x04\x00\x22", "P-384"),
    NAME("\x2b\x81\x04\x00\x23", "P-521"),
    NAME("\x2b\x81\x04\x00\x0a", "secp256k1"),
    NAME("\x2b\x24\x03\x03\x02\x08\x01\x01\x07", "brainpoolP256r1"),
    NAME("\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", "brainpoolP384r1"),
    NAME("\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", "brainpoolP512r1"),
    NAME("\x2a\x81\x1c\xcf\x55\x01\x82\x2d", "SM2"),
};

static const char *find_name(const struct name *names, size_t count, const struct der_cursor *oid,
                             const char *otherwise)
{
    for (size_t i = 0; i < count; i++) {
        if (appbin_der_equals(oid, names[i].oid, names[i].oid_size)) {
            return names[i].text;
        }
    }
    return otherwise;
}

/* AlgorithmIdentifier: an OID, and for EC keys the curve as its parameters. */
static bool take_algorithm(struct key_content *content, struct der_cursor sequence)
{
    if (!appbin_der_take(&sequence, DER_OID, &content->algorithm)) {
        return false;
    }
    (void)appbin_der_take(&sequence, DER_OID, &content->curve);
    return true;
}

/* A request has version, name and key, where a certificate has number, algorithm and name. */
static bool is_request(struct der_cursor inside)
{
    struct der_cursor element;
    struct der_cursor key;
    return appbin_der_take(&inside, DER_INTEGER, &element) &&
           appbin_der_take(&inside, DER_SEQUENCE, &element) &&
           appbin_der_take(&inside, DER_SEQUENCE, &key) &&
           appbin_der_take(&key, DER_SEQUENCE, &element) &&
           appbin_der_next_is(&key, DER_BIT_STRING);
}

/* SubjectPublicKeyInfo, EncryptedPrivateKeyInfo, a certificate: a sequence comes first. */
static enum key_kind kind_after_sequence(struct key_content *content, struct der_cursor *rest)
{
    struct der_cursor first;
    if (!appbin_der_take(rest, DER_SEQUENCE, &first)) {
        return KEY_KIND_UNKNOWN;
    }
    if (!take_algorithm(content, first)) {
        enum key_kind kind = is_request(first) ? KEY_KIND_REQUEST : KEY_KIND_CERTIFICATE;
        return appbin_der_next_is(rest, DER_SEQUENCE) ? kind : KEY_KIND_UNKNOWN;
    }
    if (appbin_der_next_is(rest, DER_BIT_STRING)) {
        return KEY_KIND_PUBLIC;
    }
    return appbin_der_next_is(rest, DER_OCTET_STRING) ? KEY_KIND_ENCRYPTED : KEY_KIND_UNKNOWN;
}

/* PKCS#8, PKCS#12, SEC1 or PKCS#1: a number comes first. */
static enum key_kind kind_after_number(struct key_content *content, struct der_cursor *rest)
{
    struct der_cursor element;
    if (!appbin_der_take(rest, DER_INTEGER, &element)) {
        return KEY_KIND_UNKNOWN;
    }
    if (appbin_der_take(rest, DER_SEQUENCE, &element)) {
        if (!take_algorithm(content, element)) {
            return KEY_KIND_UNKNOWN;
        }
        bool contents = DER_IS_OID(&content->algorithm, OID_PKCS7_DATA) ||
                        DER_IS_OID(&content->algorithm, OID_PKCS7_SIGNED);
        return contents ? KEY_KIND_PKCS12 : KEY_KIND_PKCS8;
    }
    if (appbin_der_take(rest, DER_OCTET_STRING, &element)) {
        content->algorithm = (struct der_cursor){(const uint8_t *)OID_EC, sizeof OID_EC - 1};
        if (appbin_der_take(rest, DER_CONTEXT, &element)) {
            (void)appbin_der_take(&element, DER_OID, &content->curve);
        }
        return KEY_KIND_SEC1;
    }
    if (appbin_der_take(rest, DER_INTEGER, &element)) {
        return rest->size > 0 ? KEY_KIND_PKCS1 : KEY_KIND_PKCS1_PUBLIC;
    }
    return KEY_KIND_UNKNOWN;
}

void appbin_key_kind_find(struct key_content *content, const uint8_t *der, size_t size)
{
    struct der_cursor file = {der, size};
    struct der_cursor inside;
    *content = (struct key_content){.kind = KEY_KIND_UNKNOWN};
    if (!appbin_der_take(&file, DER_SEQUENCE, &inside) || file.size != 0) {
        return;
    }
    content->kind = appbin_der_next_is(&inside, DER_INTEGER)
                        ? kind_after_number(content, &inside)
                        : kind_after_sequence(content, &inside);
}

enum appbin_error appbin_key_kind_check_algorithm(const struct key_content *content,
                                                  struct appbin_diagnostic *diagnostic)
{
    if (content->algorithm.bytes == NULL || DER_IS_OID(&content->algorithm, OID_RSA)) {
        return APPBIN_OK;
    }
    if (DER_IS_OID(&content->algorithm, OID_LMS)) {
        return content->kind == KEY_KIND_PUBLIC
                   ? APPBIN_OK
                   : appbin_fail(diagnostic, APPBIN_ERR_KEY,
                                 "an LMS private key without its state; the file that imagetool "
                                 "keygen makes has one");
    }
    if (!DER_IS_OID(&content->algorithm, OID_EC)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "%s; " KEY_SUPPORTED,
                           find_name(algorithms, sizeof algorithms / sizeof algorithms[0],
                                     &content->algorithm, "a key of an unknown algorithm"));
    }
    if (content->curve.bytes == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "an EC key that does not name its curve; " KEY_SUPPORTED);
    }
    if (!DER_IS_OID(&content->curve, OID_P256)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "an EC key on the curve %s; " KEY_SUPPORTED,
                           find_name(curves, sizeof curves / sizeof curves[0], &content->curve,
                                     "of an unknown name"));
    }
    return APPBIN_OK;
}

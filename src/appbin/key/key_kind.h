/* SPDX-License-Identifier: MIT */
/* What a key in DER is, before a parser gets it. */
#ifndef APPBIN_SRC_KEY_KIND_H
#define APPBIN_SRC_KEY_KIND_H

#include "appbin/error.h"
#include "key/key_der.h"

enum key_half { KEY_HALF_PRIVATE, KEY_HALF_PUBLIC };

enum key_kind {
    KEY_KIND_UNKNOWN,
    KEY_KIND_PKCS8,
    KEY_KIND_SEC1,
    KEY_KIND_PKCS1,
    KEY_KIND_ENCRYPTED, /* EncryptedPrivateKeyInfo */
    KEY_KIND_PUBLIC,    /* SubjectPublicKeyInfo */
    KEY_KIND_PKCS1_PUBLIC,
    KEY_KIND_CERTIFICATE,
    KEY_KIND_REQUEST, /* CertificationRequest, PKCS#10 */
    KEY_KIND_PKCS12,
};

struct key_content {
    enum key_kind kind;
    struct der_cursor algorithm; /* OID; bytes NULL when the kind implies the algorithm */
    struct der_cursor curve;     /* OID; bytes NULL when no curve is named */
};

/* Judges the outer structure; bytes after it make it unknown. */
void appbin_key_kind_find(struct key_content *content, const uint8_t *der, size_t size);

/* Refuses algorithms and curves other than RSA and P-256, by name. */
enum appbin_error appbin_key_kind_check_algorithm(const struct key_content *content,
                                                  struct appbin_diagnostic *diagnostic);

#endif

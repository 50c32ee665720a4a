/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "appverify/crypto.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "key/key_friendly.h"
#include "key/key_public.h"
#include "key/key_refusal.h"
#include "key/pem.h"

/* x and y of P-256, which end the DER form, or the modulus. */
static int write_words(struct appbin_public_key *key, const mbedtls_pk_context *pk)
{
    uint8_t bytes[APPVERIFY_RSA_3072_SIZE];
    size_t size = appverify_signature_size(key->algorithm);
    if (key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256) {
        memcpy(bytes, key->der + key->der_size - size, size);
    } else {
        int code = mbedtls_rsa_export_raw(mbedtls_pk_rsa(*pk), bytes, size, NULL, 0, NULL, 0, NULL,
                                          0, NULL, 0);
        if (code != 0) {
            return code;
        }
    }
    for (size_t i = 0; i < size / 4; i++) {
        key->words[i] = load_le32(bytes + 4 * i);
    }
    return key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256
               ? 0
               : appbin_key_friendly_modulus(key->friendly_modulus, bytes, size);
}

enum appbin_error appbin_key_public_fill(struct appbin_public_key *key,
                                         const mbedtls_pk_context *pk, uint32_t algorithm,
                                         struct appbin_diagnostic *diagnostic)
{
    struct appbin_public_key made = {.algorithm = algorithm};
    mbedtls_pk_context view = *pk; /* 2.28 writes from a context that is not const */
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    int size = mbedtls_pk_write_pubkey_der(&view, made.der, sizeof made.der);
    if (size <= 0) {
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_KEY, "unusable public key", size);
    }
    made.der_size = (size_t)size;
    memmove(made.der, made.der + sizeof made.der - made.der_size, made.der_size);
    memset(made.der + made.der_size, 0, sizeof made.der - made.der_size);
    int code =
        mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), made.der, made.der_size, digest);
    if (code == 0) {
        code = write_words(&made, pk);
    }
    if (code != 0) {
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_KEY, "unusable public key", code);
    }
    memcpy(made.id, digest, sizeof made.id);
    *key = made;
    return APPBIN_OK;
}

void appbin_public_key_record(struct appverify_key *record, const struct appbin_public_key *key)
{
    record->algorithm = key->algorithm;
    record->id[0] = load_le32(key->id);
    record->id[1] = load_le32(key->id + 4);
    record->words = key->words;
    bool rsa = key->algorithm == APPVERIFY_ALGORITHM_RSA_2048_PSS ||
               key->algorithm == APPVERIFY_ALGORITHM_RSA_3072_PSS;
    record->table = rsa ? key->friendly_modulus : NULL;
    record->table_size = rsa ? 2 * appverify_signature_size(key->algorithm) : 0;
}

size_t appbin_public_key_signature_size(const struct appbin_public_key *key)
{
    struct appverify_key record;
    appbin_public_key_record(&record, key);
    return appverify_key_signature_size(&record);
}

enum appbin_error appbin_public_key_write_pem(char **pem, const struct appbin_public_key *key,
                                              struct appbin_diagnostic *diagnostic)
{
    char *text = appbin_pem_write("PUBLIC KEY", key->der, key->der_size);
    if (text == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    *pem = text;
    return APPBIN_OK;
}

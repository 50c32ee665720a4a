/* SPDX-License-Identifier: MIT */
#include "base/diagnostic.h"
#include "key/key_algorithm.h"
#include "key/key_private.h"
#include "key/key_refusal.h"

static int generate(struct appbin_private_key *key)
{
    bool ecdsa = key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256;
    int code = mbedtls_pk_setup(
        &key->pk, mbedtls_pk_info_from_type(ecdsa ? MBEDTLS_PK_ECKEY : MBEDTLS_PK_RSA));
    if (code != 0) {
        return code;
    }
    if (ecdsa) {
        return mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key->pk),
                                   appbin_key_random, NULL);
    }
    unsigned bits = 8 * appverify_signature_size(key->algorithm);
    code = mbedtls_rsa_gen_key(mbedtls_pk_rsa(key->pk), appbin_key_random, NULL, bits,
                               KEY_RSA_EXPONENT);
    return code == 0 ? appbin_key_mbedtls_use_pss(mbedtls_pk_rsa(key->pk)) : code;
}

enum appbin_error appbin_private_key_generate(struct appbin_private_key **key, uint32_t algorithm,
                                              struct appbin_diagnostic *diagnostic)
{
    if (appverify_signature_size(algorithm) == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "unknown algorithm");
    }
    struct appbin_private_key *made = appbin_key_private_new();
    if (made == NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    made->algorithm = algorithm;
    int code = generate(made);
    if (code != 0) {
        appbin_private_key_free(made);
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_CRYPTO, "cannot make a key", code);
    }
    *key = made;
    return APPBIN_OK;
}

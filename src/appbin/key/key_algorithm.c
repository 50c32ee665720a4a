/* SPDX-License-Identifier: MIT */
#include "key/key_algorithm.h"

#include <stdbool.h>

#include "appverify/manifest_format.h"
#include "base/diagnostic.h"
#include "key/key_refusal.h"

static enum appbin_error rsa_algorithm(uint32_t *algorithm, const mbedtls_rsa_context *rsa,
                                       struct appbin_diagnostic *diagnostic)
{
    mbedtls_mpi modulus;
    mbedtls_mpi exponent;
    mbedtls_mpi_init(&modulus);
    mbedtls_mpi_init(&exponent);
    int code = mbedtls_rsa_export(rsa, &modulus, NULL, NULL, NULL, &exponent);
    size_t bits = mbedtls_mpi_bitlen(&modulus);
    bool exponent_right = mbedtls_mpi_cmp_int(&exponent, KEY_RSA_EXPONENT) == 0;
    mbedtls_mpi_free(&modulus);
    mbedtls_mpi_free(&exponent);
    if (code != 0) {
        return appbin_key_fail_mbedtls(diagnostic, APPBIN_ERR_KEY, "damaged RSA key", code);
    }
    if (bits != 2048 && bits != 3072) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "an RSA key of %zu bits; " KEY_SUPPORTED,
                           bits);
    }
    if (!exponent_right) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "an RSA key whose exponent is not 65537, the only one supported");
    }
    *algorithm = bits == 2048 ? APPVERIFY_ALGORITHM_RSA_2048_PSS : APPVERIFY_ALGORITHM_RSA_3072_PSS;
    return APPBIN_OK;
}

enum appbin_error appbin_key_algorithm_of(uint32_t *algorithm, const mbedtls_pk_context *pk,
                                          struct appbin_diagnostic *diagnostic)
{
    mbedtls_pk_type_t type = mbedtls_pk_get_type(pk);
    if (type == MBEDTLS_PK_RSA) {
        return rsa_algorithm(algorithm, mbedtls_pk_rsa(*pk), diagnostic);
    }
    if (type != MBEDTLS_PK_ECKEY ||
        mbedtls_pk_ec(*pk)->KEY_FIELD(grp).id != MBEDTLS_ECP_DP_SECP256R1) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "a key of another algorithm or curve; " KEY_SUPPORTED);
    }
    *algorithm = APPVERIFY_ALGORITHM_ECDSA_P256;
    return APPBIN_OK;
}

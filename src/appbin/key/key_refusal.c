/* SPDX-License-Identifier: MIT */
#include "key/key_refusal.h"

#include <stdbool.h>

#include "base/diagnostic.h"
#include "key/key_mbedtls.h"

enum appbin_error appbin_key_fail_no_memory(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
}

enum appbin_error appbin_key_fail_no_passphrase(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_PASSPHRASE,
                       "the key is encrypted and no passphrase is given");
}

enum appbin_error appbin_key_fail_wrong_passphrase(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_PASSPHRASE, "wrong passphrase");
}

enum appbin_error appbin_key_fail_unknown_encryption(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                       "encrypted in a way that is not supported; "
                       "openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW rewrites the key");
}

/* A code is a high-level part plus a low-level one below 0x80. */
static bool is_no_memory(int code)
{
    int low = -(-code & 0x7f);
    return low == MBEDTLS_ERR_MPI_ALLOC_FAILED || low == MBEDTLS_ERR_ASN1_ALLOC_FAILED ||
           code == MBEDTLS_ERR_PK_ALLOC_FAILED || code == MBEDTLS_ERR_ECP_ALLOC_FAILED ||
           code == MBEDTLS_ERR_MD_ALLOC_FAILED;
}

enum appbin_error appbin_key_fail_mbedtls(struct appbin_diagnostic *diagnostic,
                                          enum appbin_error error, const char *what, int code)
{
    if (is_no_memory(code)) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    return appbin_fail(diagnostic, error, "%s (mbedTLS -0x%04X)", what, (unsigned)-code);
}

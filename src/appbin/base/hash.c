/* SPDX-License-Identifier: MIT */
#include "appbin/hash.h"

#include <mbedtls/md.h>

#include "base/diagnostic.h"

enum appbin_error appbin_sha256(uint8_t *digest, const uint8_t *bytes, size_t size,
                                struct appbin_diagnostic *diagnostic)
{
    int error = mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), bytes, size, digest);
    return error == 0 ? APPBIN_OK : appbin_fail(diagnostic, APPBIN_ERR_CRYPTO, "SHA-256 failed");
}

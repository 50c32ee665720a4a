/* SPDX-License-Identifier: MIT */
#include "appbin/hash.h"

#include <mbedtls/md.h>

#include "base/diagnostic.h"
#include "base/md5.h"

enum appbin_error appbin_sha256(uint8_t *digest, const uint8_t *bytes, size_t size,
                                struct appbin_diagnostic *diagnostic)
{
    int error = mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), bytes, size, digest);
    return error == 0 ? APPBIN_OK : appbin_fail(diagnostic, APPBIN_ERR_CRYPTO, "SHA-256 failed");
}

bool appbin_md5(uint8_t *digest, const uint8_t *bytes, size_t size)
{
    const mbedtls_md_info_t *md5 = mbedtls_md_info_from_type(MBEDTLS_MD_MD5);
    return md5 != NULL && mbedtls_md(md5, bytes, size, digest) == 0;
}

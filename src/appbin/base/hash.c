/* SPDX-License-Identifier: MIT */
#include "appbin/hash.h"

#include <mbedtls/md.h>
#include <nettle/sha2.h>

#include "base/md5.h"

enum appbin_error appbin_sha256(uint8_t *digest, const uint8_t *bytes, size_t size,
                                struct appbin_diagnostic *diagnostic)
{
    struct sha256_ctx context;
    (void)diagnostic; /* with this library it does not fail */
    sha256_init(&context);
    sha256_update(&context, size, bytes);
    sha256_digest(&context, SHA256_DIGEST_SIZE, digest);
    return APPBIN_OK;
}

bool appbin_md5(uint8_t *digest, const uint8_t *bytes, size_t size)
{
    const mbedtls_md_info_t *md5 = mbedtls_md_info_from_type(MBEDTLS_MD_MD5);
    return md5 != NULL && mbedtls_md(md5, bytes, size, digest) == 0;
}

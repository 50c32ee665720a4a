/* SPDX-License-Identifier: MIT */
/**
 * Verifies one signature, and says what is wrong with one that is not valid.
 *
 *     error = appbin_signature_import(wire, key.algorithm, bytes, size, &diagnostic);
 *     if (error == APPBIN_OK)
 *         error = appbin_signature_check(&key, signed_part, signed_size, wire, &diagnostic);
 *
 * Programs and services that sign have many ways to sign something else than was meant. The search
 * for the mistake takes public data only, and never makes a bad signature a good one.
 */
#ifndef APPBIN_SIGNATURE_CHECK_H
#define APPBIN_SIGNATURE_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appbin/key.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Verifies a signature as appverify does. The diagnostic of a signature that is not valid names the
 * mistake where one is found: what was signed instead (the digest hashed once more, its text,
 * another hash), PKCS#1 v1.5 or no padding, PSS with another salt or hash, r and s swapped, bytes
 * reversed.
 *
 * @param key         in
 * @param message     in, size bytes: the signed part of a manifest, whose SHA-256 is signed
 * @param size        in, bytes
 * @param signature   in, wire form, appbin_public_key_signature_size(key) bytes
 * @param diagnostic  out; NULL: the mistake is not looked for, which saves some 40 verifications
 * @return APPBIN_OK, SIGNATURE when it is not valid, CRYPTO, NO_MEMORY
 *
 * Allocates what mbedTLS needs.
 */
enum appbin_error appbin_signature_check(const struct appbin_public_key *key,
                                         const uint8_t *message, size_t size,
                                         const uint8_t *signature,
                                         struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/** Keys: reading, making, writing, signing. */
#ifndef APPBIN_KEY_H
#define APPBIN_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appbin/signature.h"
#include "appverify/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Longest key file in bytes. */
#define APPBIN_KEY_FILE_MAX 0x10000u
/** Longest public key in DER SubjectPublicKeyInfo form, bytes. */
#define APPBIN_PUBLIC_KEY_DER_MAX 512u

/** A public key in the forms that are needed. */
struct appbin_public_key {
    uint32_t algorithm;                                         /**< APPVERIFY_ALGORITHM_... */
    uint8_t id[APPVERIFY_KEY_ID_SIZE];                          /**< key id */
    uint32_t words[APPVERIFY_RSA_3072_SIZE / 4];                /**< as in struct appverify_key */
    uint32_t friendly_modulus[2 * APPVERIFY_RSA_3072_SIZE / 4]; /**< likewise; RSA only */
    uint8_t der[APPBIN_PUBLIC_KEY_DER_MAX];                     /**< SubjectPublicKeyInfo */
    size_t der_size;                                            /**< bytes */
};

/** A passphrase; bytes NULL: none was given. */
struct appbin_passphrase {
    const uint8_t *bytes;
    size_t size;
};

/** A private key; private to the library. */
struct appbin_private_key;

/**
 * Reads a public key: PEM or DER SubjectPublicKeyInfo, P-256, RSA of 2048 or 3072 bits with
 * exponent 65537, or LMS_SHA256_M24 with H5 to H20 and LMOTS_SHA256_N24_W4. LMS: as RFC 9802 has
 * it, HSS with one level, or with the OCTET STRING of RFC 8708; and raw bytes, 48 of LMS or 52 of
 * HSS. A file of several keys is refused, and one with a private key. The diagnostic of another
 * kind of file names the command that makes a key of it, where there is one.
 *
 * @param key         out, set on success
 * @param bytes       in, size bytes
 * @param size        in, bytes
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, KEY, PASSPHRASE for PEM text that is encrypted, NO_MEMORY
 */
enum appbin_error appbin_public_key_read(struct appbin_public_key *key, const uint8_t *bytes,
                                         size_t size, struct appbin_diagnostic *diagnostic);

/**
 * Reads all the public keys of a file: the blocks of PEM, or one in DER. A key that is there twice
 * comes twice. A file with a private key too is refused.
 *
 * @param keys        out, room for capacity keys; undefined after a failure
 * @param capacity    in, 1 or more
 * @param count       out, 1 to capacity
 * @param bytes       in, size bytes
 * @param size        in, bytes
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, KEY, OPTIONS when there are more than capacity, NO_MEMORY
 */
enum appbin_error appbin_public_keys_read(struct appbin_public_key *keys, size_t capacity,
                                          size_t *count, const uint8_t *bytes, size_t size,
                                          struct appbin_diagnostic *diagnostic);

/**
 * The record that appverify takes, without a table.
 *
 * @param record  out; its words and its friendly modulus point into key
 * @param key     in, must outlive *record
 */
void appbin_public_key_record(struct appverify_key *record, const struct appbin_public_key *key);

/**
 * Length of the signatures by a key, on the wire.
 *
 * @param key  in
 * @return bytes, at most APPBIN_SIGNATURE_MAX
 */
size_t appbin_public_key_signature_size(const struct appbin_public_key *key);

/**
 * Writes a public key as PEM.
 *
 * @param pem         out, NUL-terminated, free with free()
 * @param key         in
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, NO_MEMORY
 */
enum appbin_error appbin_public_key_write_pem(char **pem, const struct appbin_public_key *key,
                                              struct appbin_diagnostic *diagnostic);

/**
 * Makes a private key from the operating system's random numbers.
 *
 * @param key         out, free with appbin_private_key_free
 * @param algorithm   in, APPVERIFY_ALGORITHM_...
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, OPTIONS, CRYPTO, NO_MEMORY
 */
enum appbin_error appbin_private_key_generate(struct appbin_private_key **key, uint32_t algorithm,
                                              struct appbin_diagnostic *diagnostic);

/**
 * Reads a private key: PEM or DER; SEC1, PKCS#1 or PKCS#8; plain or encrypted (PEM encryption,
 * PKCS#8 with PBES2). A file of several private keys is refused, and one with the public half of
 * another key.
 *
 * @param key         out, free with appbin_private_key_free
 * @param bytes       in, size bytes; the caller wipes them
 * @param size        in, bytes
 * @param passphrase  in; ignored for a plain key
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, KEY, PASSPHRASE when it is missing or wrong, NO_MEMORY
 */
enum appbin_error appbin_private_key_read(struct appbin_private_key **key, const uint8_t *bytes,
                                          size_t size, const struct appbin_passphrase *passphrase,
                                          struct appbin_diagnostic *diagnostic);

/**
 * Wipes and frees a private key.
 *
 * @param key  in, may be NULL
 */
void appbin_private_key_free(struct appbin_private_key *key);

/**
 * The public half.
 *
 * @param public_key   out
 * @param key          in
 * @param diagnostic   out; may be NULL
 * @return APPBIN_OK, KEY, NO_MEMORY
 */
enum appbin_error appbin_private_key_public(struct appbin_public_key *public_key,
                                            const struct appbin_private_key *key,
                                            struct appbin_diagnostic *diagnostic);

/**
 * Writes a private key as PKCS#8 PEM; with a passphrase encrypted: PBES2, PBKDF2-HMAC-SHA-256
 * with 600000 rounds, AES-256-CBC.
 *
 * @param pem         out, NUL-terminated; free with appbin_secret_free
 * @param key         in
 * @param passphrase  in; bytes NULL: not encrypted
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, CRYPTO, NO_MEMORY
 */
enum appbin_error appbin_private_key_write_pem(char **pem, const struct appbin_private_key *key,
                                               const struct appbin_passphrase *passphrase,
                                               struct appbin_diagnostic *diagnostic);

/**
 * Signs a SHA-256 digest. ECDSA is deterministic (RFC 6979). RSA-PSS takes a random salt of 32
 * bytes, or with salt_from_message HMAC-SHA-256(SHA-256 of the key in PKCS#1 DER form,
 * "appbin PSS salt" || digest), which makes it deterministic as well.
 *
 * @param signature          out, *size bytes in wire form, room for APPBIN_SIGNATURE_MAX
 * @param size               out, bytes
 * @param key                in
 * @param digest             in, 32 bytes
 * @param salt_from_message  in
 * @param diagnostic         out; may be NULL
 * @return APPBIN_OK, CRYPTO, NO_MEMORY
 */
enum appbin_error appbin_private_key_sign(uint8_t *signature, size_t *size,
                                          const struct appbin_private_key *key,
                                          const uint8_t *digest, bool salt_from_message,
                                          struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif

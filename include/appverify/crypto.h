/* SPDX-License-Identifier: MIT */
/**
 * What the verifier needs of crypto. A port fills the table: that of the library's own arithmetic
 * is in appverify/builtin_crypto.h, one for mbedTLS in appverify/mbedtls.h. No type of any crypto
 * library appears here.
 */
#ifndef APPVERIFY_CRYPTO_H
#define APPVERIFY_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#include "appverify/manifest_format.h"
#include "appverify/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Puts a constant that is read by aligned words only into flash, where the vendor's linker scripts
 * have it; empty for other processors. A constant without it costs DRAM on the chip. The compiler
 * makes calls of memcpy of some copies: the firmware's must copy what is aligned by words, as
 * picolibc's does.
 */
#if defined(__XTENSA__)
#define APPVERIFY_IN_FLASH __attribute__((section(".irom0.text"), aligned(4)))
#else
#define APPVERIFY_IN_FLASH
#endif

/**
 * A trusted public key. The words hold its bytes in order, first byte in the low 8 bits of the
 * first word, so that a ring in flash is read by aligned 32-bit loads.
 */
struct appverify_key {
    uint32_t algorithm; /**< APPVERIFY_ALGORITHM_...; what this key may verify */
    uint32_t id[APPVERIFY_KEY_ID_SIZE / 4]; /**< key id */
    const uint32_t *words; /**< P-256: x, y, 64 bytes; RSA: modulus, big-endian, 256 or 384 bytes
                                (exponent 65537); LMS: public key of RFC 8554, 48 bytes */
    const uint32_t *table; /**< made of the words, for the library's own arithmetic, and as trusted
                                as they are; NULL: none. RSA: the modulus in the form that makes it
                                fast, two numbers, which it needs. P-256: multiples of the key, with
                                which it is faster. See docs/arithmetic.md */
    uint32_t table_size;   /**< bytes; RSA: 512 or 768, P-256: 256, 512, 1024 or 2048; 0: none */
};

/** The keys a device trusts. */
struct appverify_key_ring {
    const struct appverify_key *keys; /**< count keys, all different */
    uint32_t count;                   /**< 1 to 8 */
    uint32_t threshold;               /**< how many of them must have signed, 1 to count */
};

/** Operations of a port. state is the port's own; every function starts from failure. */
struct appverify_crypto_operations {
    /** Starts a SHA-256. Returns APPVERIFY_OK or APPVERIFY_ERR_CRYPTO, as the next two do. */
    enum appverify_result (*hash_start)(void *state);
    /** Adds length bytes. */
    enum appverify_result (*hash_update)(void *state, const uint8_t *bytes, size_t length);
    /** Writes 32 bytes to digest and ends the SHA-256. */
    enum appverify_result (*hash_finish)(void *state, uint8_t *digest);
    /**
     * Prepares the check of one signature: digest 32 bytes, signature as long as
     * appverify_key_signature_size says. All three stay valid until the check is over; but the
     * signature lies in a buffer that somebody may rewrite, so a port that works in slices reads it
     * once. Returns APPVERIFY_MORE, APPVERIFY_ERR_SIGNATURE for a malformed key or signature, or
     * APPVERIFY_ERR_CRYPTO, for a key whose algorithm the port cannot verify, too: that says
     * nothing of the signature.
     */
    enum appverify_result (*signature_start)(void *state, const struct appverify_key *key,
                                             const uint8_t *digest, const uint8_t *signature);
    /**
     * Does one slice. Returns APPVERIFY_MORE; APPVERIFY_OK for a valid signature;
     * APPVERIFY_ERR_SIGNATURE for an invalid one; APPVERIFY_ERR_CRYPTO, also when no check is under
     * way. After all but MORE the check is over and holds no memory.
     */
    enum appverify_result (*signature_step)(void *state);
    /**
     * Ends what is unfinished, a hash too: frees its memory and a hash engine that it holds, and
     * forgets key, digest and signature. There is no answer to it any more: signature_step without
     * a new signature_start returns APPVERIFY_ERR_CRYPTO. May be called at any time, and again.
     */
    void (*abort)(void *state);
};

/**
 * A port: its operations and its state, which the caller owns. A state holds one hash or check at a
 * time, so it belongs to one port and a port to one verification at a time: the one that was begun
 * last. A step of an earlier one that is not over ends with APPVERIFY_ERR_CRYPTO and does not touch
 * the port. Neither may the caller between two steps.
 */
struct appverify_crypto {
    const struct appverify_crypto_operations *operations;
    void *state;
    const void *owner; /**< the context under way, NULL: none. Kept by appverify; any value at first
                          will do */
};

/**
 * Length of a signature, where the algorithm tells it.
 *
 * @param algorithm  in, any value
 * @return bytes; 0 for LMS, where it depends on the key, and for an algorithm that this version
 * does not know
 */
uint32_t appverify_signature_size(uint32_t algorithm);

/**
 * Length of the signatures by a key.
 *
 * @param key  in; of LMS its words are read
 * @return bytes; 0 for an algorithm that this version does not know. Of a key of LMS with a set of
 * parameters that the format does not have, a length that no signature block has
 */
uint32_t appverify_key_signature_size(const struct appverify_key *key);

/**
 * Copies key bytes out of words by aligned 32-bit loads.
 *
 * @param bytes  out, length bytes
 * @param words  in, (length + 3) / 4 words
 * @param length in, bytes
 */
void appverify_copy_words(uint8_t *bytes, const uint32_t *words, size_t length);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/**
 * Crypto port that needs no other library: SHA-256, ECDSA P-256, RSA PSS and LMS of
 * src/appverify/crypto, made for the LX106. No heap, and no step of a signature above 50,000
 * instructions there.
 *
 *     static struct appverify_builtin_crypto state;
 *     struct appverify_crypto crypto;
 *     appverify_builtin_crypto_init(&crypto, &state);
 *     appverify_builtin_crypto_use_p256(&state);
 *
 * Only the algorithms that are asked for are linked. A signature by a key of another one ends the
 * verification with APPVERIFY_ERR_CRYPTO. RSA keys need the table that imagetool pubkey --format c
 * writes beside them, P-256 keys are verified in half the time with theirs (--table).
 *
 * There is nothing to free: a state may be left at any time.
 */
#ifndef APPVERIFY_BUILTIN_CRYPTO_H
#define APPVERIFY_BUILTIN_CRYPTO_H

#include "appverify/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Whether P-256 keys without a table can be verified; without them state and code are smaller. */
#if !defined(APPVERIFY_P256_BARE_KEYS)
#define APPVERIFY_P256_BARE_KEYS 1
#endif

/** Working memory of RSA, bytes. */
#define APPVERIFY_BUILTIN_RSA_2048_MEMORY 1456u
#define APPVERIFY_BUILTIN_RSA_3072_MEMORY 2160u

/** Bytes of a check under way, besides pointers. */
#define APPVERIFY_BUILTIN_CHECK_SIZE (APPVERIFY_P256_BARE_KEYS ? 640u : 348u)

struct appverify_builtin_algorithm;

/** State of the port; private, owned by the caller. */
struct appverify_builtin_crypto {
    const struct appverify_builtin_algorithm *p256; /* NULL: not linked */
    const struct appverify_builtin_algorithm *rsa;  /* NULL: not linked */
    const struct appverify_builtin_algorithm *lms;  /* NULL: not linked */
    uint32_t *rsa_memory;
    uint32_t rsa_memory_size;
    const struct appverify_builtin_algorithm *under_way; /* of a signature; NULL: none */
    /** A hash or a check: there is never more than one of them. */
    uintptr_t words[APPVERIFY_BUILTIN_CHECK_SIZE / sizeof(uintptr_t) + 3];
};

/**
 * Fills in a port that can hash, and verify nothing yet.
 *
 * @param crypto  out
 * @param state   out, must outlive *crypto
 */
void appverify_builtin_crypto_init(struct appverify_crypto *crypto,
                                   struct appverify_builtin_crypto *state);

/**
 * Lets it verify ECDSA P-256.
 *
 * Stack of a step: at most 1,250 bytes.
 *
 * @param state  in and out, initialised
 */
void appverify_builtin_crypto_use_p256(struct appverify_builtin_crypto *state);

/**
 * Lets it verify RSA PSS. A key that needs more memory ends the verification with
 * APPVERIFY_ERR_CRYPTO.
 *
 * Stack of a step: below 600 bytes.
 *
 * @param state   in and out, initialised
 * @param memory  in, size bytes in words; used while a signature is checked, and not to be touched
 *                then; must outlive *state
 * @param size    in, bytes: APPVERIFY_BUILTIN_RSA_2048_MEMORY or APPVERIFY_BUILTIN_RSA_3072_MEMORY
 */
void appverify_builtin_crypto_use_rsa(struct appverify_builtin_crypto *state, uint32_t *memory,
                                      uint32_t size);

/**
 * Lets it verify LMS.
 *
 * Stack of a step: below 500 bytes.
 *
 * @param state  in and out, initialised
 */
void appverify_builtin_crypto_use_lms(struct appverify_builtin_crypto *state);

#ifdef __cplusplus
}
#endif
#endif

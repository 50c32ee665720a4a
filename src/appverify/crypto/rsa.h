/* SPDX-License-Identifier: MIT */
/**
 * Verification of RSA-2048 and RSA-3072 signatures, PSS with SHA-256, MGF1-SHA-256 and a salt of 32
 * bytes (RFC 8017), exponent 65537: in steps, without a heap. docs/arithmetic.md describes it.
 */
#ifndef APPVERIFY_SRC_RSA_H
#define APPVERIFY_SRC_RSA_H

#include <stdint.h>

#include "appverify/crypto.h"
#include "appverify/result.h"

/** Words of working memory: groups of 12 and the signature. */
#define APPVERIFY_RSA_2048_MEMORY_WORDS (25u * 12u + 64u)
#define APPVERIFY_RSA_3072_MEMORY_WORDS (37u * 12u + 96u)

/** Private: what a check does next. */
enum appverify_rsa_phase {
    APPVERIFY_RSA_PHASE_NONE,
    APPVERIFY_RSA_PHASE_POWER,
    APPVERIFY_RSA_PHASE_REMAINDER,
    APPVERIFY_RSA_PHASE_MASK,
    APPVERIFY_RSA_PHASE_COMPARE,
};

/** A check under way; the caller owns it, the fields are private. */
struct appverify_rsa {
    const struct appverify_key *key;
    const uint8_t *digest;
    uint32_t *memory;
    uint32_t phase;
    uint32_t count;             /**< how often in this phase */
    uint32_t row;               /**< of a product */
    int32_t carry;              /**< of the digits of a factor */
    volatile uint32_t evidence; /**< what each part of the work adds; the answer needs all of it */
};

/**
 * Begins a check. At most 50,000 instructions on the LX106, as each step.
 *
 * @param rsa        out
 * @param key        in, APPVERIFY_ALGORITHM_RSA_2048_PSS or _3072_PSS, with its table;
 *                   must stay until the check is over
 * @param digest     in, 32 bytes, SHA-256 of the message; must stay until the check is over
 * @param signature  in, appverify_signature_size(key->algorithm) bytes; read once, here
 * @param memory     in and out, APPVERIFY_RSA_..._MEMORY_WORDS of the key's size, the caller's
 *                   until the check is over, and not to be touched by anybody else
 * @return APPVERIFY_MORE; APPVERIFY_ERR_SIGNATURE for a signature that is not below the modulus,
 * and for a key that is none
 *
 * Stack below 640 bytes, no allocation.
 */
enum appverify_result appverify_rsa_begin(struct appverify_rsa *rsa,
                                          const struct appverify_key *key, const uint8_t *digest,
                                          const uint8_t *signature, uint32_t *memory);

/**
 * Does one step.
 *
 * @param rsa  in and out, begun
 * @return APPVERIFY_MORE; APPVERIFY_OK for a valid signature; APPVERIFY_ERR_SIGNATURE for an
 * invalid one; APPVERIFY_ERR_CRYPTO when no check is under way, so also after one that is over
 *
 * Stack and allocation as appverify_rsa_begin.
 */
enum appverify_result appverify_rsa_step(struct appverify_rsa *rsa);

#endif

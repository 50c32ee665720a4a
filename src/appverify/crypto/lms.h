/* SPDX-License-Identifier: MIT */
/**
 * Verification of LMS signatures: LMS_SHA256_M24 with H5, H10, H15 and H20, LMOTS_SHA256_N24_W4
 * (RFC 8554, NIST SP 800-208), in steps, without a heap. docs/arithmetic.md describes it.
 */
#ifndef APPVERIFY_SRC_LMS_H
#define APPVERIFY_SRC_LMS_H

#include <stdint.h>

#include "appverify/crypto.h"
#include "appverify/result.h"
#include "sha256.h"

/** A check under way; the caller owns it, the fields are private. */
struct appverify_lms {
    const struct appverify_key *key;
    const uint8_t *signature;
    uint32_t stage;
    uint32_t height;
    uint32_t node_number;         /**< of the tree, 1 is the root */
    uint32_t count;               /**< chains, then levels, that are done */
    uint32_t checksum;            /**< steps that the chains of the message took */
    volatile uint32_t evidence;   /**< what each part adds; the answer needs all of it */
    struct appverify_sha256 hash; /**< of the ends of the chains, then of a node */
    struct appverify_sha256 link; /**< of one step of a chain; its block begins every message */
    uint8_t
        message[APPVERIFY_SHA256_DIGEST_SIZE];  /**< Q of the RFC, and 8 bytes that are cut off */
    uint8_t node[APPVERIFY_SHA256_DIGEST_SIZE]; /**< the hash of the node, likewise */
};

/**
 * Begins a check. At most 50,000 instructions on the LX106, as each step.
 *
 * @param lms        out
 * @param key        in, APPVERIFY_ALGORITHM_LMS; must stay until the check is over
 * @param digest     in, 32 bytes, SHA-256 of what was signed: the message of LMS; read here
 * @param signature  in, appverify_key_signature_size(key) bytes, each of which is read once; must
 *                   stay until the check is over
 * @return APPVERIFY_MORE; APPVERIFY_ERR_SIGNATURE for a key of another set of parameters, and for a
 * signature with other types or a leaf that the tree does not have
 *
 * Stack below 500 bytes, no allocation.
 */
enum appverify_result appverify_lms_begin(struct appverify_lms *lms,
                                          const struct appverify_key *key, const uint8_t *digest,
                                          const uint8_t *signature);

/**
 * Does one step.
 *
 * @param lms  in and out, begun
 * @return APPVERIFY_MORE; APPVERIFY_OK for a valid signature; APPVERIFY_ERR_SIGNATURE for an
 * invalid one; APPVERIFY_ERR_CRYPTO when no check is under way, so also after one that is over
 *
 * Stack and allocation as appverify_lms_begin.
 */
enum appverify_result appverify_lms_step(struct appverify_lms *lms);

#endif

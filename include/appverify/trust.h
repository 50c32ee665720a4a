/* SPDX-License-Identifier: MIT */
/**
 * What a firmware trusts, as one symbol that can be read from its ELF: the tool that signs a
 * release refuses one that the firmware's own keys would not let pass.
 *
 * `imagetool pubkey --format c --vendor V --product P -o trust.c KEY...` writes it, beside the key
 * ring. The firmware takes vendor and class from it:
 *
 *     policy.keys = &appverify_key_ring;
 *     policy.vendor_id = appverify_trust.vendor_id;
 *     policy.class_id = appverify_trust.class_id;
 */
#ifndef APPVERIFY_TRUST_H
#define APPVERIFY_TRUST_H

#include "appverify/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

#define APPVERIFY_TRUST_MAGIC 0x31545241u /**< "ART1" */
#define APPVERIFY_TRUST_SIZE 112u         /**< bytes of the structure, in little-endian words */

/** All of it is read by aligned words, so it may lie in flash. */
struct appverify_trust {
    uint32_t magic;
    uint32_t size; /**< APPVERIFY_TRUST_SIZE */
    uint32_t vendor_id[APPVERIFY_UUID_SIZE / 4];
    uint32_t class_id[APPVERIFY_UUID_SIZE / 4];
    uint32_t threshold; /**< how many of the keys must have signed */
    uint32_t key_count; /**< 1 to 8 */
    uint32_t key_ids[APPVERIFY_SIGNATURES_MAX][APPVERIFY_KEY_ID_SIZE / 4]; /**< of the key ring */
};

/** Made for the firmware. */
extern const struct appverify_trust appverify_trust;
/** Likewise, its keys. */
extern const struct appverify_key_ring appverify_key_ring;

#ifdef __cplusplus
}
#endif
#endif

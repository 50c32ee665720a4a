/* SPDX-License-Identifier: MIT */
/** Signatures in wire form. The forms: docs/manifest-format.md. */
#ifndef APPBIN_SIGNATURE_H
#define APPBIN_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"
#include "appverify/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Longest signature on the wire, bytes. */
#define APPBIN_SIGNATURE_MAX APPVERIFY_SIGNATURE_MAX

/** A signature in wire form. */
struct appbin_signature {
    uint32_t algorithm;
    uint8_t key_id[APPVERIFY_KEY_ID_SIZE];
    size_t size; /**< bytes */
    uint8_t bytes[APPBIN_SIGNATURE_MAX];
};

/**
 * Brings a signature that another program made into wire form. ECDSA: raw r || s, or strict DER
 * (no BER lengths, no padding, no negative or oversized numbers, nothing after it). RSA: as it is.
 * LMS: as it is, or without the four zero bytes of HSS with one level; its type says how long it
 * is.
 *
 * @param wire        out, as long as the algorithm says, or the type of LMS; room for
 *                    APPBIN_SIGNATURE_MAX
 * @param algorithm   in, APPVERIFY_ALGORITHM_...
 * @param bytes       in, size bytes
 * @param size        in, bytes
 * @param diagnostic  out; may be NULL
 * @return APPBIN_OK, SIGNATURE
 */
enum appbin_error appbin_signature_import(uint8_t *wire, uint32_t algorithm, const uint8_t *bytes,
                                          size_t size, struct appbin_diagnostic *diagnostic);

/** Longest text that appbin_signature_decode takes, bytes. */
#define APPBIN_SIGNATURE_TEXT_MAX 4096u

/**
 * Decodes what a signature becomes on its way through programs and services: hexadecimal text,
 * base64 text (of both alphabets, with or without padding), a PEM block, or bytes with the end of a
 * line after them. Of what comes out nothing is checked. A file is tried as it is before.
 *
 * @param bytes  out, *size bytes, room for text_size
 * @param size   out, bytes
 * @param text   in, text_size bytes
 * @param text_size  in, bytes
 * @return what it was, a constant string such as "base64 text"; NULL, with the outputs as they
 *         were, when it is none of these
 */
const char *appbin_signature_decode(uint8_t *bytes, size_t *size, const uint8_t *text,
                                    size_t text_size);

/**
 * Name of an algorithm: "ecdsa-p256", "rsa-2048", "rsa-3072", "lms".
 *
 * @param algorithm  in, any value
 * @return a constant string, never NULL
 */
const char *appbin_algorithm_str(uint32_t algorithm);

#ifdef __cplusplus
}
#endif
#endif

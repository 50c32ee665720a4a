/* SPDX-License-Identifier: MIT */
/* Public keys of LMS, which mbedTLS 2.28 does not know. */
#ifndef APPBIN_SRC_KEY_LMS_H
#define APPBIN_SRC_KEY_LMS_H

#include <stdbool.h>

#include "appbin/key.h"

/* id-alg-hss-lms-hashsig, 1.2.840.113549.1.9.16.3.17 */
#define OID_LMS "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x11"

/* As long as a key of LMS or of HSS, and begins like one? So is a file of these bytes alone. */
bool appbin_key_is_raw_lms(const uint8_t *bytes, size_t size);

/*
 * A public key of LMS: SubjectPublicKeyInfo as RFC 9802 has it, or with the OCTET STRING of RFC
 * 8708, or raw. Refuses other sets of parameters by name, and HSS with more than one level.
 * Returns APPBIN_OK, KEY.
 */
enum appbin_error appbin_key_lms_fill(struct appbin_public_key *key, const uint8_t *bytes,
                                      size_t size, struct appbin_diagnostic *diagnostic);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef APPBIN_SRC_KEY_FRIENDLY_H
#define APPBIN_SRC_KEY_FRIENDLY_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the verifier's own RSA arithmetic needs of a modulus N (docs/arithmetic.md), size / 2 words:
 * (kN + 1) / 2^90, k below 2^90 being the factor that makes it whole, and 2^(65537 r) mod N, r
 * being the bits of that arithmetic's Montgomery factor. Returns 0 or an error of mbedTLS.
 *
 * modulus: size bytes, big-endian, odd.
 */
int appbin_key_friendly_modulus(uint32_t *words, const uint8_t *modulus, size_t size);

#endif

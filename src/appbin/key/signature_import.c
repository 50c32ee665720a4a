/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "appbin/key.h"
#include "appbin/signature.h"
#include "base/diagnostic.h"

/*
 * No general DER reader: a signature has exactly one valid encoding, and mbedTLS accepts others
 * too.
 */

#define NUMBER_SIZE 32u
#define TAG_SEQUENCE 0x30
#define TAG_INTEGER 0x02

/* Order of the group of P-256 (FIPS 186-4, D.1.2.3). */
static const uint8_t p256_order[NUMBER_SIZE] = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};

static bool in_range(const uint8_t *number)
{
    static const uint8_t zero[NUMBER_SIZE] = {0};
    return memcmp(number, zero, NUMBER_SIZE) != 0 && memcmp(number, p256_order, NUMBER_SIZE) < 0;
}

/* Takes one INTEGER, 0 to 2^256 - 1, in its only encoding; returns its end, NULL otherwise. */
static const uint8_t *take_number(uint8_t *number, const uint8_t *at, const uint8_t *end)
{
    if (end - at < 3 || at[0] != TAG_INTEGER || at[1] == 0 || at[1] > NUMBER_SIZE + 1 ||
        end - at - 2 < at[1]) {
        return NULL;
    }
    size_t size = at[1];
    at += 2;
    bool negative = at[0] >= 0x80;
    bool padded = size > 1 && at[0] == 0 && at[1] < 0x80;
    if (negative || padded) {
        return NULL;
    }
    if (size > 1 && at[0] == 0) {
        at++; /* the sign */
        size--;
    }
    if (size > NUMBER_SIZE) {
        return NULL;
    }
    memset(number, 0, NUMBER_SIZE - size);
    memcpy(number + NUMBER_SIZE - size, at, size);
    return at + size;
}

/* The length of the sequence is below 128, so that it is always one byte. */
static bool read_der(uint8_t *wire, const uint8_t *bytes, size_t size)
{
    if (size < 2 || size - 2 >= 0x80 || bytes[0] != TAG_SEQUENCE || bytes[1] != size - 2) {
        return false;
    }
    const uint8_t *end = bytes + size;
    const uint8_t *at = take_number(wire, bytes + 2, end);
    at = at != NULL ? take_number(wire + NUMBER_SIZE, at, end) : NULL;
    return at == end;
}

/* What bytes of another length seem to be, for a message; NULL: unknown. */
static const char *describe(const uint8_t *bytes, size_t size)
{
    static const struct {
        size_t size;
        const char *text;
    } lengths[] = {
        {64, "as long as one of P-256"},     {96, "as long as one of P-384"},
        {132, "as long as one of P-521"},    {128, "as long as one of RSA-1024"},
        {256, "as long as one of RSA-2048"}, {384, "as long as one of RSA-3072"},
        {512, "as long as one of RSA-4096"},
    };
    uint8_t wire[APPVERIFY_ECDSA_P256_SIZE];
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        if (lengths[i].size == size) {
            return lengths[i].text;
        }
    }
    return read_der(wire, bytes, size) ? "an ECDSA signature in DER" : NULL;
}

static enum appbin_error fail_size(struct appbin_diagnostic *diagnostic, const uint8_t *bytes,
                                   size_t size, const char *wanted)
{
    const char *text = describe(bytes, size);
    return appbin_fail(diagnostic, APPBIN_ERR_SIGNATURE, "%zu bytes%s%s; %s", size,
                       text != NULL ? ", " : "", text != NULL ? text : "", wanted);
}

static enum appbin_error import_ecdsa(uint8_t *wire, const uint8_t *bytes, size_t size,
                                      struct appbin_diagnostic *diagnostic)
{
    uint8_t made[APPVERIFY_ECDSA_P256_SIZE];
    if (size == sizeof made) {
        memcpy(made, bytes, sizeof made);
    } else if (!read_der(made, bytes, size)) {
        return fail_size(diagnostic, bytes, size,
                         "an ecdsa-p256 signature is r and s of 32 bytes each, or DER");
    }
    if (!in_range(made) || !in_range(made + NUMBER_SIZE)) {
        return appbin_fail(diagnostic, APPBIN_ERR_SIGNATURE,
                           "%s of the signature is not between 0 and the order of P-256",
                           in_range(made) ? "s" : "r");
    }
    memcpy(wire, made, sizeof made);
    return APPBIN_OK;
}

/* HSS with one level has its number of further levels, 0, in front. */
static enum appbin_error import_lms(uint8_t *wire, const uint8_t *bytes, size_t size,
                                    struct appbin_diagnostic *diagnostic)
{
    static const uint8_t no_further_level[4] = {0};
    const size_t type_at = APPVERIFY_LMS_H5_SIZE - 5 * APPVERIFY_LMS_HASH_SIZE - 1;
    if (size % APPVERIFY_LMS_HASH_SIZE == APPVERIFY_LMS_H5_SIZE % APPVERIFY_LMS_HASH_SIZE + 4 &&
        memcmp(bytes, no_further_level, sizeof no_further_level) == 0) {
        bytes += sizeof no_further_level;
        size -= sizeof no_further_level;
    }
    if (size < APPVERIFY_LMS_H5_SIZE || size > APPVERIFY_LMS_H20_SIZE ||
        size != APPVERIFY_LMS_SIZE((size_t)bytes[type_at])) {
        return fail_size(diagnostic, bytes, size,
                         "an lms signature has 1380, 1500, 1620 or 1740 by its height, and 4 zero "
                         "bytes before them as one of HSS");
    }
    memcpy(wire, bytes, size);
    return APPBIN_OK;
}

enum appbin_error appbin_signature_import(uint8_t *wire, uint32_t algorithm, const uint8_t *bytes,
                                          size_t size, struct appbin_diagnostic *diagnostic)
{
    if (algorithm == APPVERIFY_ALGORITHM_LMS) {
        return import_lms(wire, bytes, size, diagnostic);
    }
    size_t wanted = appverify_signature_size(algorithm);
    if (wanted == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_SIGNATURE, "unknown algorithm");
    }
    if (algorithm == APPVERIFY_ALGORITHM_ECDSA_P256) {
        return import_ecdsa(wire, bytes, size, diagnostic);
    }
    if (size != wanted) {
        char text[64];
        (void)snprintf(text, sizeof text, "an %s signature has %zu",
                       appbin_algorithm_str(algorithm), wanted);
        return fail_size(diagnostic, bytes, size, text);
    }
    memcpy(wire, bytes, size);
    return APPBIN_OK;
}

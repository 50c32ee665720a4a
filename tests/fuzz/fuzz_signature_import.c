/* SPDX-License-Identifier: MIT */
/*
 * Imports a signature for every algorithm, as it is and decoded; what is taken from DER must be its
 * only encoding.
 */
#include <string.h>

#include "appbin/key.h"
#include "appbin/signature.h"
#include "fuzz_target.h"

#define RAW_SIZE APPVERIFY_ECDSA_P256_SIZE
#define NUMBER_SIZE (RAW_SIZE / 2)

/* Appends the one DER encoding of a number; returns its end. */
static uint8_t *encode_number(uint8_t *at, const uint8_t *number)
{
    size_t size = NUMBER_SIZE;
    while (size > 1 && *number == 0) {
        number++;
        size--;
    }
    size_t sign = *number >= 0x80 ? 1 : 0;
    *at++ = 0x02;
    *at++ = (uint8_t)(size + sign);
    if (sign != 0) {
        *at++ = 0;
    }
    memcpy(at, number, size);
    return at + size;
}

static void require_only_encoding(const uint8_t *wire, const uint8_t *bytes, size_t size)
{
    uint8_t der[RAW_SIZE + 8];
    uint8_t *end = encode_number(encode_number(der + 2, wire), wire + NUMBER_SIZE);
    der[0] = 0x30;
    der[1] = (uint8_t)(end - der - 2);
    REQUIRE(size == (size_t)(end - der));
    REQUIRE(memcmp(der, bytes, size) == 0);
}

/* Of LMS the length is the key's: what came is stored, but for the number of HSS with one level. */
static size_t size_of(uint32_t algorithm, size_t size)
{
    if (algorithm != APPVERIFY_ALGORITHM_LMS) {
        return appverify_signature_size(algorithm);
    }
    return size % APPVERIFY_LMS_SIZE_STEP == APPVERIFY_LMS_H5_SIZE % APPVERIFY_LMS_SIZE_STEP
               ? size
               : size - 4;
}

static void import(uint32_t algorithm, const uint8_t *bytes, size_t size)
{
    uint8_t wire[APPBIN_SIGNATURE_MAX];
    uint8_t untouched[APPBIN_SIGNATURE_MAX];
    struct appbin_diagnostic diagnostic = {""};
    memset(wire, 0xa5, sizeof wire);
    memset(untouched, 0xa5, sizeof untouched);
    enum appbin_error error = appbin_signature_import(wire, algorithm, bytes, size, &diagnostic);
    size_t used = error == APPBIN_OK ? size_of(algorithm, size) : 0;
    REQUIRE(used <= sizeof wire);
    REQUIRE(memcmp(wire + used, untouched, sizeof wire - used) == 0);
    if (error != APPBIN_OK) {
        REQUIRE(error == APPBIN_ERR_SIGNATURE && diagnostic.message[0] != '\0');
        require_printable(diagnostic.message);
    } else if (algorithm == APPVERIFY_ALGORITHM_ECDSA_P256 && size != RAW_SIZE) {
        require_only_encoding(wire, bytes, size);
    } else if (algorithm == APPVERIFY_ALGORITHM_LMS && size != used) {
        REQUIRE(memcmp(bytes, "\0\0\0", 4) == 0 && memcmp(wire, bytes + 4, used) == 0);
    } else {
        REQUIRE(size == used && memcmp(wire, bytes, size) == 0);
    }
}

static void import_all(const uint8_t *bytes, size_t size)
{
    for (uint32_t algorithm = 0; algorithm <= APPVERIFY_ALGORITHM_LMS; algorithm++) {
        import(algorithm, bytes, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t decoded[APPBIN_SIGNATURE_TEXT_MAX];
    size_t decoded_size = 0;
    const char *form = appbin_signature_decode(decoded, &decoded_size, bytes, size);
    REQUIRE(decoded_size <= size && (form != NULL || decoded_size == 0));
    import_all(bytes, size);
    import_all(decoded, decoded_size);
    return 0;
}

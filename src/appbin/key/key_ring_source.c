/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/key.h"
#include "appbin/key_ring.h"
#include "appbin/signature.h"
#include "base/bytes.h"
#include "base/diagnostic.h"

#define WORDS_PER_LINE 4u

static const char *algorithm_constant(uint32_t algorithm)
{
    switch (algorithm) {
    case APPVERIFY_ALGORITHM_ECDSA_P256:
        return "APPVERIFY_ALGORITHM_ECDSA_P256";
    case APPVERIFY_ALGORITHM_RSA_2048_PSS:
        return "APPVERIFY_ALGORITHM_RSA_2048_PSS";
    default:
        return "APPVERIFY_ALGORITHM_RSA_3072_PSS";
    }
}

static void write_words(FILE *file, const char *name, size_t number, const uint32_t *words,
                        size_t count)
{
    (void)fprintf(file, "static const uint32_t %s_%zu[%zu] APPVERIFY_IN_FLASH = {\n", name, number,
                  count);
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(file, "%s0x%08" PRIx32 "u,%s", i % WORDS_PER_LINE == 0 ? "    " : " ",
                      words[i], i % WORDS_PER_LINE == WORDS_PER_LINE - 1 ? "\n" : "");
    }
    (void)fprintf(file, "};\n\n");
}

static void write_key(FILE *file, const struct appbin_public_key *key, size_t number)
{
    size_t count = appverify_signature_size(key->algorithm) / 4;
    (void)fprintf(file, "/* key id ");
    for (size_t i = 0; i < sizeof key->id; i++) {
        (void)fprintf(file, "%02x", key->id[i]);
    }
    (void)fprintf(file, ", %s */\n", appbin_algorithm_str(key->algorithm));
    write_words(file, "key", number, key->words, count);
    if (key->algorithm != APPVERIFY_ALGORITHM_ECDSA_P256) {
        write_words(file, "friendly_modulus", number, key->friendly_modulus, 2 * count);
    }
}

static void write_record(FILE *file, const struct appbin_public_key *key, size_t number)
{
    (void)fprintf(file, "    {%s, {0x%08" PRIx32 "u, 0x%08" PRIx32 "u}, key_%zu, ",
                  algorithm_constant(key->algorithm), load_le32(key->id), load_le32(key->id + 4),
                  number);
    if (key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256) {
        (void)fprintf(file, "NULL},\n");
    } else {
        (void)fprintf(file, "friendly_modulus_%zu},\n", number);
    }
}

static void write_ring(FILE *file, const struct appbin_public_key *keys, size_t count,
                       unsigned threshold)
{
    (void)fprintf(file, "/*\n"
                        " * The keys that the firmware trusts, made by imagetool pubkey. To use:\n"
                        " *     extern const struct appverify_key_ring appverify_key_ring;\n"
                        " */\n"
                        "#include <appverify/crypto.h>\n\n");
    for (size_t i = 0; i < count; i++) {
        write_key(file, &keys[i], i + 1);
    }
    (void)fprintf(file, "static const struct appverify_key keys[] APPVERIFY_IN_FLASH = {\n");
    for (size_t i = 0; i < count; i++) {
        write_record(file, &keys[i], i + 1);
    }
    (void)fprintf(file,
                  "};\n\nconst struct appverify_key_ring appverify_key_ring APPVERIFY_IN_FLASH = "
                  "{keys, %zu, %u};\n",
                  count, threshold);
}

static enum appbin_error check_ring(const struct appbin_public_key *keys, size_t count,
                                    unsigned threshold, struct appbin_diagnostic *diagnostic)
{
    if (count < 1 || count > APPBIN_KEY_RING_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "%zu keys; a key ring holds 1 to %u",
                           count, APPBIN_KEY_RING_MAX);
    }
    if (threshold < 1 || threshold > count) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                           "the threshold is %u; with %zu keys it must be 1 to %zu", threshold,
                           count, count);
    }
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (memcmp(keys[i].id, keys[k].id, sizeof keys[i].id) == 0) {
                return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                                   "keys %zu and %zu are the same; a key counts once", k + 1,
                                   i + 1);
            }
        }
    }
    return APPBIN_OK;
}

enum appbin_error appbin_key_ring_write_c(char **source, const struct appbin_public_key *keys,
                                          size_t count, unsigned threshold,
                                          struct appbin_diagnostic *diagnostic)
{
    char *text = NULL;
    size_t size = 0;
    enum appbin_error error = check_ring(keys, count, threshold, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    FILE *file = open_memstream(&text, &size);
    if (file != NULL) {
        write_ring(file, keys, count, threshold);
    }
    if (file == NULL || fclose(file) != 0) {
        free(text);
        return appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    *source = text;
    return APPBIN_OK;
}

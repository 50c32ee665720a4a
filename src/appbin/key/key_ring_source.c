/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/key.h"
#include "appbin/key_ring.h"
#include "appbin/signature.h"
#include "base/bytes.h"
#include "base/diagnostic.h"

#define WORDS_PER_LINE 4u

/* 16 bytes each. */
struct trust_ids {
    const uint8_t *vendor_id;
    const uint8_t *class_id;
};

static const char *algorithm_constant(uint32_t algorithm)
{
    switch (algorithm) {
    case APPVERIFY_ALGORITHM_ECDSA_P256:
        return "APPVERIFY_ALGORITHM_ECDSA_P256";
    case APPVERIFY_ALGORITHM_RSA_2048_PSS:
        return "APPVERIFY_ALGORITHM_RSA_2048_PSS";
    case APPVERIFY_ALGORITHM_LMS:
        return "APPVERIFY_ALGORITHM_LMS";
    default:
        return "APPVERIFY_ALGORITHM_RSA_3072_PSS";
    }
}

static void write_array(FILE *file, const char *name, size_t number, const uint32_t *words,
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

/* Bytes of the table that goes with the key; RSA's is always there. */
static size_t table_size_of(const struct appbin_public_key *key, size_t p256_table_size)
{
    return key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256
               ? p256_table_size
               : 2 * (size_t)appverify_signature_size(key->algorithm); /* LMS: 0, it needs none */
}

static enum appbin_error write_table(FILE *file, const struct appbin_public_key *key, size_t number,
                                     size_t table_size, struct appbin_diagnostic *diagnostic)
{
    uint32_t made[APPBIN_P256_TABLE_MAX / 4];
    const uint32_t *table = key->friendly_modulus;
    enum appbin_error error = APPBIN_OK;
    if (key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256) {
        table = made;
        error = appbin_p256_key_table(made, table_size, key, diagnostic);
    }
    if (error == APPBIN_OK) {
        (void)fprintf(file, "/* made of it, and as trusted as it is */\n");
        write_array(file, "table", number, table, table_size / 4);
    }
    return error;
}

static enum appbin_error write_key(FILE *file, const struct appbin_public_key *key, size_t number,
                                   size_t table_size, struct appbin_diagnostic *diagnostic)
{
    (void)fprintf(file, "/* key id ");
    for (size_t i = 0; i < sizeof key->id; i++) {
        (void)fprintf(file, "%02x", key->id[i]);
    }
    (void)fprintf(file, ", %s */\n", appbin_algorithm_str(key->algorithm));
    write_array(file, "key", number, key->words,
                key->algorithm == APPVERIFY_ALGORITHM_LMS
                    ? APPVERIFY_LMS_KEY_SIZE / 4
                    : appverify_signature_size(key->algorithm) / 4);
    return table_size != 0 ? write_table(file, key, number, table_size, diagnostic) : APPBIN_OK;
}

static void write_record(FILE *file, const struct appbin_public_key *key, size_t number,
                         size_t table_size)
{
    (void)fprintf(file, "    {%s, {0x%08" PRIx32 "u, 0x%08" PRIx32 "u}, key_%zu, ",
                  algorithm_constant(key->algorithm), load_le32(key->id), load_le32(key->id + 4),
                  number);
    if (table_size != 0) {
        (void)fprintf(file, "table_%zu, %zu},\n", number, table_size);
    } else {
        (void)fprintf(file, "NULL, 0},\n");
    }
}

static enum appbin_error write_ring(FILE *file, const struct appbin_public_key *keys, size_t count,
                                    unsigned threshold, size_t table_size,
                                    struct appbin_diagnostic *diagnostic)
{
    (void)fprintf(file, "/*\n"
                        " * The keys that the firmware trusts, made by imagetool pubkey. To use:\n"
                        " *     extern const struct appverify_key_ring appverify_key_ring;\n"
                        " */\n"
                        "#include <appverify/crypto.h>\n\n");
    for (size_t i = 0; i < count; i++) {
        enum appbin_error error =
            write_key(file, &keys[i], i + 1, table_size_of(&keys[i], table_size), diagnostic);
        if (error != APPBIN_OK) {
            return error;
        }
    }
    (void)fprintf(file, "static const struct appverify_key keys[] APPVERIFY_IN_FLASH = {\n");
    for (size_t i = 0; i < count; i++) {
        write_record(file, &keys[i], i + 1, table_size_of(&keys[i], table_size));
    }
    (void)fprintf(file,
                  "};\n\nconst struct appverify_key_ring appverify_key_ring APPVERIFY_IN_FLASH = "
                  "{keys, %zu, %u};\n",
                  count, threshold);
    return APPBIN_OK;
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
                           "the threshold is %u; it must be from 1 to the number of keys, %zu",
                           threshold, count);
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

static void write_id(FILE *file, const uint8_t *id)
{
    (void)fprintf(file,
                  "    {0x%08" PRIx32 "u, 0x%08" PRIx32 "u, 0x%08" PRIx32 "u, 0x%08" PRIx32 "u},\n",
                  load_le32(id), load_le32(id + 4), load_le32(id + 8), load_le32(id + 12));
}

static void write_trust(FILE *file, const struct trust_ids *ids,
                        const struct appbin_public_key *keys, size_t count, unsigned threshold)
{
    (void)fprintf(file, "\n#include <appverify/trust.h>\n\n"
                        "/* what imagetool reads from the ELF, too */\n"
                        "const struct appverify_trust appverify_trust APPVERIFY_IN_FLASH = {\n"
                        "    APPVERIFY_TRUST_MAGIC,\n    APPVERIFY_TRUST_SIZE,\n");
    write_id(file, ids->vendor_id);
    write_id(file, ids->class_id);
    (void)fprintf(file, "    %u,\n    %zu,\n    {", threshold, count);
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(file, "%s{0x%08" PRIx32 "u, 0x%08" PRIx32 "u}", i > 0 ? ", " : "",
                      load_le32(keys[i].id), load_le32(keys[i].id + 4));
    }
    (void)fprintf(file, "},\n};\n");
}

static enum appbin_error write_source(char **source, const struct trust_ids *ids,
                                      const struct appbin_public_key *keys, size_t count,
                                      unsigned threshold, size_t table_size,
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
        error = write_ring(file, keys, count, threshold, table_size, diagnostic);
    }
    if (file != NULL && error == APPBIN_OK && ids != NULL) {
        write_trust(file, ids, keys, count, threshold);
    }
    if (file == NULL || fclose(file) != 0 || text == NULL) {
        error = appbin_fail(diagnostic, APPBIN_ERR_NO_MEMORY, "out of memory");
    }
    if (error != APPBIN_OK) {
        free(text);
        return error;
    }
    *source = text;
    return APPBIN_OK;
}

enum appbin_error appbin_key_ring_write_c(char **source, const struct appbin_public_key *keys,
                                          size_t count, unsigned threshold, size_t table_size,
                                          struct appbin_diagnostic *diagnostic)
{
    return write_source(source, NULL, keys, count, threshold, table_size, diagnostic);
}

enum appbin_error appbin_trust_write_c(char **source, const uint8_t *vendor_id,
                                       const uint8_t *class_id,
                                       const struct appbin_public_key *keys, size_t count,
                                       unsigned threshold, size_t table_size,
                                       struct appbin_diagnostic *diagnostic)
{
    const struct trust_ids ids = {vendor_id, class_id};
    return write_source(source, &ids, keys, count, threshold, table_size, diagnostic);
}

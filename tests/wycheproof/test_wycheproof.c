/* SPDX-License-Identifier: MIT */
/*
 * Runs the vectors of project Wycheproof through the functions that judge signatures. DER goes
 * through the import of foreign signatures, everything then through both crypto ports.
 *
 * usage: test_wycheproof FOLDER; its README.md says what the files hold
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/hash.h"
#include "appbin/key.h"
#include "appbin/key_ring.h"
#include "appbin/signature.h"
#include "appverify/builtin_crypto.h"
#include "appverify/mbedtls.h"

struct vector_file {
    const char *name;
    uint32_t algorithm;
    bool import; /* signatures as other programs print them, not as on the wire */
    size_t tests;
    size_t valid;
};

static const struct vector_file files[] = {
    {"ecdsa_secp256r1_sha256_test.txt", APPVERIFY_ALGORITHM_ECDSA_P256, true, 484, 174},
    {"ecdsa_secp256r1_sha256_p1363_test.txt", APPVERIFY_ALGORITHM_ECDSA_P256, false, 262, 173},
    {"rsa_pss_2048_sha256_mgf1_32_test.txt", APPVERIFY_ALGORITHM_RSA_2048_PSS, false, 108, 63},
    {"rsa_pss_3072_sha256_mgf1_32_test.txt", APPVERIFY_ALGORITHM_RSA_3072_PSS, false, 108, 63},
};

#define LINE_SIZE_MAX 16384
#define BYTES_MAX 8192

struct counts {
    size_t tests;
    size_t valid;
    size_t wrong;
};

struct bytes {
    uint8_t data[BYTES_MAX];
    size_t size;
};

struct vector_test {
    const char *number;
    const char *verdict;
    struct bytes message;
    struct bytes signature;
    const char *comment;
};

static void stop(const struct vector_file *file, const char *why)
{
    (void)fprintf(stderr, "%s: %s\n", file->name, why);
    exit(EXIT_FAILURE);
}

static unsigned digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, c);
    return found == NULL ? 16 : (unsigned)(found - digits);
}

static bool from_hex(struct bytes *bytes, const char *text)
{
    bytes->size = strcmp(text, "-") == 0 ? 0 : strlen(text) / 2;
    if (bytes->size > BYTES_MAX || (bytes->size != 0 && strlen(text) % 2 != 0)) {
        return false;
    }
    for (size_t i = 0; i < bytes->size; i++) {
        unsigned high = digit(text[2 * i]);
        unsigned low = digit(text[2 * i + 1]);
        if (high > 15 || low > 15) {
            return false;
        }
        bytes->data[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* On the wire a signature is as long as its algorithm says. */
static bool to_wire(uint8_t *wire, const struct vector_file *file, const struct bytes *signature)
{
    if (file->import) {
        return appbin_signature_import(wire, file->algorithm, signature->data, signature->size,
                                       NULL) == APPBIN_OK;
    }
    if (signature->size != appverify_signature_size(file->algorithm)) {
        return false;
    }
    memcpy(wire, signature->data, signature->size);
    return true;
}

/* What a port says, to the end. */
static bool verify_by(const struct appverify_crypto *crypto, const struct appverify_key *record,
                      const uint8_t *digest, const uint8_t *wire)
{
    enum appverify_result result =
        crypto->operations->signature_start(crypto->state, record, digest, wire);
    while (result == APPVERIFY_MORE) {
        result = crypto->operations->signature_step(crypto->state);
    }
    if (result != APPVERIFY_OK && result != APPVERIFY_ERR_SIGNATURE) {
        (void)fprintf(stderr, "the port failed with %d\n", (int)result);
        exit(EXIT_FAILURE);
    }
    return result == APPVERIFY_OK;
}

static bool verify(const struct appbin_public_key *key, const uint8_t *digest, const uint8_t *wire)
{
    struct appverify_key record;
    struct appverify_mbedtls state;
    struct appverify_crypto crypto;
    appbin_public_key_record(&record, key);
    appverify_mbedtls_init(&crypto, &state);
    bool valid = verify_by(&crypto, &record, digest, wire);
    appverify_mbedtls_free(&state);
    return valid;
}

/* The library's own arithmetic, and P-256 with a table too. Both must say the same as mbedTLS. */
static bool verify_builtin(const struct appbin_public_key *key, const uint8_t *digest,
                           const uint8_t *wire, bool with_table)
{
    static uint32_t memory[APPVERIFY_BUILTIN_RSA_3072_MEMORY / 4];
    static struct appverify_builtin_crypto state;
    uint32_t table[APPBIN_P256_TABLE_MAX / 4];
    struct appverify_key record;
    struct appverify_crypto crypto;
    appbin_public_key_record(&record, key);
    if (with_table && appbin_p256_key_table(table, sizeof table, key, NULL) == APPBIN_OK) {
        record.table = table;
        record.table_size = sizeof table;
    }
    appverify_builtin_crypto_init(&crypto, &state);
    appverify_builtin_crypto_use_p256(&state);
    appverify_builtin_crypto_use_rsa(&state, memory, sizeof memory);
    return verify_by(&crypto, &record, digest, wire);
}

static bool builtin_agrees(const struct appbin_public_key *key, const uint8_t *digest,
                           const uint8_t *wire, bool valid)
{
    bool p256 = key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256;
    return verify_builtin(key, digest, wire, false) == valid &&
           (!p256 || verify_builtin(key, digest, wire, true) == valid);
}

/* "acceptable" may go either way; anything else that is not "valid" must not verify. */
static void run_test(const struct vector_file *file, const struct appbin_public_key *key,
                     const struct vector_test *test, struct counts *counts)
{
    uint8_t wire[APPBIN_SIGNATURE_MAX];
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    bool wanted = strcmp(test->verdict, "valid") == 0;
    bool readable =
        appbin_sha256(digest, test->message.data, test->message.size, NULL) == APPBIN_OK &&
        to_wire(wire, file, &test->signature);
    bool valid = readable && verify(key, digest, wire);
    if (readable && !builtin_agrees(key, digest, wire, valid)) {
        counts->wrong++;
        (void)fprintf(stderr, "%s: test %s: the own arithmetic differs from mbedTLS: %s\n",
                      file->name, test->number, test->comment);
    }
    counts->tests++;
    counts->valid += wanted ? 1 : 0;
    if (strcmp(test->verdict, "acceptable") != 0 && valid != wanted) {
        counts->wrong++;
        (void)fprintf(stderr, "%s: test %s is %s, but %s: %s\n", file->name, test->number,
                      test->verdict, valid ? "verified" : "refused", test->comment);
    }
}

static void read_key(struct appbin_public_key *key, const struct vector_file *file,
                     const char *text)
{
    struct bytes der;
    struct appbin_diagnostic diagnostic;
    if (!from_hex(&der, text) ||
        appbin_public_key_read(key, der.data, der.size, &diagnostic) != APPBIN_OK ||
        key->algorithm != file->algorithm) {
        stop(file, "a key is not read");
    }
}

static void read_test(struct vector_test *test, const struct vector_file *file, char *line)
{
    char *rest = NULL;
    test->number = strtok_r(line, " ", &rest);
    test->verdict = strtok_r(NULL, " ", &rest);
    const char *message = strtok_r(NULL, " ", &rest);
    const char *signature = strtok_r(NULL, " ", &rest);
    test->comment = rest;
    if (signature == NULL || !from_hex(&test->message, message) ||
        !from_hex(&test->signature, signature)) {
        stop(file, "a line is not a test");
    }
    if (strcmp(test->verdict, "valid") != 0 && strcmp(test->verdict, "invalid") != 0 &&
        strcmp(test->verdict, "acceptable") != 0) {
        stop(file, "an unknown verdict");
    }
}

static void run_lines(const struct vector_file *file, FILE *stream, struct counts *counts)
{
    char line[LINE_SIZE_MAX];
    bool has_key = false;
    struct appbin_public_key key;
    struct vector_test test;
    while (fgets(line, sizeof line, stream) != NULL) {
        char *end = strchr(line, '\n');
        if (end == NULL) {
            stop(file, "a line is too long");
        }
        *end = '\0';
        if (strncmp(line, "key ", 4) == 0) {
            read_key(&key, file, line + 4);
            has_key = true;
        } else if (has_key) {
            read_test(&test, file, line);
            run_test(file, &key, &test, counts);
        } else {
            stop(file, "a test without a key");
        }
    }
}

static bool run_file(const char *folder, const struct vector_file *file)
{
    char path[4096];
    struct counts counts = {0, 0, 0};
    (void)snprintf(path, sizeof path, "%s/%s", folder, file->name);
    FILE *stream = fopen(path, "r");
    if (stream == NULL) {
        perror(path);
        return false;
    }
    run_lines(file, stream, &counts);
    (void)fclose(stream);
    (void)printf("%-40s %3zu tests, %3zu of them valid, %zu wrong\n", file->name, counts.tests,
                 counts.valid, counts.wrong);
    return counts.wrong == 0 && counts.tests == file->tests && counts.valid == file->valid;
}

int main(int argc, char **argv)
{
    bool good = true;
    if (argc != 2) {
        (void)fprintf(stderr, "usage: test_wycheproof FOLDER\n");
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        good = run_file(argv[1], &files[i]) && good;
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

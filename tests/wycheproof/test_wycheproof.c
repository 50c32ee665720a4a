/*
 * Runs the vectors of project Wycheproof through the functions that judge signatures. DER goes
 * through the import of foreign signatures, everything then through the mbedTLS port.
 *
 * usage: test_wycheproof FOLDER; exit 77 when there is no such folder
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "appbin/hash.h"
#include "appbin/key.h"
#include "appbin/signature.h"
#include "appverify/mbedtls.h"

#define EXIT_SKIPPED 77

struct vector_file {
    const char *name;
    uint32_t algorithm;
    bool import; /* signatures as other programs print them, not as on the wire */
    size_t tests;
    size_t valid;
};

static const struct vector_file files[] = {
    {"ecdsa_secp256r1_sha256_test.json", APPVERIFY_ALGORITHM_ECDSA_P256, true, 484, 174},
    {"ecdsa_secp256r1_sha256_p1363_test.json", APPVERIFY_ALGORITHM_ECDSA_P256, false, 262, 173},
    {"rsa_pss_2048_sha256_mgf1_32_test.json", APPVERIFY_ALGORITHM_RSA_2048_PSS, false, 108, 63},
    {"rsa_pss_3072_sha256_mgf1_32_test.json", APPVERIFY_ALGORITHM_RSA_3072_PSS, false, 108, 63},
};

struct counts {
    size_t tests;
    size_t valid;
    size_t wrong;
};

struct bytes {
    uint8_t *data;
    size_t size;
};

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static struct bytes hex_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    struct bytes bytes = {NULL, 0};
    if (text == NULL) {
        (void)fprintf(stderr, "no %s\n", name);
        exit(EXIT_FAILURE);
    }
    bytes.size = strlen(text) / 2;
    bytes.data = malloc(bytes.size + 1);
    if (bytes.data == NULL) {
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < bytes.size; i++) {
        bytes.data[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
    }
    return bytes;
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

static bool verify(const struct appbin_public_key *key, const uint8_t *digest, const uint8_t *wire)
{
    struct appverify_key record;
    struct appverify_mbedtls state;
    struct appverify_crypto crypto;
    appbin_public_key_record(&record, key);
    appverify_mbedtls_init(&crypto, &state);
    enum appverify_result result =
        crypto.operations->signature_start(crypto.state, &record, digest, wire);
    while (result == APPVERIFY_MORE) {
        result = crypto.operations->signature_step(crypto.state);
    }
    appverify_mbedtls_free(&state);
    if (result != APPVERIFY_OK && result != APPVERIFY_ERR_SIGNATURE) {
        (void)fprintf(stderr, "the port failed with %d\n", (int)result);
        exit(EXIT_FAILURE);
    }
    return result == APPVERIFY_OK;
}

/* "acceptable" may go either way; anything else that is not "valid" must not verify. */
static void run_test(const struct vector_file *file, const struct appbin_public_key *key,
                     const json_t *test, struct counts *counts)
{
    uint8_t wire[APPBIN_SIGNATURE_MAX];
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    struct bytes message = hex_of(test, "msg");
    struct bytes signature = hex_of(test, "sig");
    const char *wanted = json_string_value(json_object_get(test, "result"));
    bool valid = appbin_sha256(digest, message.data, message.size, NULL) == APPBIN_OK &&
                 to_wire(wire, file, &signature) && verify(key, digest, wire);
    counts->tests++;
    counts->valid += strcmp(wanted, "valid") == 0 ? 1 : 0;
    if (strcmp(wanted, "acceptable") != 0 && valid != (strcmp(wanted, "valid") == 0)) {
        counts->wrong++;
        (void)fprintf(stderr, "%s: test %d is %s, but %s: %s\n", file->name,
                      (int)json_integer_value(json_object_get(test, "tcId")), wanted,
                      valid ? "verified" : "refused",
                      json_string_value(json_object_get(test, "comment")));
    }
    free(message.data);
    free(signature.data);
}

static void run_group(const struct vector_file *file, const json_t *group, struct counts *counts)
{
    struct appbin_public_key key;
    struct appbin_diagnostic diagnostic;
    struct bytes der = hex_of(group, "publicKeyDer");
    const json_t *tests = json_object_get(group, "tests");
    if (appbin_public_key_read(&key, der.data, der.size, &diagnostic) != APPBIN_OK ||
        key.algorithm != file->algorithm) {
        (void)fprintf(stderr, "%s: a key is not read\n", file->name);
        counts->wrong += json_array_size(tests);
    } else {
        for (size_t i = 0; i < json_array_size(tests); i++) {
            run_test(file, &key, json_array_get(tests, i), counts);
        }
    }
    free(der.data);
}

static bool run_file(const char *folder, const struct vector_file *file)
{
    char path[4096];
    json_error_t error;
    struct counts counts = {0, 0, 0};
    (void)snprintf(path, sizeof path, "%s/%s", folder, file->name);
    json_t *root = json_load_file(path, 0, &error);
    if (root == NULL) {
        (void)fprintf(stderr, "%s: %s\n", path, error.text);
        return false;
    }
    const json_t *groups = json_object_get(root, "testGroups");
    for (size_t i = 0; i < json_array_size(groups); i++) {
        run_group(file, json_array_get(groups, i), &counts);
    }
    json_decref(root);
    (void)printf("%-40s %3zu tests, %3zu of them valid, %zu wrong\n", file->name, counts.tests,
                 counts.valid, counts.wrong);
    return counts.wrong == 0 && counts.tests == file->tests && counts.valid == file->valid;
}

int main(int argc, char **argv)
{
    bool good = true;
    if (argc < 2 || access(argv[1], R_OK) != 0) {
        (void)printf("skipped: set APPBIN_WYCHEPROOF_DIR to the folder of the Wycheproof files\n");
        return EXIT_SKIPPED;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        good = run_file(argv[1], &files[i]) && good;
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

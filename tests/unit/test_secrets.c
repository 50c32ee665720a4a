/* SPDX-License-Identifier: MIT */
/*
 * Private keys and passphrases are wiped on every way out: allocations of each operation fail in
 * turn, and no block that is freed, nor the stack, holds a part of a secret. ALLOCATIONS=all in the
 * environment takes each allocation; otherwise the first ones, and some of the others.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <mbedtls/base64.h>
#include <mbedtls/pk.h>
#include <mbedtls/pkcs5.h>
#include <mbedtls/version.h>

#include "appbin/key.h"
#include "appbin/lms_key.h"
#include "appbin/secret.h"
#include "heap_watch.h"
#include "key_samples.h"
#include "lms_fixture.h"

#define STACK_SIZE ((size_t)1 << 18)
#define STACK_FILL 0x5A
#define STACK_PART ((size_t)16) /* what is in a register may be saved */
/* How deep the frames of mbedTLS are was tried for one processor. */
#ifdef __x86_64__
#define IS_STACK_KNOWN 1
#else
#define IS_STACK_KNOWN 0
#endif
#define FIRST_ALL 40u   /* so many allocations fail one by one, */
#define THEN_ABOUT 120u /* and then so many of the others, unless all are asked for */

/* Longer than the parts by which it is recognized. */
static const struct appbin_passphrase passphrase = {(const uint8_t *)"a long passphrase of a test",
                                                    27};
static const struct appbin_passphrase other_passphrase = {(const uint8_t *)"some other passphrase",
                                                          21};
static const struct appbin_passphrase no_passphrase = {NULL, 0};

static struct lms_folder folder;
static unsigned random_number;
static uint8_t random_seed[24]; /* the last random number of this length */

/* --- in place of parts of the library --- */

/* The names are those of --wrap. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */
int __wrap_appbin_key_random(void *context, unsigned char *bytes, size_t size);
int __wrap_appbin_key_random(void *context, unsigned char *bytes, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++) {
        random_number = random_number * 1103515245u + 12345u;
        bytes[i] = (unsigned char)(random_number >> 16);
    }
    if (size == sizeof random_seed) {
        memcpy(random_seed, bytes, size);
    }
    return 0;
}

/* Three rounds instead of 600000; the key that comes out is a secret too. */
#if MBEDTLS_VERSION_NUMBER < 0x03030000
int __real_mbedtls_pkcs5_pbkdf2_hmac(mbedtls_md_context_t *context, const unsigned char *password,
                                     size_t password_size, const unsigned char *salt,
                                     size_t salt_size, unsigned rounds, uint32_t key_size,
                                     unsigned char *key);
int __wrap_mbedtls_pkcs5_pbkdf2_hmac(mbedtls_md_context_t *context, const unsigned char *password,
                                     size_t password_size, const unsigned char *salt,
                                     size_t salt_size, unsigned rounds, uint32_t key_size,
                                     unsigned char *key);
int __wrap_mbedtls_pkcs5_pbkdf2_hmac(mbedtls_md_context_t *context, const unsigned char *password,
                                     size_t password_size, const unsigned char *salt,
                                     size_t salt_size, unsigned rounds, uint32_t key_size,
                                     unsigned char *key)
{
    int code = __real_mbedtls_pkcs5_pbkdf2_hmac(context, password, password_size, salt, salt_size,
                                                rounds < 3 ? rounds : 3, key_size, key);
#else
int __real_mbedtls_pkcs5_pbkdf2_hmac_ext(mbedtls_md_type_t hash, const unsigned char *password,
                                         size_t password_size, const unsigned char *salt,
                                         size_t salt_size, unsigned rounds, uint32_t key_size,
                                         unsigned char *key);
int __wrap_mbedtls_pkcs5_pbkdf2_hmac_ext(mbedtls_md_type_t hash, const unsigned char *password,
                                         size_t password_size, const unsigned char *salt,
                                         size_t salt_size, unsigned rounds, uint32_t key_size,
                                         unsigned char *key);
int __wrap_mbedtls_pkcs5_pbkdf2_hmac_ext(mbedtls_md_type_t hash, const unsigned char *password,
                                         size_t password_size, const unsigned char *salt,
                                         size_t salt_size, unsigned rounds, uint32_t key_size,
                                         unsigned char *key)
{
    int code = __real_mbedtls_pkcs5_pbkdf2_hmac_ext(hash, password, password_size, salt, salt_size,
                                                    rounds < 3 ? rounds : 3, key_size, key);
#endif
    if (code == 0) {
        heap_watch_secret(key, key_size);
    }
    return code;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */

/* --- what is secret --- */

static void add_number(const mbedtls_mpi *number)
{
    uint8_t bytes[512];
    size_t size = mbedtls_mpi_size(number);
    assert_int_equal(mbedtls_mpi_write_binary(number, bytes, size), 0);
    heap_watch_secret(bytes, size);
}

static void add_numbers(const char *pem)
{
    mbedtls_pk_context pk;
    mbedtls_mpi numbers[6];
    mbedtls_pk_init(&pk);
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    assert_int_equal(
        mbedtls_pk_parse_key(&pk, (const unsigned char *)pem, strlen(pem) + 1, NULL, 0), 0);
    const mbedtls_mpi *scalar = &mbedtls_pk_ec(pk)->d;
#else
    assert_int_equal(mbedtls_pk_parse_key(&pk, (const unsigned char *)pem, strlen(pem) + 1, NULL, 0,
                                          __wrap_appbin_key_random, NULL),
                     0);
    const mbedtls_mpi *scalar = &mbedtls_pk_ec(pk)->MBEDTLS_PRIVATE(d);
#endif
    if (mbedtls_pk_get_type(&pk) != MBEDTLS_PK_RSA) {
        add_number(scalar);
    } else {
        for (size_t i = 0; i < 6; i++) {
            mbedtls_mpi_init(&numbers[i]);
        }
        assert_int_equal(mbedtls_rsa_export(mbedtls_pk_rsa(pk), NULL, &numbers[0], &numbers[1],
                                            &numbers[2], NULL),
                         0);
        assert_int_equal(
            mbedtls_rsa_export_crt(mbedtls_pk_rsa(pk), &numbers[3], &numbers[4], &numbers[5]), 0);
        for (size_t i = 0; i < 6; i++) {
            add_number(&numbers[i]);
            mbedtls_mpi_free(&numbers[i]);
        }
    }
    mbedtls_pk_free(&pk);
}

/* The text of a private block, where it has bytes of the secret. */
static void add_text(const char *pem, const void *secret, size_t size)
{
    static const char begin[] = "PRIVATE KEY-----\n";
    char text[4096];
    uint8_t der[3072];
    size_t length = 0;
    size_t der_size = 0;
    const char *at = strstr(pem, begin);
    assert_non_null(at);
    for (at += sizeof begin - 1; *at != '-'; at++) {
        if (*at != '\n') {
            text[length++] = *at;
        }
    }
    assert_int_equal(
        mbedtls_base64_decode(der, sizeof der, &der_size, (const uint8_t *)text, length), 0);
    const uint8_t *found = memmem(der, der_size, secret, size);
    assert_non_null(found);
    size_t first = ((size_t)(found - der) + 2) / 3 * 4;
    size_t end = ((size_t)(found - der) + size) / 3 * 4;
    heap_watch_secret(text + first, end - first < 1024 ? end - first : 1024);
}

/* --- operations --- */

/* What an operation gets, and makes. Nothing of it is on the stack that is looked at. */
static const char *input;
static const struct appbin_passphrase *given;
static struct appbin_private_key *loaded;
static char *last_pem; /* kept by operations when it is wanted */
static bool keep_pem;
static uint8_t signature[APPBIN_SIGNATURE_MAX];
static size_t signature_size;
static char path[LMS_PATH_SIZE];
static char other_path[LMS_PATH_SIZE];

typedef enum appbin_error operation(void);

static enum appbin_error op_read(void)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_private_key *key = NULL;
    enum appbin_error error =
        appbin_private_key_read(&key, (const uint8_t *)input, strlen(input), given, &diagnostic);
    appbin_private_key_free(key);
    return error;
}

static enum appbin_error op_write(void)
{
    struct appbin_diagnostic diagnostic;
    char *pem = NULL;
    enum appbin_error error = appbin_private_key_write_pem(&pem, loaded, given, &diagnostic);
    if (keep_pem) {
        last_pem = pem;
    } else {
        appbin_secret_free(pem);
    }
    return error;
}

static enum appbin_error op_generate(void)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_private_key *key = NULL;
    char *pem = NULL;
    random_number = 1;
    enum appbin_error error =
        appbin_private_key_generate(&key, APPVERIFY_ALGORITHM_ECDSA_P256, &diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_private_key_write_pem(&pem, key, &no_passphrase, &diagnostic);
    }
    if (keep_pem) {
        last_pem = pem;
    } else {
        appbin_secret_free(pem);
    }
    appbin_private_key_free(key);
    return error;
}

static enum appbin_error op_sign(void)
{
    struct appbin_diagnostic diagnostic;
    return appbin_private_key_sign(signature, &signature_size, loaded, lms_digest, true,
                                   &diagnostic);
}

/* A context of RSA is of no use any more when mbedTLS had no memory for what blinds the key. */
static enum appbin_error op_read_and_sign(void)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error =
        appbin_private_key_read(&loaded, (const uint8_t *)input, strlen(input), given, &diagnostic);
    if (error == APPBIN_OK) {
        error = op_sign();
    }
    appbin_private_key_free(loaded);
    loaded = NULL;
    return error;
}

static enum appbin_error op_lms_create(void)
{
    struct appbin_diagnostic diagnostic;
    random_number = 1;
    return appbin_lms_key_create(path, 5, given, true, NULL, &diagnostic);
}

static enum appbin_error op_lms_sign(void)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_lms_key *key = NULL;
    enum appbin_error error = appbin_lms_key_open(&key, path, given, &diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_lms_key_sign(signature, &signature_size, key, lms_digest, &diagnostic);
    }
    appbin_lms_key_free(key);
    return error;
}

static enum appbin_error op_lms_split(void)
{
    struct appbin_diagnostic diagnostic;
    (void)unlink(other_path);
    return appbin_lms_key_split(path, 1, other_path, NULL, NULL, &diagnostic);
}

static enum appbin_error op_lms_public(void)
{
    static struct appbin_public_key key;
    struct appbin_diagnostic diagnostic;
    return appbin_lms_public_of(&key, (const uint8_t *)input, strlen(input), &diagnostic);
}

/* --- the campaign --- */

struct watched_run {
    operation *run;
    size_t failing;
    struct heap_watch_result result;
    enum appbin_error error;
};

static void *run_in_thread(void *argument)
{
    struct watched_run *watched = argument;
    heap_watch_begin(watched->failing);
    watched->error = watched->run();
    watched->result = heap_watch_end();
    return NULL;
}

static uint8_t *stack;

/* On a stack that is looked through afterwards. */
static enum appbin_error run_watched(operation *run, size_t failing,
                                     struct heap_watch_result *result)
{
    struct watched_run watched = {.run = run, .failing = failing};
    pthread_t thread;
    pthread_attr_t attributes;
    memset(stack, STACK_FILL, STACK_SIZE);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_SIZE), 0);
    assert_int_equal(pthread_create(&thread, &attributes, run_in_thread, &watched), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    *result = watched.result;
    (void)pthread_attr_destroy(&attributes);
    return watched.error;
}

static void check(const char *name, size_t failing, const struct heap_watch_result *result)
{
    if (result->found > 0) {
        fail_msg("%s, allocation %zu fails: %zu blocks with a secret are freed", name, failing,
                 result->found);
    }
    if (result->kept != 0) {
        fail_msg("%s, allocation %zu fails: %zd blocks are not freed", name, failing,
                 (ssize_t)result->kept);
    }
    if (IS_STACK_KNOWN && heap_watch_finds(stack, STACK_SIZE, STACK_PART)) {
        fail_msg("%s, allocation %zu fails: a secret is left on the stack", name, failing);
    }
}

static void each_allocation(const char *name, operation *run, enum appbin_error wanted)
{
    struct heap_watch_result result;
    (void)run(); /* what libraries allocate once */
    assert_int_equal(run_watched(run, 0, &result), wanted);
    check(name, 0, &result);
    size_t all = result.allocations;
    size_t stride = getenv("ALLOCATIONS") != NULL ? 1 : (all / THEN_ABOUT) + 1;
    assert_true(all > 0);
    for (size_t failing = 1; failing <= all; failing += failing < FIRST_ALL ? 1 : stride) {
        enum appbin_error error = run_watched(run, failing, &result);
        assert_true(wanted != APPBIN_OK || error == APPBIN_OK || result.allocations >= failing);
        check(name, failing, &result);
    }
    print_message("%s: %zu allocations\n", name, all);
}

static int set_up(void **state)
{
    (void)state;
    stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(stack != MAP_FAILED);
    heap_watch_forget();
    given = &no_passphrase;
    keep_pem = false;
    lms_folder_make(&folder);
    (void)lms_path(path, &folder, "key.pem");
    (void)lms_path(other_path, &folder, "other.pem");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    appbin_private_key_free(loaded);
    loaded = NULL;
    appbin_secret_free(last_pem);
    last_pem = NULL;
    lms_folder_remove(&folder);
    return munmap(stack, STACK_SIZE);
}

static void load(const char *pem)
{
    assert_int_equal(
        appbin_private_key_read(&loaded, (const uint8_t *)pem, strlen(pem), &no_passphrase, NULL),
        APPBIN_OK);
}

/* The private number of the keys of RFC 6979, which begins at this byte of their DER. */
static void add_ec(void)
{
    static const uint8_t scalar[32] = {0xC9, 0xAF, 0xA9, 0xD8, 0x45, 0xBA, 0x75, 0x16,
                                       0x6B, 0x5C, 0x21, 0x57, 0x67, 0xB1, 0xD6, 0x93,
                                       0x4E, 0x50, 0xC3, 0xDB, 0x36, 0xE8, 0x9B, 0x12,
                                       0x7B, 0x8A, 0x62, 0x2B, 0x12, 0x0F, 0x67, 0x21};
    add_numbers(ec_pkcs8_pem);
    heap_watch_secret(scalar, sizeof scalar);
    add_text(ec_pkcs8_pem, scalar, sizeof scalar);
    add_text(strstr(ec_sec1_pem, "-----BEGIN EC PRIVATE"), scalar, sizeof scalar);
}

static void test_read_plain_key_wiped(void **state)
{
    (void)state;
    add_ec();
    input = ec_pkcs8_pem;
    each_allocation("read PKCS#8", op_read, APPBIN_OK);
    input = ec_sec1_pem;
    each_allocation("read SEC1", op_read, APPBIN_OK);
}

static void test_read_encrypted_key_wiped(void **state)
{
    (void)state;
    load(ec_pkcs8_pem);
    given = &passphrase;
    keep_pem = true;
    assert_int_equal(op_write(), APPBIN_OK);
    add_ec();
    heap_watch_secret(passphrase.bytes, passphrase.size);
    heap_watch_secret(other_passphrase.bytes, other_passphrase.size);
    input = last_pem;
    each_allocation("read encrypted", op_read, APPBIN_OK);
    given = &other_passphrase;
    each_allocation("read with a wrong passphrase", op_read, APPBIN_ERR_PASSPHRASE);
}

static void test_read_pem_encryption_wiped(void **state)
{
    static const struct appbin_passphrase secret = {(const uint8_t *)"secret", 6};
    (void)state;
    add_ec();
    given = &secret;
    input = ec_aes_pem;
    each_allocation("read PEM encryption", op_read, APPBIN_OK);
    given = &other_passphrase;
    each_allocation("read PEM encryption wrongly", op_read, APPBIN_ERR_PASSPHRASE);
}

static void test_read_rsa_wiped(void **state)
{
    (void)state;
    add_numbers(rsa_2048_pem);
    input = rsa_2048_pem;
    each_allocation("read RSA", op_read, APPBIN_OK);
}

static void test_write_key_wiped(void **state)
{
    (void)state;
    load(ec_pkcs8_pem);
    add_ec();
    each_allocation("write", op_write, APPBIN_OK);
    given = &passphrase;
    heap_watch_secret(passphrase.bytes, passphrase.size);
    each_allocation("write encrypted", op_write, APPBIN_OK);
}

static void test_write_rsa_wiped(void **state)
{
    (void)state;
    load(rsa_2048_pem);
    add_numbers(rsa_2048_pem);
    each_allocation("write RSA", op_write, APPBIN_OK);
}

static void test_generate_wiped(void **state)
{
    (void)state;
    keep_pem = true;
    assert_int_equal(op_generate(), APPBIN_OK);
    keep_pem = false;
    add_numbers(last_pem);
    each_allocation("generate", op_generate, APPBIN_OK);
}

static void test_sign_wiped(void **state)
{
    (void)state;
    load(ec_pkcs8_pem);
    add_ec();
    each_allocation("sign", op_sign, APPBIN_OK);
}

static void test_sign_rsa_wiped(void **state)
{
    (void)state;
    add_numbers(rsa_2048_pem);
    input = rsa_2048_pem;
    each_allocation("sign RSA", op_read_and_sign, APPBIN_OK);
}

static void lms_operations(void)
{
    char text[1024];
    assert_int_equal(op_lms_create(), APPBIN_OK);
    text[lms_read(path, (uint8_t *)text, sizeof text - 1)] = '\0';
    heap_watch_secret(random_seed, sizeof random_seed);
    if (given->bytes == NULL) {
        add_text(text, random_seed, sizeof random_seed);
        input = text;
        each_allocation("LMS public half", op_lms_public, APPBIN_OK);
    } else {
        heap_watch_secret(given->bytes, given->size);
    }
    each_allocation("LMS sign", op_lms_sign, APPBIN_OK);
    each_allocation("LMS split", op_lms_split, APPBIN_OK);
    each_allocation("LMS create", op_lms_create, APPBIN_OK);
}

static void test_lms_wiped(void **state)
{
    (void)state;
    lms_operations();
}

static void test_lms_encrypted_wiped(void **state)
{
    (void)state;
    given = &passphrase;
    lms_operations();
}

static const struct CMUnitTest tests[] = {
    TEST_WITH_FIXTURE(test_read_plain_key_wiped),
    TEST_WITH_FIXTURE(test_read_encrypted_key_wiped),
    TEST_WITH_FIXTURE(test_read_pem_encryption_wiped),
    TEST_WITH_FIXTURE(test_read_rsa_wiped),
    TEST_WITH_FIXTURE(test_write_key_wiped),
    TEST_WITH_FIXTURE(test_write_rsa_wiped),
    TEST_WITH_FIXTURE(test_generate_wiped),
    TEST_WITH_FIXTURE(test_sign_wiped),
    TEST_WITH_FIXTURE(test_sign_rsa_wiped),
    TEST_WITH_FIXTURE(test_lms_wiped),
    TEST_WITH_FIXTURE(test_lms_encrypted_wiped),
};

TEST_MAIN(tests)

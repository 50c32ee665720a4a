/* SPDX-License-Identifier: MIT */
/* Key files as they come: several keys, traces of editors, files of other programs. */
#include "appbin/key.h"

#include <stdlib.h>
#include <string.h>

#include "key_samples.h"
#include "test_support.h"

static const struct appbin_passphrase no_passphrase = {NULL, 0};
static const struct appbin_passphrase passphrase = {(const uint8_t *)"secret", 6};

static void read_public(struct appbin_public_key *key, const char *pem)
{
    assert_int_equal(appbin_public_key_read(key, (const uint8_t *)pem, strlen(pem), NULL),
                     APPBIN_OK);
}

/* Texts one after the other; free with free(). */
static char *join(const char *first, const char *second, const char *third)
{
    char *text = malloc(strlen(first) + strlen(second) + strlen(third) + 1);
    assert_non_null(text);
    (void)sprintf(text, "%s%s%s", first, second, third);
    return text;
}

/* A text in which every end of a line is preceded by something; free with free(). */
static char *end_lines(const char *mark, const char *text, const char *before_end)
{
    char *made = malloc(strlen(mark) + strlen(text) * (strlen(before_end) + 1) + 1);
    assert_non_null(made);
    char *at = made + sprintf(made, "%s", mark);
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            at += sprintf(at, "%s", before_end);
        }
        *at++ = *text;
    }
    *at = '\0';
    return made;
}

static void test_public_keys_read_bundle_all_in_order(void **state)
{
    (void)state;
    struct appbin_public_key keys[4];
    struct appbin_public_key ec;
    struct appbin_public_key rsa;
    size_t count = 0;
    char *text = join(rsa_public_pem, "words between\n", ec_public_pem);
    read_public(&ec, ec_public_pem);
    read_public(&rsa, rsa_public_pem);
    assert_int_equal(
        appbin_public_keys_read(keys, 4, &count, (const uint8_t *)text, strlen(text), NULL),
        APPBIN_OK);
    assert_int_equal(count, 2);
    assert_memory_equal(keys[0].id, rsa.id, sizeof rsa.id);
    assert_memory_equal(keys[1].id, ec.id, sizeof ec.id);
    assert_int_equal(appbin_public_keys_read(keys, 1, &count, ec.der, ec.der_size, NULL),
                     APPBIN_OK);
    assert_int_equal(count, 1);
    assert_memory_equal(keys[0].id, ec.id, sizeof ec.id);
    free(text);
}

static void assert_publics_refused(const char *text, size_t capacity, enum appbin_error wanted,
                                   const char *message)
{
    struct appbin_public_key keys[4];
    struct appbin_diagnostic diagnostic = {""};
    size_t count = 77;
    assert_int_equal(appbin_public_keys_read(keys, capacity, &count, (const uint8_t *)text,
                                             strlen(text), &diagnostic),
                     wanted);
    assert_explained(&diagnostic);
    assert_int_equal(count, 77);
    if (strstr(diagnostic.message, message) == NULL) {
        fail_msg("no '%s' in '%s'", message, diagnostic.message);
    }
}

static void test_public_keys_read_bad_bundle_refused(void **state)
{
    (void)state;
    char *text = join(ec_public_pem, rsa_public_pem, ec_public_pem);
    assert_publics_refused(text, 2, APPBIN_ERR_OPTIONS, "3 public keys in one file; there is room");
    free(text);
    text = join(ec_public_pem, "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----\n", "");
    assert_publics_refused(text, 4, APPBIN_ERR_KEY, "damaged PEM");
    free(text);
    assert_publics_refused(ec_pkcs8_pem, 4, APPBIN_ERR_KEY, "a private key; a public key is");
    assert_publics_refused("", 4, APPBIN_ERR_KEY, "empty");
}

static void test_key_read_several_where_one_is_meant_refused(void **state)
{
    (void)state;
    struct appbin_public_key public_key;
    struct appbin_private_key *key = NULL;
    struct appbin_diagnostic diagnostic = {""};
    char *text = join(ec_public_pem, rsa_public_pem, ec_public_pem);
    assert_int_equal(
        appbin_public_key_read(&public_key, (const uint8_t *)text, strlen(text), &diagnostic),
        APPBIN_ERR_KEY);
    assert_non_null(strstr(diagnostic.message, "3 keys in one file"));
    free(text);
    text = join(ec_pkcs8_pem, rsa_2048_pem, "");
    assert_int_equal(appbin_private_key_read(&key, (const uint8_t *)text, strlen(text),
                                             &no_passphrase, &diagnostic),
                     APPBIN_ERR_KEY);
    assert_non_null(strstr(diagnostic.message, "2 keys in one file"));
    assert_null(key);
    free(text);
}

/* Both halves of one key are one private key, and no public one. */
static void test_key_read_both_halves(void **state)
{
    (void)state;
    struct appbin_public_key public_key;
    struct appbin_private_key *key = NULL;
    struct appbin_diagnostic diagnostic = {""};
    char *text = join(ec_public_pem, ec_pkcs8_pem, ec_public_pem);
    assert_int_equal(appbin_public_key_read(&public_key, (const uint8_t *)text, strlen(text), NULL),
                     APPBIN_ERR_KEY);
    assert_int_equal(
        appbin_private_key_read(&key, (const uint8_t *)text, strlen(text), &no_passphrase, NULL),
        APPBIN_OK);
    appbin_private_key_free(key);
    free(text);
    key = NULL;
    text = join(ec_public_pem, ec_pkcs8_pem, rsa_public_pem);
    assert_int_equal(appbin_private_key_read(&key, (const uint8_t *)text, strlen(text),
                                             &no_passphrase, &diagnostic),
                     APPBIN_ERR_KEY);
    assert_non_null(strstr(diagnostic.message, "the public half of another in one file"));
    assert_null(key);
    free(text);
}

static void test_key_read_traces_of_editors_same_key(void **state)
{
    (void)state;
    static const char *const marks[] = {"", "\xef\xbb\xbf", "\xef\xbb\xbf\r\n"};
    static const char *const ends[] = {"\r", " ", "\t", " \t \r", "      "};
    struct appbin_public_key wanted;
    read_public(&wanted, ec_public_pem);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++) {
            struct appbin_public_key read;
            struct appbin_private_key *key = NULL;
            char *text = end_lines(marks[i], ec_public_pem, ends[k]);
            read_public(&read, text);
            assert_memory_equal(&read, &wanted, sizeof read);
            free(text);
            text = end_lines(marks[i], ec_aes_pem, ends[k]);
            assert_int_equal(appbin_private_key_read(&key, (const uint8_t *)text, strlen(text),
                                                     &passphrase, NULL),
                             APPBIN_OK);
            appbin_private_key_free(key);
            free(text);
        }
    }
}

struct refusal {
    const char *text;
    const char *private_message;
    const char *public_message;
};

static void assert_refusals(const struct refusal *refusal)
{
    struct appbin_private_key *key = NULL;
    struct appbin_public_key public_key;
    struct appbin_diagnostic diagnostic = {""};
    const uint8_t *bytes = (const uint8_t *)refusal->text;
    size_t size = strlen(refusal->text);
    assert_int_equal(appbin_private_key_read(&key, bytes, size, &no_passphrase, &diagnostic),
                     APPBIN_ERR_KEY);
    assert_string_equal(diagnostic.message, refusal->private_message);
    assert_int_equal(appbin_public_key_read(&public_key, bytes, size, &diagnostic), APPBIN_ERR_KEY);
    assert_string_equal(diagnostic.message, refusal->public_message);
}

static void test_key_read_files_of_other_programs_advice(void **state)
{
    (void)state;
#define SUPPORTED "supported are P-256 and RSA of 2048 and 3072 bits"
    static const struct refusal refusals[] = {
        {"ssh-rsa AAAA name", "a public key of OpenSSH; a private key is needed",
         "a public key in the form of OpenSSH; ssh-keygen -e -m PKCS8 -f OLD >NEW converts it"},
        {"ecdsa-sha2-nistp256 AAAA", "a public key of OpenSSH; a private key is needed",
         "a public key in the form of OpenSSH; ssh-keygen -e -m PKCS8 -f OLD >NEW converts it"},
        {"ssh-ed25519 AAAA", "a public key of OpenSSH; a private key is needed",
         "a public key of OpenSSH of another type; " SUPPORTED},
        {"sk-ecdsa-sha2-nistp256@openssh.com AAAA",
         "a public key of OpenSSH; a private key is needed",
         "a public key of OpenSSH of another type; " SUPPORTED},
        {"\xff\xfe-", "text in UTF-16; iconv -f UTF-16 -t ASCII OLD >NEW converts it",
         "text in UTF-16; iconv -f UTF-16 -t ASCII OLD >NEW converts it"},
        {"-----BEGIN TSS2 PRIVATE KEY-----\nAAAA\n-----END TSS2 PRIVATE KEY-----\n",
         "a key that only its TPM can use; let the TPM sign: --signer 'COMMAND' --pubkey PUB.pem, "
         "see docs/hsm.md",
         "a private key; a public key is needed"},
        /* Just enough of PFX (RFC 7292, 4) and CertificationRequest (RFC 2986, 4.2). */
        {"-----BEGIN ANY-----\nMBICAQMwDQYJKoZIhvcNAQcBoAA=\n-----END ANY-----\n",
         "a PKCS#12 file; openssl pkcs12 -nocerts -in OLD -out NEW takes the key out",
         "a PKCS#12 file; openssl pkcs12 -nokeys -clcerts -in FILE | openssl x509 -pubkey -noout "
         "prints its public key"},
        {"-----BEGIN ANY-----\nMBUwDwIBADAAMAgwAwYBKgMBADAAAwA=\n-----END ANY-----\n",
         "a certificate request; a private key is needed",
         "a certificate request; openssl req -pubkey -noout -in FILE prints its key"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        assert_refusals(&refusals[i]);
    }
}

static const struct CMUnitTest tests[] = {
    TEST(test_public_keys_read_bundle_all_in_order),
    TEST(test_public_keys_read_bad_bundle_refused),
    TEST(test_key_read_several_where_one_is_meant_refused),
    TEST(test_key_read_both_halves),
    TEST(test_key_read_traces_of_editors_same_key),
    TEST(test_key_read_files_of_other_programs_advice),
};

TEST_MAIN(tests)

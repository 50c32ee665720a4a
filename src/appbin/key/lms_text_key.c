/* SPDX-License-Identifier: MIT */
/* The fixed part of an LMS key file: the secret, in PKCS#8, and the upper tree. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/secret.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "key/key_der.h"
#include "key/key_lms.h"
#include "key/key_pbes2.h"
#include "key/key_refusal.h"
#include "key/lms_text.h"
#include "key/pem.h"

#define HEAD                                                                                       \
    "LMS private key. This file changes with every signature, and there must be no copy\n"         \
    "of it: who signs with an older copy gives the key away. See docs/lms.md.\n"
#define PLAIN_LABEL "PRIVATE KEY"
#define ENCRYPTED_LABEL "ENCRYPTED PRIVATE KEY"
#define TREE_LABEL "LMS TREE"
/* id-alg-hss-lms-hashsig without parameters. */
#define ALGORITHM_CONTENT "\x06\x0b" OID_LMS
#define ALGORITHM_LMS "\x30\x0d" ALGORITHM_CONTENT
#define SECRET_SIZE (8 + LMS_IDENTIFIER_SIZE + LMS_SEED_SIZE)
#define DER_SIZE_MAX 512u

static_assert(sizeof HEAD - 1 <= LMS_TEXT_BEGIN_SIZE, "the room for the head is too small");

bool appbin_lms_text_begins(const uint8_t *bytes, size_t size)
{
    return memcmp(bytes, HEAD, size < sizeof HEAD - 1 ? size : sizeof HEAD - 1) == 0;
}

static enum appbin_error fail_secret(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_KEY, "damaged: no LMS key in its private part");
}

/* The block with this label among those of the fixed part. */
static bool find_block(struct pem_block *block, const struct lms_text *text, const char *label)
{
    const char *all = (const char *)text->bytes.bytes;
    const char *position = all;
    while (appbin_pem_next_block(block, all, &position)) {
        if ((size_t)(block->begin - all) < text->fixed_size && strcmp(block->label, label) == 0) {
            return true;
        }
    }
    return false;
}

static bool parse_pkcs8(struct der_cursor *secret, const struct appbin_secret_bytes *der)
{
    struct der_cursor file = {der->bytes, der->size};
    struct der_cursor inside;
    struct der_cursor algorithm;
    unsigned version = 1;
    return appbin_der_take(&file, DER_SEQUENCE, &inside) && file.size == 0 &&
           appbin_der_take_number(&inside, 0, &version) &&
           appbin_der_take(&inside, DER_SEQUENCE, &algorithm) &&
           appbin_der_equals(&algorithm, ALGORITHM_CONTENT, sizeof ALGORITHM_CONTENT - 1) &&
           appbin_der_take(&inside, DER_OCTET_STRING, secret) && inside.size == 0 &&
           secret->size == SECRET_SIZE;
}

static enum appbin_error take_secret(struct lms_secret *secret,
                                     const struct appbin_secret_bytes *der,
                                     const struct lms_record *record,
                                     struct appbin_diagnostic *diagnostic)
{
    struct der_cursor found;
    size_t front = SECRET_SIZE - LMS_SEED_SIZE; /* as in the public key */
    if (!parse_pkcs8(&found, der) || memcmp(found.bytes, record->public_key, front) != 0) {
        return fail_secret(diagnostic);
    }
    memcpy(secret->identifier, found.bytes + 8, LMS_IDENTIFIER_SIZE);
    memcpy(secret->seed, found.bytes + front, LMS_SEED_SIZE);
    return APPBIN_OK;
}

enum appbin_error appbin_lms_text_secret(struct lms_secret *secret, const struct lms_text *text,
                                         const struct lms_record *record,
                                         const struct appbin_passphrase *passphrase,
                                         struct appbin_diagnostic *diagnostic)
{
    struct pem_block block;
    struct appbin_secret_bytes der = {.bytes = NULL};
    struct appbin_secret_bytes plain = {.bytes = NULL};
    bool encrypted = find_block(&block, text, ENCRYPTED_LABEL);
    if (!encrypted && !find_block(&block, text, PLAIN_LABEL)) {
        return fail_secret(diagnostic);
    }
    enum appbin_error error = appbin_pem_decode(&der, &block, NULL, diagnostic);
    if (error == APPBIN_OK && encrypted) {
        error = appbin_key_pbes2_decrypt(&plain, der.bytes, der.size, passphrase, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = take_secret(secret, encrypted ? &plain : &der, record, diagnostic);
    }
    appbin_secret_bytes_free(&der);
    appbin_secret_bytes_free(&plain);
    return error;
}

enum appbin_error appbin_lms_text_upper(struct lms_nodes *upper, const struct lms_text *text,
                                        const struct lms_record *record,
                                        struct appbin_diagnostic *diagnostic)
{
    const uint8_t *root = record->public_key + 8 + LMS_IDENTIFIER_SIZE;
    struct pem_block block;
    struct appbin_secret_bytes content = {.bytes = NULL};
    uint32_t levels = appbin_lms_upper_levels(record->height);
    size_t size = ((size_t)1 << levels) * APPVERIFY_LMS_HASH_SIZE;
    struct lms_nodes made;
    if (!appbin_lms_nodes_allocate(&made, levels, 1)) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    if (levels == 0) {
        memcpy(made.node[1], root, APPVERIFY_LMS_HASH_SIZE);
    } else if (find_block(&block, text, TREE_LABEL) &&
               appbin_pem_decode(&content, &block, NULL, NULL) == APPBIN_OK &&
               content.size == size) {
        memcpy(appbin_lms_nodes_lowest(&made), content.bytes, size);
        appbin_lms_nodes_grow(&made, record->public_key + 8);
    }
    appbin_secret_bytes_free(&content);
    if (memcmp(made.node[1], root, APPVERIFY_LMS_HASH_SIZE) != 0) {
        appbin_lms_nodes_free(&made);
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "damaged: its tree is not that of the key");
    }
    *upper = made;
    return APPBIN_OK;
}

/* The private block. NULL after a failure. */
static char *write_secret(const struct lms_secret *secret, const struct lms_record *record,
                          const struct appbin_passphrase *passphrase,
                          struct appbin_diagnostic *diagnostic)
{
    uint8_t plain[DER_SIZE_MAX];
    uint8_t encrypted[DER_SIZE_MAX];
    const uint8_t *end = plain + sizeof plain;
    bool encrypt = passphrase != NULL && passphrase->bytes != NULL;
    struct der_writer writer = {.start = plain, .at = plain + sizeof plain};
    enum appbin_error error = APPBIN_OK;
    appbin_der_write(&writer, secret->seed, LMS_SEED_SIZE);
    appbin_der_write(&writer, record->public_key, 8 + LMS_IDENTIFIER_SIZE);
    appbin_der_wrap(&writer, DER_OCTET_STRING, end);
    DER_WRITE_LITERAL(&writer, ALGORITHM_LMS);
    DER_WRITE_LITERAL(&writer, "\x02\x01\x00");
    appbin_der_wrap(&writer, DER_SEQUENCE, end);
    if (encrypt) {
        const uint8_t *pkcs8 = writer.at;
        size_t size = (size_t)(end - pkcs8);
        writer = (struct der_writer){.start = encrypted, .at = encrypted + sizeof encrypted};
        end = encrypted + sizeof encrypted;
        error = appbin_key_pbes2_encrypt(&writer, pkcs8, size, passphrase, diagnostic);
    }
    char *block = NULL;
    if (error == APPBIN_OK) {
        block = appbin_pem_write(encrypt ? ENCRYPTED_LABEL : PLAIN_LABEL, writer.at,
                                 (size_t)(end - writer.at));
        if (block == NULL) {
            (void)appbin_key_fail_no_memory(diagnostic);
        }
    }
    appbin_wipe(plain, sizeof plain);
    return block;
}

enum appbin_error appbin_lms_text_make(struct lms_text *text, const struct lms_secret *secret,
                                       const struct lms_nodes *upper,
                                       const struct lms_record *record,
                                       const struct appbin_passphrase *passphrase,
                                       struct appbin_diagnostic *diagnostic)
{
    size_t nodes = ((size_t)1 << upper->levels) * APPVERIFY_LMS_HASH_SIZE;
    *text = (struct lms_text){.fixed_size = 0};
    char *block = write_secret(secret, record, passphrase, diagnostic);
    if (block == NULL) {
        return APPBIN_ERR_CRYPTO;
    }
    char *tree = upper->levels > 0
                     ? appbin_pem_write(TREE_LABEL, appbin_lms_nodes_lowest(upper)[0], nodes)
                     : strdup("");
    bool room = tree != NULL && appbin_secret_bytes_allocate(
                                    &text->bytes, sizeof HEAD + strlen(block) + strlen(tree));
    if (room) {
        char *end = stpcpy((char *)text->bytes.bytes, HEAD);
        end = stpcpy(stpcpy(end, block), tree);
        text->fixed_size = (size_t)(end - (char *)text->bytes.bytes);
        text->bytes.size = text->fixed_size;
    }
    appbin_secret_free(block);
    free(tree);
    return room ? APPBIN_OK : appbin_key_fail_no_memory(diagnostic);
}

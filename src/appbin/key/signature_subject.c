/* SPDX-License-Identifier: MIT */
#include "key/signature_subject.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <mbedtls/base64.h>

#include "appverify/crypto.h"

#define AGAIN "the digest was hashed once more; it must be signed as it is"
#define HEX "the hexadecimal text of the digest was signed, not its 32 bytes"
#define BASE64 "the base64 text of the digest was signed, not its 32 bytes"
#define NOT_HASHED "the first bytes of the signed part were signed, not its digest"

const struct signature_hash appbin_signature_hashes[SIGNATURE_HASHES] = {
    {MBEDTLS_MD_SHA256, 32, "SHA-256"}, {MBEDTLS_MD_SHA1, 20, "SHA-1"},
    {MBEDTLS_MD_SHA224, 28, "SHA-224"}, {MBEDTLS_MD_SHA384, 48, "SHA-384"},
    {MBEDTLS_MD_SHA512, 64, "SHA-512"},
};

struct list {
    struct signature_subject *subjects;
    size_t count;
    const struct signature_hash *hash;
};

static bool calculate(uint8_t *digest, const struct signature_hash *hash, const void *bytes,
                      size_t size)
{
    return mbedtls_md(mbedtls_md_info_from_type(hash->type), bytes, size, digest) == 0;
}

static void add_hashed(struct list *list, const void *bytes, size_t size, const char *mistake)
{
    struct signature_subject *subject = &list->subjects[list->count];
    if (calculate(subject->digest, list->hash, bytes, size)) {
        subject->size = list->hash->size;
        subject->mistake = mistake;
        list->count++;
    }
}

/* Signers of ECDSA take bytes of any length and use the first 32. */
static void add_bytes(struct list *list, const void *bytes, size_t size, const char *mistake)
{
    struct signature_subject *subject = &list->subjects[list->count];
    if (size >= APPVERIFY_DIGEST_SIZE && list->hash->size == APPVERIFY_DIGEST_SIZE) {
        memcpy(subject->digest, bytes, APPVERIFY_DIGEST_SIZE);
        subject->size = APPVERIFY_DIGEST_SIZE;
        subject->mistake = mistake;
        list->count++;
    }
}

/* Text: with the end of its line, without it, and not hashed. */
static void add_text(struct list *list, const char *line, const char *mistake)
{
    size_t length = strlen(line);
    add_hashed(list, line, length, mistake);
    add_hashed(list, line, length - 1, mistake);
    add_bytes(list, line, length, mistake);
}

size_t appbin_signature_list_subjects(struct signature_subject subjects[SIGNATURE_SUBJECTS_MAX],
                                      const struct signature_hash *hash, const uint8_t *message,
                                      size_t size)
{
    struct list list = {.subjects = subjects, .hash = hash};
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    char line[2 * APPVERIFY_DIGEST_SIZE + 2] = "";
    size_t length = 0;
    if (!calculate(digest, &appbin_signature_hashes[0], message, size)) {
        return 0;
    }
    add_hashed(&list, message, size, NULL);
    add_hashed(&list, digest, sizeof digest, AGAIN);
    for (size_t i = 0; i < sizeof digest; i++) {
        (void)snprintf(line + 2 * i, 4, "%02x\n", digest[i]);
    }
    add_text(&list, line, HEX);
    if (mbedtls_base64_encode((unsigned char *)line, sizeof line - 1, &length, digest,
                              sizeof digest) == 0) {
        (void)snprintf(line + length, sizeof line - length, "\n");
        add_text(&list, line, BASE64);
    }
    add_bytes(&list, message, size, NOT_HASHED);
    return list.count;
}

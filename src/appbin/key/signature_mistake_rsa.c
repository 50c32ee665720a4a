/* SPDX-License-Identifier: MIT */
/* What an RSA signature holds is seen with the public key: the padding, and a digest. */
#include <stdio.h>
#include <string.h>

#include "key/signature_mistake.h"
#include "key/signature_subject.h"

#define DIGEST_INFO_MAX 19u  /* what PKCS#1 v1.5 has in front of a digest: name of the hash */
#define PKCS1_PADDING_MIN 8u /* bytes FF */
#define PSS_ZEROS_MIN 8u     /* that many zeros in front of a salt are no accident */
#define SOMETHING_ELSE "something else than the signed part was signed"

/* The content of a signature. */
struct encoded {
    uint8_t bytes[APPVERIFY_RSA_3072_SIZE];
    size_t size;
};

struct pss {
    const struct signature_hash *hash;
    const struct signature_hash *mask_hash; /* of MGF1 */
    const uint8_t *digest;                  /* hash->size bytes, of salt and subject */
    uint8_t block[APPVERIFY_RSA_3072_SIZE]; /* unmasked: zeros, 01, salt */
    size_t block_size;
    const uint8_t *salt;
    size_t salt_size;
};

/* RFC 8017, B.2.1; the mask is applied to *bytes. */
static bool unmask(uint8_t *bytes, size_t size, const uint8_t *seed, size_t seed_size,
                   mbedtls_md_type_t hash)
{
    uint8_t input[MBEDTLS_MD_MAX_SIZE + 4] = {0};
    uint8_t mask[MBEDTLS_MD_MAX_SIZE];
    const mbedtls_md_info_t *info = mbedtls_md_info_from_type(hash);
    size_t mask_size = mbedtls_md_get_size(info);
    if (mask_size == 0) { /* mbedTLS was built without this hash */
        return false;
    }
    memcpy(input, seed, seed_size);
    for (size_t done = 0; done < size; done++) {
        if (done % mask_size == 0) {
            input[seed_size + 3] = (uint8_t)(done / mask_size);
            if (mbedtls_md(info, input, seed_size + 4, mask) != 0) {
                return false;
            }
        }
        bytes[done] ^= mask[done % mask_size];
    }
    return true;
}

/* RFC 8017, 9.1.2, up to the salt, whose length is taken as it is. */
static bool open_pss(struct pss *pss, const struct encoded *encoded)
{
    size_t zeros = 0;
    pss->block_size = encoded->size - pss->hash->size - 1;
    pss->digest = encoded->bytes + pss->block_size;
    if (encoded->bytes[encoded->size - 1] != 0xbc) {
        return false;
    }
    memcpy(pss->block, encoded->bytes, pss->block_size);
    if (!unmask(pss->block, pss->block_size, pss->digest, pss->hash->size, pss->mask_hash->type)) {
        return false;
    }
    pss->block[0] &= 0x7f; /* the modulus has a multiple of 8 bits */
    while (zeros < pss->block_size && pss->block[zeros] == 0) {
        zeros++;
    }
    if (zeros == pss->block_size || pss->block[zeros] != 1) {
        return false;
    }
    pss->salt = pss->block + zeros + 1;
    pss->salt_size = pss->block_size - zeros - 1;
    return true;
}

static bool is_pss_of(const struct pss *pss, const struct signature_subject *subject)
{
    uint8_t input[8 + MBEDTLS_MD_MAX_SIZE + APPVERIFY_RSA_3072_SIZE] = {0};
    uint8_t digest[MBEDTLS_MD_MAX_SIZE];
    memcpy(input + 8, subject->digest, subject->size);
    memcpy(input + 8 + subject->size, pss->salt, pss->salt_size);
    return mbedtls_md(mbedtls_md_info_from_type(pss->hash->type), input,
                      8 + subject->size + pss->salt_size, digest) == 0 &&
           memcmp(digest, pss->digest, pss->hash->size) == 0;
}

static void say_pss(struct appbin_diagnostic *diagnostic, const char *order, const struct pss *pss,
                    const char *mistake)
{
    char text[160];
    const struct signature_hash *sha256 = &appbin_signature_hashes[0];
    bool right = pss->hash == sha256 && pss->mask_hash == sha256 &&
                 pss->salt_size == APPVERIFY_PSS_SALT_SIZE;
    (void)snprintf(text, sizeof text,
                   "PSS with %s, MGF1 with %s and a salt of %zu bytes; "
                   "needed are SHA-256 for both and a salt of 32 bytes",
                   pss->hash->name, pss->mask_hash->name, pss->salt_size);
    const char *const parts[MISTAKE_PARTS] = {order, right ? NULL : text, mistake};
    appbin_signature_say(diagnostic, parts);
}

static bool explain_pss(struct appbin_diagnostic *diagnostic, const char *order,
                        const struct encoded *encoded, struct pss *pss,
                        const struct refused_signature *refused)
{
    struct signature_subject subjects[SIGNATURE_SUBJECTS_MAX];
    if (!open_pss(pss, encoded)) {
        return false;
    }
    size_t count =
        appbin_signature_list_subjects(subjects, pss->hash, refused->message, refused->size);
    for (size_t i = 0; i < count; i++) {
        if (is_pss_of(pss, &subjects[i])) {
            say_pss(diagnostic, order, pss, subjects[i].mistake);
            return true;
        }
    }
    if (pss->block_size - pss->salt_size <= PSS_ZEROS_MIN) {
        return false;
    }
    say_pss(diagnostic, order, pss, SOMETHING_ELSE);
    return true;
}

static bool explain_any_pss(struct appbin_diagnostic *diagnostic, const char *order,
                            const struct encoded *encoded, const struct refused_signature *refused)
{
    for (size_t i = 0; i < SIGNATURE_HASHES * SIGNATURE_HASHES; i++) {
        struct pss pss = {.hash = &appbin_signature_hashes[i / SIGNATURE_HASHES],
                          .mask_hash = &appbin_signature_hashes[i % SIGNATURE_HASHES]};
        if (explain_pss(diagnostic, order, encoded, &pss, refused)) {
            return true;
        }
    }
    return false;
}

/* Is the end of the content a digest of something, with at most the name of its hash in front? */
static const struct signature_subject *find_digest(struct signature_subject *subjects,
                                                   const uint8_t *content, size_t size,
                                                   const struct refused_signature *refused)
{
    for (size_t i = 0; i < SIGNATURE_HASHES; i++) {
        size_t count = appbin_signature_list_subjects(subjects, &appbin_signature_hashes[i],
                                                      refused->message, refused->size);
        for (size_t k = 0; k < count; k++) {
            size_t digest_size = subjects[k].size;
            if (size >= digest_size && size <= digest_size + DIGEST_INFO_MAX &&
                memcmp(content + size - digest_size, subjects[k].digest, digest_size) == 0) {
                return &subjects[k];
            }
        }
    }
    return NULL;
}

static bool explain_pkcs1(struct appbin_diagnostic *diagnostic, const char *order,
                          const struct encoded *encoded, const struct refused_signature *refused)
{
    struct signature_subject subjects[SIGNATURE_SUBJECTS_MAX];
    size_t at = 2;
    while (at < encoded->size && encoded->bytes[at] == 0xff) {
        at++;
    }
    if (encoded->bytes[0] != 0 || encoded->bytes[1] != 1 || at < 2 + PKCS1_PADDING_MIN ||
        at == encoded->size || encoded->bytes[at] != 0) {
        return false;
    }
    const struct signature_subject *subject =
        find_digest(subjects, encoded->bytes + at + 1, encoded->size - at - 1, refused);
    const char *const parts[MISTAKE_PARTS] = {order, "padded as PKCS#1 v1.5 has it; PSS is needed",
                                              subject != NULL ? subject->mistake : SOMETHING_ELSE};
    appbin_signature_say(diagnostic, parts);
    return true;
}

static bool explain_no_padding(struct appbin_diagnostic *diagnostic, const char *order,
                               const struct encoded *encoded,
                               const struct refused_signature *refused)
{
    struct signature_subject subjects[SIGNATURE_SUBJECTS_MAX];
    size_t zeros = 0;
    while (zeros < encoded->size && encoded->bytes[zeros] == 0) {
        zeros++;
    }
    const struct signature_subject *subject =
        find_digest(subjects, encoded->bytes + zeros, encoded->size - zeros, refused);
    if (zeros < PKCS1_PADDING_MIN || subject == NULL) {
        return false;
    }
    const char *const parts[MISTAKE_PARTS] = {order, "not padded; PSS is needed", subject->mistake};
    appbin_signature_say(diagnostic, parts);
    return true;
}

/* The public operation; false for a number that the key cannot have made. */
static bool open_signature(struct encoded *encoded, const struct appbin_public_key *key,
                           const uint8_t *signature)
{
    mbedtls_pk_context pk;
    mbedtls_pk_init(&pk);
    encoded->size = appverify_signature_size(key->algorithm);
    bool done = mbedtls_pk_parse_public_key(&pk, key->der, key->der_size) == 0 &&
                mbedtls_pk_get_type(&pk) == MBEDTLS_PK_RSA &&
                mbedtls_rsa_public(mbedtls_pk_rsa(pk), signature, encoded->bytes) == 0;
    mbedtls_pk_free(&pk);
    return done;
}

static bool explain_bytes(struct appbin_diagnostic *diagnostic, const char *order,
                          const uint8_t *signature, const struct refused_signature *refused)
{
    struct encoded encoded;
    return open_signature(&encoded, refused->key, signature) &&
           (explain_any_pss(diagnostic, order, &encoded, refused) ||
            explain_pkcs1(diagnostic, order, &encoded, refused) ||
            explain_no_padding(diagnostic, order, &encoded, refused));
}

void appbin_signature_explain_rsa(struct appbin_diagnostic *diagnostic,
                                  const struct refused_signature *refused)
{
    static const char reverse[] = "the bytes are in reverse order (little-endian)";
    const char *const unknown[MISTAKE_PARTS] = {"another key made it, or it is damaged"};
    uint8_t reversed[APPVERIFY_RSA_3072_SIZE];
    size_t size = appverify_signature_size(refused->key->algorithm);
    for (size_t i = 0; i < size; i++) {
        reversed[i] = refused->bytes[size - 1 - i];
    }
    if (!explain_bytes(diagnostic, NULL, refused->bytes, refused) &&
        !explain_bytes(diagnostic, reverse, reversed, refused)) {
        appbin_signature_say(diagnostic, unknown);
    }
}

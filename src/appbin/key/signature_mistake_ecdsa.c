/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "key/signature_mistake.h"
#include "key/signature_subject.h"

#define NUMBER_SIZE (APPVERIFY_ECDSA_P256_SIZE / 2)
/* The subjects that go with r and s in disorder: two mistakes at once are rare. */
#define SUBJECTS_IN_DISORDER 2u

enum order { ORDER_RIGHT, ORDER_SWAPPED, ORDER_NUMBERS_REVERSED, ORDER_ALL_REVERSED, ORDERS };

static const char *const order_mistakes[ORDERS] = {
    NULL,
    "r and s are swapped",
    "the bytes of r and of s are in reverse order (little-endian)",
    "all bytes are in reverse order (little-endian)",
};

/* Undoes a disorder. */
static void rearrange(uint8_t *wire, const uint8_t *bytes, enum order order)
{
    for (size_t i = 0; i < APPVERIFY_ECDSA_P256_SIZE; i++) {
        size_t from = i;
        switch (order) {
        case ORDER_SWAPPED:
            from = (i + NUMBER_SIZE) % APPVERIFY_ECDSA_P256_SIZE;
            break;
        case ORDER_NUMBERS_REVERSED:
            from = i / NUMBER_SIZE * NUMBER_SIZE + NUMBER_SIZE - 1 - i % NUMBER_SIZE;
            break;
        case ORDER_ALL_REVERSED:
            from = APPVERIFY_ECDSA_P256_SIZE - 1 - i;
            break;
        default:
            break;
        }
        wire[i] = bytes[from];
    }
}

/* ECDSA takes the first 256 bits of a digest, and a shorter one as a number. */
static bool is_signature_of(const struct appbin_public_key *key, const uint8_t *wire,
                            const struct signature_subject *subject)
{
    uint8_t number[APPVERIFY_DIGEST_SIZE] = {0};
    size_t size = subject->size < sizeof number ? subject->size : sizeof number;
    memcpy(number + sizeof number - size, subject->digest, size);
    return appbin_signature_verify(key, number, wire) == APPVERIFY_OK;
}

static bool explain_order(struct appbin_diagnostic *diagnostic,
                          const struct refused_signature *refused, enum order order,
                          const struct signature_hash *hash)
{
    struct signature_subject subjects[SIGNATURE_SUBJECTS_MAX];
    uint8_t wire[APPVERIFY_ECDSA_P256_SIZE];
    size_t count = appbin_signature_list_subjects(subjects, hash, refused->message, refused->size);
    if (order != ORDER_RIGHT && count > SUBJECTS_IN_DISORDER) {
        count = SUBJECTS_IN_DISORDER;
    }
    rearrange(wire, refused->bytes, order);
    for (size_t i = 0; i < count; i++) {
        if (is_signature_of(refused->key, wire, &subjects[i])) {
            char text[64];
            (void)snprintf(text, sizeof text, "hashed with %s; SHA-256 is needed", hash->name);
            bool other_hash = hash != &appbin_signature_hashes[0];
            const char *const parts[MISTAKE_PARTS] = {
                order_mistakes[order], other_hash ? text : NULL, subjects[i].mistake};
            appbin_signature_say(diagnostic, parts);
            return true;
        }
    }
    return false;
}

void appbin_signature_explain_ecdsa(struct appbin_diagnostic *diagnostic,
                                    const struct refused_signature *refused)
{
    const char *const unknown[MISTAKE_PARTS] = {
        "another key made it, or something else was signed"};
    for (int order = 0; order < ORDERS; order++) {
        if (explain_order(diagnostic, refused, (enum order)order, &appbin_signature_hashes[0])) {
            return;
        }
    }
    for (size_t i = 1; i < SIGNATURE_HASHES; i++) {
        if (explain_order(diagnostic, refused, ORDER_RIGHT, &appbin_signature_hashes[i])) {
            return;
        }
    }
    appbin_signature_say(diagnostic, unknown);
}

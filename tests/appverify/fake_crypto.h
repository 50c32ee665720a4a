/* SPDX-License-Identifier: MIT */
/* A crypto port for tests: a toy hash, a toy signature that the public key can make, work in
 * slices, failures on demand, and an eye on how the port is used. */
#ifndef APPVERIFY_TESTS_FAKE_CRYPTO_H
#define APPVERIFY_TESTS_FAKE_CRYPTO_H

#include "appverify/crypto.h"

enum fake_operation {
    FAKE_HASH_START,
    FAKE_HASH_UPDATE,
    FAKE_HASH_FINISH,
    FAKE_SIGNATURE_START,
    FAKE_SIGNATURE_STEP,
    FAKE_ABORT,
    FAKE_OPERATIONS,
};

struct fake_hash {
    uint32_t a;
    uint32_t b;
};

struct fake_crypto {
    struct fake_hash hash;
    const struct appverify_key *key;
    const uint8_t *digest;
    const uint8_t *signature;
    uint32_t slices_left;
    uint32_t hash_held;      /* 1: started and not finished, or failed and not aborted */
    uint32_t signature_held; /* 1: a check is under way */

    uint32_t slices;                   /* how often signature_step says MORE first */
    uint32_t fail_at[FAKE_OPERATIONS]; /* the call that fails, from 1; 0: none */
    uint32_t reply;                    /* what it returns then */
    uint32_t calls[FAKE_OPERATIONS];
    uint32_t misuse; /* calls out of order, or with NULL */
};

/* Sets a port up; the state then never fails and needs no second slice. */
void fake_crypto_init(struct appverify_crypto *crypto, struct fake_crypto *state);

/* 1 when nothing is under way and nothing was called out of order. */
int fake_crypto_clean(const struct fake_crypto *state);

/* The toy hash and the toy signature as such. */
void fake_digest(uint8_t *digest, const uint8_t *bytes, size_t length);
void fake_sign(uint8_t *signature, const struct appverify_key *key, const uint8_t *digest);

#endif

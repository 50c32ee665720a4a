/* SPDX-License-Identifier: MIT */
#include "fake_crypto.h"

static void hash_begin(struct fake_hash *hash)
{
    hash->a = 0x811C9DC5u;
    hash->b = 0x9E3779B9u;
}

/* For one byte each half is a bijection of its state: one changed byte always shows. */
static void hash_add(struct fake_hash *hash, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        hash->a = (hash->a ^ bytes[i]) * 0x01000193u;
        hash->b = (hash->b ^ hash->a) * 0x9E3779B1u;
    }
}

static uint32_t mix(uint32_t value)
{
    value = (value ^ value >> 16) * 0x85EBCA6Bu;
    value = (value ^ value >> 13) * 0xC2B2AE35u;
    return value ^ value >> 16;
}

static void expand(const struct fake_hash *hash, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        uint32_t word = mix((i & 4u ? hash->b : hash->a) + (uint32_t)(i / 8));
        bytes[i] = (uint8_t)(word >> 8 * (i & 3u));
    }
}

void fake_digest(uint8_t *digest, const uint8_t *bytes, size_t length)
{
    struct fake_hash hash;
    hash_begin(&hash);
    hash_add(&hash, bytes, length);
    expand(&hash, digest, APPVERIFY_DIGEST_SIZE);
}

static uint32_t key_words(const struct appverify_key *key)
{
    return key->algorithm == APPVERIFY_ALGORITHM_LMS ? APPVERIFY_LMS_KEY_SIZE / 4
                                                     : appverify_signature_size(key->algorithm) / 4;
}

static void signature_seed(struct fake_hash *hash, const struct appverify_key *key,
                           const uint8_t *digest)
{
    uint8_t bytes[4];
    hash_begin(hash);
    for (uint32_t i = 0; i < key_words(key); i++) {
        appverify_copy_words(bytes, key->words + i, sizeof bytes);
        hash_add(hash, bytes, sizeof bytes);
    }
    hash_add(hash, digest, APPVERIFY_DIGEST_SIZE);
}

void fake_sign(uint8_t *signature, const struct appverify_key *key, const uint8_t *digest)
{
    struct fake_hash hash;
    signature_seed(&hash, key, digest);
    expand(&hash, signature, appverify_key_signature_size(key));
}

static int signature_good(const struct fake_crypto *fake)
{
    uint8_t expected[APPVERIFY_SIGNATURE_MAX] = {0};
    uint32_t size = appverify_key_signature_size(fake->key);
    uint32_t difference = size == 0;
    fake_sign(expected, fake->key, fake->digest);
    for (uint32_t i = 0; i < size; i++) {
        difference |= (uint32_t)(expected[i] ^ fake->signature[i]);
    }
    return difference == 0;
}

static void require(struct fake_crypto *fake, int condition)
{
    fake->misuse += condition ? 0 : 1;
}

/* Counts a call; 1 when it is the one to fail. */
static int fails(struct fake_crypto *fake, enum fake_operation operation)
{
    return ++fake->calls[operation] == fake->fail_at[operation];
}

static enum appverify_result reply(const struct fake_crypto *fake)
{
    return (enum appverify_result)fake->reply;
}

static enum appverify_result hash_start(void *state)
{
    struct fake_crypto *fake = state;
    require(fake, !fake->hash_held && !fake->signature_held);
    fake->hash_held = 1;
    hash_begin(&fake->hash);
    return fails(fake, FAKE_HASH_START) ? reply(fake) : APPVERIFY_OK;
}

static enum appverify_result hash_update(void *state, const uint8_t *bytes, size_t length)
{
    struct fake_crypto *fake = state;
    require(fake, fake->hash_held && bytes != NULL && length > 0);
    hash_add(&fake->hash, bytes, length);
    return fails(fake, FAKE_HASH_UPDATE) ? reply(fake) : APPVERIFY_OK;
}

static enum appverify_result hash_finish(void *state, uint8_t *digest)
{
    struct fake_crypto *fake = state;
    require(fake, fake->hash_held && digest != NULL);
    expand(&fake->hash, digest, APPVERIFY_DIGEST_SIZE);
    if (fails(fake, FAKE_HASH_FINISH)) {
        return reply(fake);
    }
    fake->hash_held = 0;
    return APPVERIFY_OK;
}

static enum appverify_result signature_start(void *state, const struct appverify_key *key,
                                             const uint8_t *digest, const uint8_t *signature)
{
    struct fake_crypto *fake = state;
    require(fake, !fake->signature_held && !fake->hash_held && key != NULL && digest != NULL &&
                      signature != NULL);
    fake->key = key;
    fake->digest = digest;
    fake->signature = signature;
    fake->slices_left = fake->slices;
    if (fails(fake, FAKE_SIGNATURE_START)) {
        return reply(fake);
    }
    fake->signature_held = 1;
    return APPVERIFY_MORE;
}

static enum appverify_result signature_step(void *state)
{
    struct fake_crypto *fake = state;
    require(fake, fake->signature_held == 1);
    if (fails(fake, FAKE_SIGNATURE_STEP)) {
        fake->signature_held = 0;
        return reply(fake);
    }
    if (fake->slices_left > 0) {
        fake->slices_left--;
        return APPVERIFY_MORE;
    }
    fake->signature_held = 0;
    return signature_good(fake) ? APPVERIFY_OK : APPVERIFY_ERR_SIGNATURE;
}

static void abort_all(void *state)
{
    struct fake_crypto *fake = state;
    fake->calls[FAKE_ABORT]++;
    fake->hash_held = 0;
    fake->signature_held = 0;
}

static const struct appverify_crypto_operations operations = {
    hash_start, hash_update, hash_finish, signature_start, signature_step, abort_all,
};

void fake_crypto_init(struct appverify_crypto *crypto, struct fake_crypto *state)
{
    *state = (struct fake_crypto){.reply = APPVERIFY_ERR_CRYPTO};
    crypto->operations = &operations;
    crypto->state = state;
}

int fake_crypto_clean(const struct fake_crypto *state)
{
    return !state->hash_held && !state->signature_held && state->misuse == 0;
}

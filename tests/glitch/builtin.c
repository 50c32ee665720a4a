/* SPDX-License-Identifier: MIT */
/* The fixture with the built-in port instead of the fake one: its hash, its key, and a signature
 * that was made for it before. */
#include "builtin.h"

#include <stdio.h>

static struct appverify_builtin_crypto port;

void fake_crypto_init(struct appverify_crypto *crypto, struct fake_crypto *state)
{
    *state = (struct fake_crypto){.reply = 0};
    appverify_builtin_crypto_init(crypto, &port);
    glitch_algorithm.use(&port);
}

int fake_crypto_clean(const struct fake_crypto *state)
{
    (void)state;
    return port.under_way == NULL;
}

void fake_digest(uint8_t *digest, const uint8_t *bytes, size_t length)
{
    struct appverify_builtin_crypto state;
    struct appverify_crypto crypto;
    appverify_builtin_crypto_init(&crypto, &state);
    CHECK_EQUAL(crypto.operations->hash_start(&state), APPVERIFY_OK);
    CHECK_EQUAL(crypto.operations->hash_update(&state, bytes, length), APPVERIFY_OK);
    CHECK_EQUAL(crypto.operations->hash_finish(&state, digest), APPVERIFY_OK);
}

static int equal(const uint8_t *a, const uint8_t *b)
{
    uint32_t difference = 0;
    for (uint32_t i = 0; i < APPVERIFY_DIGEST_SIZE; i++) {
        difference |= (uint32_t)(a[i] ^ b[i]);
    }
    return difference == 0;
}

/* Zeros for what was not signed. */
void fake_sign(uint8_t *signature, const struct appverify_key *key, const uint8_t *digest)
{
    uint32_t size = appverify_key_signature_size(key);
    fill_bytes(signature, 0, size);
    if (key->id[0] == glitch_algorithm.key.id[0] &&
        equal(digest, glitch_algorithm.release_digest)) {
        copy_bytes(signature, glitch_algorithm.release_signature, size);
    }
}

/* The vectors are for certain bytes. */
static void expect_digest(const uint8_t *wanted)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    fake_digest(digest, fixture_manifest(), fix.signed_size);
    if (!equal(digest, wanted)) {
        (void)printf("make_vectors.py needs this digest: ");
        for (uint32_t i = 0; i < sizeof digest; i++) {
            (void)printf("%02x", digest[i]);
        }
        (void)printf("\n");
        CHECK(0);
    }
}

void glitch_forge(const uint8_t *signature)
{
    fix.spec.patch++;
    fixture_seal();
    expect_digest(glitch_algorithm.next_digest);
    copy_bytes(fixture_blocks() + APPVERIFY_BLOCK_HEADER_SIZE, signature,
               appverify_key_signature_size(&glitch_algorithm.key));
    fixture_finish();
}

void glitch_unsigned_body(void)
{
    uint32_t last = fix.body_size - 17;
    fix.image[last] ^= 0x40;
    fix.image[last - 1] ^= 0x40;
    fixture_finish();
}

void glitch_prepare(const struct glitch_attack *attack)
{
    fixture_setup(BOOT_NEW);
    fix.ring_keys[0] = glitch_algorithm.key;
    fix.spec.signers[0] = &glitch_algorithm.key;
    fixture_seal();
    expect_digest(glitch_algorithm.release_digest);
    glitch_verify_release();
    attack->prepare();
    fake_flash_reset(&fix.flash);
}

/* A signature takes long, and the fake port's campaign takes both ways. */
int glitch_applies(const struct glitch_attack *attack, enum glitch_path path)
{
    int has_body = attack->prepare == glitch_unsigned_body;
    return path == PATH_WEAK ? attack == glitch_attacks : has_body == (path == PATH_IMAGE);
}

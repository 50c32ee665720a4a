/* SPDX-License-Identifier: MIT */
/* Images, keys and signatures for the tests of releases. */
#ifndef APPBIN_TEST_RELEASE_FIXTURE_H
#define APPBIN_TEST_RELEASE_FIXTURE_H

#include "appbin/key.h"
#include "appbin/release.h"
#include "image_maker.h"

/* A good image that is linked for its slot; free .bytes. */
struct made_image slot_image(enum appbin_boot boot, unsigned map, unsigned slot);

/* Headers of one slot, linked at another address. */
struct made_image linked_image(enum appbin_boot boot, unsigned map, unsigned slot,
                               uint32_t irom_address);

struct test_key {
    struct appbin_private_key *private_key;
    struct appbin_public_key public_key;
};

/* Two different keys of key_samples.h; close them. */
struct test_key open_ecdsa_key(void);
struct test_key open_rsa_key(void);
void close_key(struct test_key *key);

/* The signature of a key over a release that is described, APPBIN_SIGNATURE_MAX bytes. */
void make_signature(uint8_t *signature, const struct appbin_release *release,
                    const struct test_key *key);

/* Adds it. */
void add_signature(struct appbin_release *release, const struct test_key *key);

/* A described release of user1 and user2 of map 2; the images must stay. */
struct appbin_release *new_release(const struct made_image images[2],
                                   const struct appbin_release_info *info);

#endif

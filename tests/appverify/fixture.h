/* SPDX-License-Identifier: MIT */
/* A device, its keys and a release made for it: good until a test changes something. */
#ifndef APPVERIFY_TESTS_FIXTURE_H
#define APPVERIFY_TESTS_FIXTURE_H

#include "appverify/commit.h"
#include "build_image.h"
#include "check.h"
#include "fake_crypto.h"
#include "fake_flash.h"

#define BOOT_OLD 1u
#define BOOT_NEW 2u
#define ALL_AT_ONCE UINT32_MAX

/* Keys by number; KEY_P256 and KEY_P256_B differ in their words and ids only. KEY_LMS is H10. */
enum { KEY_P256, KEY_RSA_2048, KEY_RSA_3072, KEY_P256_B, KEY_LMS, KEY_COUNT };

struct fixture {
    /* the device */
    struct fake_flash flash;
    struct fake_crypto fake;
    struct appverify_crypto crypto;
    struct appverify_storage storage;
    struct appverify_key ring_keys[BUILD_SIGNERS_MAX];
    struct appverify_key_ring ring; /* KEY_P256, threshold 1 */
    struct appverify_policy policy; /* slot 1, map 2, counter 5 */
    struct appverify_config config;
    struct appverify_context context;
    struct appverify_store store;       /* the two sectors of the flash */
    struct appverify_platform platform; /* counts the switches below */
    struct appverify_commit commit;     /* no trial */
    uint32_t switches;
    uint32_t switched_to;
    uint32_t switch_reply;
    uint8_t manifest[APPVERIFY_MANIFEST_MAX];
    /* the release */
    struct build_body body;
    struct build_manifest spec; /* counter 7, both slots, a build id, signed by KEY_P256 */
    uint8_t image[BUILD_IMAGE_MAX];
    uint32_t body_size;
    uint32_t signed_size;
    uint32_t manifest_size;
    uint32_t image_size;
};

extern struct fixture fix;

const struct appverify_key *fixture_key(uint32_t number);
/* A key that says it is of the algorithm of another one. Signs as long as that one does. */
struct appverify_key fixture_disguise(uint32_t number, uint32_t as);

/* A device and a small release for it, built: a good image is in the flash. */
void fixture_setup(uint32_t boot_mode);
/* Moves device and release to another flash map and slot, and builds. */
void fixture_place(uint32_t map, uint32_t slot);

/* The stages of building: each does what follows it too. */
void fixture_build(void);  /* body */
void fixture_seal(void);   /* payload entry for the body, signed part */
void fixture_sign(void);   /* signature blocks over the signed part as it is */
void fixture_finish(void); /* pad word, CRC word, flash content */

/* Where the manifest is in the image, and where its blocks begin. */
uint8_t *fixture_manifest(void);
uint8_t *fixture_blocks(void);

/* 1 for a byte of the manifest that the format leaves free: the key id or the signature of the only
 * block. */
int fixture_is_free(uint32_t at);

/* Step until the end; the port must be left clean and no read may go out of bounds. */
enum appverify_result fixture_run(uint32_t budget);
enum appverify_result fixture_verify(uint32_t image_size, uint32_t budget);
/* The manifest alone, copied to RAM as a device would that got it as a file. */
enum appverify_result fixture_verify_manifest(void);
/* From a positive verdict to the switch. */
enum appverify_result fixture_commit(uint32_t budget);
/* Reads the store, which must be readable. */
struct appverify_store_state fixture_stored(void);
/* Changes a word of a record; it is in the order of the processor. */
void fixture_set_record_word(uint8_t *record, uint32_t at, uint32_t word);
/* The image by its size, and for boot new by its headers: the same answer is expected. */
void fixture_expect(enum appverify_result expected);

#endif

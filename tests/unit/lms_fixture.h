/* SPDX-License-Identifier: MIT */
/* What the tests of LMS keys share: a folder, a digest, and the verifier as the other side. */
#ifndef APPBIN_TEST_LMS_FIXTURE_H
#define APPBIN_TEST_LMS_FIXTURE_H

#include "appbin/lms_key.h"
#include "test_support.h"

#define LMS_PATH_SIZE 256

struct lms_folder {
    char path[LMS_PATH_SIZE];
};

extern const uint8_t lms_digest[32];
extern const struct appbin_passphrase lms_no_passphrase;

/* A new folder in that of temporary files; removed with the files in it. */
void lms_folder_make(struct lms_folder *folder);
void lms_folder_remove(const struct lms_folder *folder);

/* Path of a file in the folder; a buffer of the caller, LMS_PATH_SIZE bytes. */
const char *lms_path(char *path, const struct lms_folder *folder, const char *name);

/* Makes a key; the test fails when that fails. */
void lms_create(const char *path, uint32_t height);

/* Opens and signs; the leaf that was used. The signature is verified by appverify. */
enum appbin_error lms_sign(uint32_t *leaf, const char *path, struct appbin_diagnostic *diagnostic);

/* Likewise with a key that is open. */
enum appbin_error lms_sign_open(uint32_t *leaf, struct appbin_lms_key *key,
                                struct appbin_diagnostic *diagnostic);

/* Reads a whole file, and writes one in place. */
size_t lms_read(const char *path, uint8_t *bytes, size_t capacity);
void lms_write(const char *path, const uint8_t *bytes, size_t size);

#endif

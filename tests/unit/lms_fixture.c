/* SPDX-License-Identifier: MIT */
#include "lms_fixture.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "appverify/builtin_crypto.h"

const uint8_t lms_digest[32] = {0x12, 0x34, 0x56};
const struct appbin_passphrase lms_no_passphrase = {NULL, 0};

void lms_folder_make(struct lms_folder *folder)
{
    const char *root = getenv("TMPDIR");
    (void)snprintf(folder->path, sizeof folder->path, "%s/lms.XXXXXX",
                   root != NULL ? root : "/tmp");
    assert_non_null(mkdtemp(folder->path));
}

void lms_folder_remove(const struct lms_folder *folder)
{
    DIR *files = opendir(folder->path);
    assert_non_null(files);
    for (const struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
        (void)unlinkat(dirfd(files), entry->d_name, 0);
    }
    (void)closedir(files);
    assert_int_equal(rmdir(folder->path), 0);
}

const char *lms_path(char *path, const struct lms_folder *folder, const char *name)
{
    assert_true(snprintf(path, LMS_PATH_SIZE, "%s/%s", folder->path, name) < LMS_PATH_SIZE);
    return path;
}

void lms_create(const char *path, uint32_t height)
{
    struct appbin_diagnostic diagnostic = {""};
    if (appbin_lms_key_create(path, height, &lms_no_passphrase, false, NULL, &diagnostic) !=
        APPBIN_OK) {
        fail_msg("%s", diagnostic.message);
    }
}

static void verify(const struct appbin_public_key *key, const uint8_t *signature)
{
    static struct appverify_builtin_crypto state;
    struct appverify_crypto crypto;
    struct appverify_key record;
    appverify_builtin_crypto_init(&crypto, &state);
    appverify_builtin_crypto_use_lms(&state);
    appbin_public_key_record(&record, key);
    enum appverify_result result =
        crypto.operations->signature_start(crypto.state, &record, lms_digest, signature);
    while (result == APPVERIFY_MORE) {
        result = crypto.operations->signature_step(crypto.state);
    }
    assert_int_equal(result, APPVERIFY_OK);
}

enum appbin_error lms_sign_open(uint32_t *leaf, struct appbin_lms_key *key,
                                struct appbin_diagnostic *diagnostic)
{
    uint8_t signature[APPBIN_LMS_SIGNATURE_MAX];
    size_t size = 0;
    struct appbin_lms_status status;
    enum appbin_error error = appbin_lms_key_sign(signature, &size, key, lms_digest, diagnostic);
    if (error == APPBIN_OK) {
        appbin_lms_key_status(&status, key);
        assert_int_equal(size, appbin_public_key_signature_size(&status.public_key));
        verify(&status.public_key, signature);
        *leaf = (uint32_t)signature[0] << 24 | (uint32_t)signature[1] << 16 |
                (uint32_t)signature[2] << 8 | signature[3];
    }
    return error;
}

enum appbin_error lms_sign(uint32_t *leaf, const char *path, struct appbin_diagnostic *diagnostic)
{
    struct appbin_lms_key *key = NULL;
    enum appbin_error error = appbin_lms_key_open(&key, path, &lms_no_passphrase, diagnostic);
    if (error == APPBIN_OK) {
        error = lms_sign_open(leaf, key, diagnostic);
    }
    appbin_lms_key_free(key);
    return error;
}

size_t lms_read(const char *path, uint8_t *bytes, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, capacity, file);
    assert_int_equal(fclose(file), 0);
    return size;
}

void lms_write(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

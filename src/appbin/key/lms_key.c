/* SPDX-License-Identifier: MIT */
#include "appbin/lms_key.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/secret.h"
#include "base/diagnostic.h"
#include "key/key_lms.h"
#include "key/key_refusal.h"
#include "key/lms_file.h"
#include "key/lms_use.h"

struct appbin_lms_key {
    char *path;
    struct lms_record record;
    struct lms_secret secret;
    struct lms_nodes upper;
};

bool appbin_lms_key_is(const uint8_t *bytes, size_t size)
{
    return appbin_lms_text_is(bytes, size);
}

void appbin_lms_status_fill(struct appbin_lms_status *status, const struct lms_record *record)
{
    *status = (struct appbin_lms_status){.is_copy = false};
    /* Not refused: the parameters were checked when the record was read. */
    (void)appbin_key_lms_fill(&status->public_key, record->public_key, sizeof record->public_key,
                              NULL);
    status->height = record->height;
    status->first = record->first;
    status->next = record->next;
    status->end = record->end;
}

void appbin_lms_key_status(struct appbin_lms_status *status, const struct appbin_lms_key *key)
{
    appbin_lms_status_fill(status, &key->record);
}

void appbin_lms_key_free(struct appbin_lms_key *key)
{
    if (key != NULL) {
        appbin_lms_nodes_free(&key->upper);
        free(key->path);
        appbin_wipe(key, sizeof *key);
        free(key);
    }
}

enum appbin_error appbin_lms_use_begin(struct lms_use *use, const char *path, bool locked,
                                       struct appbin_diagnostic *diagnostic)
{
    *use = (struct lms_use){.file = {.folder = -1}};
    enum appbin_error error = appbin_lms_file_open(&use->file, path, false, diagnostic);
    if (error == APPBIN_OK && locked) {
        error = appbin_lms_file_lock(&use->file, diagnostic);
    }
    return error == APPBIN_OK
               ? appbin_lms_file_read(&use->file, &use->text, &use->record, diagnostic)
               : error;
}

void appbin_lms_use_end(struct lms_use *use)
{
    appbin_lms_text_free(&use->text);
    appbin_lms_file_close(&use->file);
}

static enum appbin_error load(struct appbin_lms_key *key, const char *path,
                              const struct appbin_passphrase *passphrase,
                              struct appbin_diagnostic *diagnostic)
{
    struct lms_use use;
    enum appbin_error error = appbin_lms_use_begin(&use, path, false, diagnostic);
    if (error == APPBIN_OK) {
        key->record = use.record;
        error =
            appbin_lms_text_secret(&key->secret, &use.text, &use.record, passphrase, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_lms_text_upper(&key->upper, &use.text, &use.record, diagnostic);
    }
    appbin_lms_use_end(&use);
    return error;
}

enum appbin_error appbin_lms_key_open(struct appbin_lms_key **key, const char *path,
                                      const struct appbin_passphrase *passphrase,
                                      struct appbin_diagnostic *diagnostic)
{
    struct appbin_lms_key *made = calloc(1, sizeof *made);
    enum appbin_error error = APPBIN_ERR_NO_MEMORY;
    if (made != NULL) {
        made->path = strdup(path);
    }
    error = made != NULL && made->path != NULL ? load(made, path, passphrase, diagnostic)
                                               : appbin_key_fail_no_memory(diagnostic);
    if (error != APPBIN_OK) {
        appbin_lms_key_free(made);
        return error;
    }
    *key = made;
    return APPBIN_OK;
}

/* What was read: the same key, no older than before, with a leaf to be used. */
static enum appbin_error check_record(const struct appbin_lms_key *key,
                                      const struct lms_record *record,
                                      struct appbin_diagnostic *diagnostic)
{
    if (memcmp(key->record.public_key, record->public_key, sizeof record->public_key) != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "another key took its place meanwhile");
    }
    if (record->next < key->record.next || record->end > key->record.end) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "its state went back: an older copy took its place, with leaves that "
                           "are used already");
    }
    if (record->next == record->end) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "no signature is left in this LMS key; a new key is needed, and "
                           "devices that trust it");
    }
    return APPBIN_OK;
}

enum appbin_error appbin_lms_key_check(const struct appbin_lms_key *key,
                                       struct appbin_diagnostic *diagnostic)
{
    struct lms_use use;
    enum appbin_error error = appbin_lms_use_begin(&use, key->path, false, diagnostic);
    if (error == APPBIN_OK) {
        error = check_record(key, &use.record, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_lms_file_check(&use.file, &use.record, diagnostic);
    }
    appbin_lms_use_end(&use);
    return error;
}

/* The leaf belongs to the caller once this returns APPBIN_OK: no file gives it again. */
static enum appbin_error take_leaf(uint32_t *leaf, struct appbin_lms_key *key,
                                   struct appbin_diagnostic *diagnostic)
{
    struct lms_use use;
    enum appbin_error error = appbin_lms_use_begin(&use, key->path, true, diagnostic);
    if (error == APPBIN_OK) {
        error = check_record(key, &use.record, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_lms_file_check(&use.file, &use.record, diagnostic);
    }
    if (error == APPBIN_OK) {
        uint32_t next = use.record.next++;
        error = appbin_lms_file_replace(&use.file, &use.text, &use.record, diagnostic);
        if (error == APPBIN_OK) {
            key->record = use.record;
            *leaf = next;
        }
    }
    appbin_lms_use_end(&use);
    return error;
}

enum appbin_error appbin_lms_key_sign(uint8_t *signature, size_t *size, struct appbin_lms_key *key,
                                      const uint8_t *digest, struct appbin_diagnostic *diagnostic)
{
    uint8_t made[APPBIN_LMS_SIGNATURE_MAX];
    uint32_t leaf = 0;
    uint32_t height = key->record.height;
    enum appbin_error error = take_leaf(&leaf, key, diagnostic);
    if (error == APPBIN_OK) {
        error =
            appbin_lms_sign_leaf(made, &key->secret, &key->upper, height, leaf, digest, diagnostic);
    }
    if (error == APPBIN_OK) {
        *size = APPVERIFY_LMS_SIZE(APPVERIFY_LMS_TYPE_H5 + (height - 5) / 5);
        memcpy(signature, made, *size);
    }
    return error;
}

enum appbin_error appbin_lms_file_status(struct appbin_lms_status *status, const char *path,
                                         struct appbin_diagnostic *diagnostic)
{
    struct lms_use use;
    enum appbin_error error = appbin_lms_use_begin(&use, path, false, diagnostic);
    if (error == APPBIN_OK) {
        appbin_lms_status_fill(status, &use.record);
        status->is_copy = appbin_lms_file_is_copy(&use.file, &use.record);
    }
    appbin_lms_use_end(&use);
    return error;
}

enum appbin_error appbin_lms_public_of(struct appbin_public_key *public_key, const uint8_t *bytes,
                                       size_t size, struct appbin_diagnostic *diagnostic)
{
    struct lms_text text = {.fixed_size = 0};
    struct lms_record record;
    if (!appbin_secret_bytes_allocate(&text.bytes, size + 1)) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    memcpy(text.bytes.bytes, bytes, size);
    text.bytes.bytes[size] = '\0';
    text.bytes.size = size;
    enum appbin_error error = appbin_lms_text_read(&record, &text, diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_key_lms_fill(public_key, record.public_key, sizeof record.public_key,
                                    diagnostic);
    }
    appbin_lms_text_free(&text);
    return error;
}

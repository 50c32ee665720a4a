/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "appbin/lms_key.h"
#include "appbin/secret.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "base/file_steps.h"
#include "key/key_random.h"
#include "key/key_refusal.h"
#include "key/lms_file.h"

static enum appbin_error grow(struct lms_nodes *upper, struct lms_record *record,
                              const struct lms_secret *secret, uint32_t height,
                              const struct appbin_lms_progress *progress,
                              struct appbin_diagnostic *diagnostic)
{
    uint8_t *key = record->public_key;
    if (!appbin_lms_upper_make(upper, secret, height, progress)) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    store_be32(key, APPVERIFY_LMS_TYPE_H5 + (height - 5) / 5);
    store_be32(key + 4, APPVERIFY_LMS_ONE_TIME);
    memcpy(key + 8, secret->identifier, LMS_IDENTIFIER_SIZE);
    memcpy(key + 8 + LMS_IDENTIFIER_SIZE, upper->node[1], sizeof upper->node[1]);
    record->height = height;
    record->end = 1u << height;
    return APPBIN_OK;
}

static enum appbin_error make_text(struct lms_text *text, struct lms_record *record,
                                   uint32_t height, const struct appbin_passphrase *passphrase,
                                   const struct appbin_lms_progress *progress,
                                   struct appbin_diagnostic *diagnostic)
{
    struct lms_secret secret;
    struct lms_nodes upper = {.node = NULL};
    enum appbin_error error = APPBIN_OK;
    *record = (struct lms_record){.first = 0};
    if (appbin_key_random(NULL, secret.identifier, sizeof secret.identifier) != 0 ||
        appbin_key_random(NULL, secret.seed, sizeof secret.seed) != 0) {
        error = appbin_fail(diagnostic, APPBIN_ERR_CRYPTO, "no random numbers");
    }
    if (error == APPBIN_OK) {
        error = grow(&upper, record, &secret, height, progress, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_lms_text_make(text, &secret, &upper, record, passphrase, diagnostic);
    }
    appbin_lms_nodes_free(&upper);
    appbin_wipe(&secret, sizeof secret);
    return error;
}

/* With the lock. */
static enum appbin_error write_new(const struct lms_file *file, struct lms_text *text,
                                   struct lms_record *record, struct appbin_diagnostic *diagnostic)
{
    int descriptor = -1;
    sigset_t before;
    appbin_signals_hold(&before);
    enum appbin_error error = appbin_lms_file_clear(file, diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_lms_file_make(file, &descriptor, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_lms_file_fill(file, descriptor, text, record, true, diagnostic);
        (void)close(descriptor);
        if (error != APPBIN_OK) {
            appbin_lms_file_drop(file);
        }
    }
    appbin_signals_release(&before);
    return error;
}

/* appbin_lms_file_close is called in any case. */
static enum appbin_error open_file(struct lms_file *file, const char *path, bool replace,
                                   struct appbin_diagnostic *diagnostic)
{
    *file = (struct lms_file){.folder = -1};
    enum appbin_error error = replace ? appbin_refuse_planted_link(path, diagnostic) : APPBIN_OK;
    return error == APPBIN_OK ? appbin_lms_file_open(file, path, true, diagnostic) : error;
}

static enum appbin_error write_file(const char *path, struct lms_text *text,
                                    struct lms_record *record, bool replace,
                                    struct appbin_diagnostic *diagnostic)
{
    struct lms_file file;
    enum appbin_error error = open_file(&file, path, replace, diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_lms_file_lock(&file, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = replace ? appbin_lms_file_replace(&file, text, record, diagnostic)
                        : write_new(&file, text, record, diagnostic);
    }
    appbin_lms_file_close(&file);
    return error;
}

/* Before the tree is grown, which takes a while. */
static enum appbin_error check_folder(const char *path, bool replace,
                                      struct appbin_diagnostic *diagnostic)
{
    struct lms_file file;
    enum appbin_error error = open_file(&file, path, replace, diagnostic);
    appbin_lms_file_close(&file);
    return error;
}

enum appbin_error appbin_lms_key_create(const char *path, uint32_t height,
                                        const struct appbin_passphrase *passphrase, bool replace,
                                        const struct appbin_lms_progress *progress,
                                        struct appbin_diagnostic *diagnostic)
{
    struct lms_text text = {.fixed_size = 0};
    struct lms_record record;
    if (height < 5 || height > LMS_HEIGHT_MAX || height % 5 != 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "an LMS tree of another height");
    }
    enum appbin_error error = check_folder(path, replace, diagnostic);
    if (error == APPBIN_OK) {
        error = make_text(&text, &record, height, passphrase, progress, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = write_file(path, &text, &record, replace, diagnostic);
    }
    appbin_lms_text_free(&text);
    return error;
}

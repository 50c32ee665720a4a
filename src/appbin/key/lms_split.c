/* SPDX-License-Identifier: MIT */
/* What changes the range of a key file but for a signature. */
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/file_steps.h"
#include "key/lms_use.h"

static enum appbin_error check_count(const struct lms_record *record, uint32_t count,
                                     struct appbin_diagnostic *diagnostic)
{
    uint32_t left = record->end - record->next;
    return count <= left ? APPBIN_OK
                         : appbin_fail(diagnostic, APPBIN_ERR_OPTIONS,
                                       "%u leaves are asked for, and %u are left", count, left);
}

static enum appbin_error take_leaves(struct lms_use *use, uint32_t count, struct lms_record *moved,
                                     struct appbin_diagnostic *diagnostic)
{
    *moved = use->record;
    use->record.end -= count;
    moved->next = use->record.end;
    moved->first = moved->next;
    return appbin_lms_file_replace(&use->file, &use->text, &use->record, diagnostic);
}

/* The old file has them no more. */
static enum appbin_error say_given_up(uint32_t count, enum appbin_error error,
                                      struct appbin_diagnostic *diagnostic)
{
    if (error == APPBIN_OK || diagnostic == NULL) {
        return error;
    }
    struct appbin_diagnostic reason = *diagnostic;
    return appbin_fail(diagnostic, error, "%s; %u signatures are given up", reason.message, count);
}

/* The leaves leave the one file, and then come to the other, for which there is room. */
static enum appbin_error move_leaves(struct lms_use *use, uint32_t count,
                                     const struct lms_file *other, int descriptor,
                                     struct lms_record *moved, bool *is_other,
                                     struct appbin_diagnostic *diagnostic)
{
    enum appbin_error error = take_leaves(use, count, moved, diagnostic);
    *is_other = error == APPBIN_OK;
    if (error == APPBIN_OK) {
        error = appbin_lms_file_fill(other, descriptor, &use->text, moved, false, diagnostic);
        error = say_given_up(count, error, diagnostic);
    }
    return error;
}

/* *is_other: whether a failure is that of the file that is made. */
static enum appbin_error split_to(struct lms_use *use, uint32_t count, const char *path,
                                  struct lms_record *moved, bool *is_other,
                                  struct appbin_diagnostic *diagnostic)
{
    struct lms_file other;
    sigset_t before;
    int descriptor = -1;
    enum appbin_error error = appbin_lms_file_open(&other, path, true, diagnostic);
    *is_other = true;
    appbin_signals_hold(&before); /* both files are to be found, or the old one */
    if (error == APPBIN_OK) {
        error = appbin_lms_file_make(&other, &descriptor, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_lms_file_reserve(descriptor, use->text.bytes.size, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = move_leaves(use, count, &other, descriptor, moved, is_other, diagnostic);
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
        if (error != APPBIN_OK) {
            appbin_lms_file_drop(&other);
        }
    }
    appbin_signals_release(&before);
    appbin_lms_file_close(&other);
    return error;
}

enum appbin_error appbin_lms_key_split(const char *path, uint32_t count, const char *other,
                                       struct appbin_lms_status *other_status, const char **failed,
                                       struct appbin_diagnostic *diagnostic)
{
    struct lms_use use;
    struct lms_record moved;
    bool is_other = false;
    if (failed != NULL) {
        *failed = path;
    }
    if (count == 0) {
        return appbin_fail(diagnostic, APPBIN_ERR_OPTIONS, "no leaf is asked for");
    }
    enum appbin_error error = appbin_lms_use_begin(&use, path, true, diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_lms_file_check(&use.file, &use.record, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = check_count(&use.record, count, diagnostic);
    }
    if (error == APPBIN_OK) {
        error = split_to(&use, count, other, &moved, &is_other, diagnostic);
    }
    if (is_other && failed != NULL) {
        *failed = other;
    }
    if (error == APPBIN_OK && other_status != NULL) {
        appbin_lms_status_fill(other_status, &moved);
    }
    appbin_lms_use_end(&use);
    return error;
}

enum appbin_error appbin_lms_key_adopt(const char *path, uint32_t skip,
                                       struct appbin_lms_status *status,
                                       struct appbin_diagnostic *diagnostic)
{
    struct lms_use use;
    enum appbin_error error = appbin_lms_use_begin(&use, path, true, diagnostic);
    if (error == APPBIN_OK) {
        error = check_count(&use.record, skip, diagnostic);
    }
    if (error == APPBIN_OK) {
        use.record.next += skip;
        error = appbin_lms_file_replace(&use.file, &use.text, &use.record, diagnostic);
    }
    if (error == APPBIN_OK && status != NULL) {
        appbin_lms_status_fill(status, &use.record);
    }
    appbin_lms_use_end(&use);
    return error;
}

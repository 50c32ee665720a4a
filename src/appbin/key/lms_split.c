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

/* The leaves leave the one file, and then come to the other. */
static enum appbin_error move_leaves(struct lms_use *use, uint32_t count,
                                     const struct lms_file *other, int descriptor,
                                     struct lms_record *moved, struct appbin_diagnostic *diagnostic)
{
    *moved = use->record;
    use->record.end -= count;
    moved->next = use->record.end;
    moved->first = moved->next;
    enum appbin_error error =
        appbin_lms_file_replace(&use->file, &use->text, &use->record, diagnostic);
    return error == APPBIN_OK
               ? appbin_lms_file_fill(other, descriptor, &use->text, moved, false, diagnostic)
               : error;
}

static enum appbin_error split_to(struct lms_use *use, uint32_t count, const char *path,
                                  struct lms_record *moved, struct appbin_diagnostic *diagnostic)
{
    struct lms_file other;
    sigset_t before;
    int descriptor = -1;
    enum appbin_error error = appbin_lms_file_open(&other, path, true, diagnostic);
    appbin_signals_hold(&before); /* both files are to be found, or the old one */
    if (error == APPBIN_OK) {
        error = appbin_lms_file_make(&other, &descriptor, diagnostic);
    }
    if (descriptor >= 0) {
        error = move_leaves(use, count, &other, descriptor, moved, diagnostic);
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
                                       struct appbin_lms_status *other_status,
                                       struct appbin_diagnostic *diagnostic)
{
    struct lms_use use;
    struct lms_record moved;
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
        error = split_to(&use, count, other, &moved, diagnostic);
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

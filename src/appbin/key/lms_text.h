/* SPDX-License-Identifier: MIT */
/* The text of an LMS key file; docs/lms.md describes it. */
#ifndef APPBIN_SRC_LMS_TEXT_H
#define APPBIN_SRC_LMS_TEXT_H

#include <stdbool.h>

#include "appbin/key.h"
#include "base/secret_bytes.h"
#include "key/lms_tree.h"

/* Longest file, bytes. That of H20 keeps 1024 nodes and has some 34 KB. */
#define LMS_TEXT_MAX APPBIN_KEY_FILE_MAX

/* Which file this is, so that a copy is not taken for it; all 0: not yet known. */
struct lms_place {
    uint64_t inode;
    uint64_t born_seconds; /* 0 where the file system does not say */
    uint32_t born_nanoseconds;
};

/* What is not secret, with the state. */
struct lms_record {
    uint8_t public_key[APPVERIFY_LMS_KEY_SIZE];
    uint32_t height;
    uint32_t first; /* of this file's leaves */
    uint32_t next;  /* first leaf that was not used */
    uint32_t end;   /* behind the last one */
    struct lms_place place;
};

/* A file; what stands before the state never changes. */
struct lms_text {
    struct appbin_secret_bytes bytes; /* with a NUL behind them */
    size_t fixed_size;                /* bytes in front of the state */
};

void appbin_lms_text_free(struct lms_text *text);

/* Are these bytes meant to be such a file? */
bool appbin_lms_text_is(const uint8_t *bytes, size_t size);

/* Could these bytes be the first ones of such a file, which may have been cut off anywhere? */
bool appbin_lms_text_begins(const uint8_t *bytes, size_t size);

/* Bytes that appbin_lms_text_begins looks at. */
#define LMS_TEXT_BEGIN_SIZE 160u

/*
 * Reads the record, and finds the end of the fixed part. Every byte is covered by the checksum.
 * Returns APPBIN_OK, KEY, NO_MEMORY.
 */
enum appbin_error appbin_lms_text_read(struct lms_record *record, struct lms_text *text,
                                       struct appbin_diagnostic *diagnostic);

/* Writes a new state behind the fixed part. Returns APPBIN_OK, NO_MEMORY. */
enum appbin_error appbin_lms_text_set(struct lms_text *text, const struct lms_record *record,
                                      struct appbin_diagnostic *diagnostic);

/*
 * The secret in the fixed part; it must belong to the record. Returns APPBIN_OK, KEY, PASSPHRASE,
 * NO_MEMORY.
 */
enum appbin_error appbin_lms_text_secret(struct lms_secret *secret, const struct lms_text *text,
                                         const struct lms_record *record,
                                         const struct appbin_passphrase *passphrase,
                                         struct appbin_diagnostic *diagnostic);

/*
 * The upper tree of the fixed part, which must end in the root of the record. *upper is freed by
 * the caller. Returns APPBIN_OK, KEY, NO_MEMORY.
 */
enum appbin_error appbin_lms_text_upper(struct lms_nodes *upper, const struct lms_text *text,
                                        const struct lms_record *record,
                                        struct appbin_diagnostic *diagnostic);

/*
 * Writes the fixed part of a new key; passphrase with bytes NULL: not encrypted. Returns APPBIN_OK,
 * CRYPTO, NO_MEMORY.
 */
enum appbin_error appbin_lms_text_make(struct lms_text *text, const struct lms_secret *secret,
                                       const struct lms_nodes *upper,
                                       const struct lms_record *record,
                                       const struct appbin_passphrase *passphrase,
                                       struct appbin_diagnostic *diagnostic);

#endif

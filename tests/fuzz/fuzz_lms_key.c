/* SPDX-License-Identifier: MIT */
/*
 * Reads an LMS private key file. The first byte says how: 0: what follows is the file, whose
 * checksum no change survives; otherwise a record of 60 bytes (public key, first, next, end) and
 * the fixed part, of which a file is made. Without a passphrase: a file may ask for ten seconds.
 */
#include <string.h>

#include "appbin/lms_key.h"
#include "appbin/secret.h"
#include "base/bytes.h"
#include "fuzz_target.h"
#include "key/lms_text.h"

#define RECORD_SIZE (APPVERIFY_LMS_KEY_SIZE + 12u)

static void require_explained(const struct appbin_diagnostic *diagnostic)
{
    REQUIRE(diagnostic->message[0] != '\0');
    require_printable(diagnostic->message);
}

static void text_of(struct lms_text *text, const uint8_t *bytes, size_t size)
{
    *text = (struct lms_text){.fixed_size = 0};
    REQUIRE(appbin_secret_bytes_allocate(&text->bytes, size + 1));
    memcpy(text->bytes.bytes, bytes, size);
    text->bytes.bytes[size] = '\0';
    text->bytes.size = size;
}

/* A state is written in one way only. */
static void require_same_again(const struct lms_text *text, const struct lms_record *record)
{
    struct lms_text again;
    text_of(&again, text->bytes.bytes, text->bytes.size);
    again.fixed_size = text->fixed_size;
    REQUIRE(appbin_lms_text_set(&again, record, NULL) == APPBIN_OK);
    REQUIRE(again.bytes.size == text->bytes.size &&
            memcmp(again.bytes.bytes, text->bytes.bytes, text->bytes.size) == 0);
    appbin_lms_text_free(&again);
}

/* What a signature needs of the file: a secret and a tree that belong to the record. */
static void read_fixed(const struct lms_text *text, const struct lms_record *record)
{
    struct lms_secret secret;
    struct lms_nodes upper;
    struct appbin_diagnostic diagnostic = {""};
    const uint8_t *identifier = record->public_key + 8;
    enum appbin_error error = appbin_lms_text_secret(&secret, text, record, NULL, &diagnostic);
    if (error == APPBIN_OK) {
        REQUIRE(memcmp(secret.identifier, identifier, LMS_IDENTIFIER_SIZE) == 0);
        appbin_wipe(&secret, sizeof secret);
    } else {
        REQUIRE(error == APPBIN_ERR_KEY || error == APPBIN_ERR_PASSPHRASE);
        require_explained(&diagnostic);
    }
    diagnostic.message[0] = '\0';
    error = appbin_lms_text_upper(&upper, text, record, &diagnostic);
    if (error == APPBIN_OK) {
        REQUIRE(memcmp(upper.node[1], identifier + LMS_IDENTIFIER_SIZE, sizeof upper.node[1]) == 0);
        appbin_lms_nodes_free(&upper);
    } else {
        REQUIRE(error == APPBIN_ERR_KEY);
        require_explained(&diagnostic);
    }
}

/* Reads the file, which is freed. */
static void read_file(struct lms_text *text)
{
    struct lms_record record;
    struct appbin_public_key key;
    struct appbin_diagnostic diagnostic = {""};
    enum appbin_error public_error =
        appbin_lms_public_of(&key, text->bytes.bytes, text->bytes.size, NULL);
    enum appbin_error error = appbin_lms_text_read(&record, text, &diagnostic);
    REQUIRE(error == public_error);
    if (error == APPBIN_OK) {
        REQUIRE(appbin_lms_key_is(text->bytes.bytes, text->bytes.size));
        REQUIRE(record.first <= record.next && record.next <= record.end);
        REQUIRE(record.height <= LMS_HEIGHT_MAX && record.end <= 1u << record.height);
        REQUIRE(key.algorithm == APPVERIFY_ALGORITHM_LMS);
        require_same_again(text, &record);
        read_fixed(text, &record);
    } else {
        REQUIRE(error == APPBIN_ERR_KEY);
        require_explained(&diagnostic);
    }
    appbin_lms_text_free(text);
}

static void make_file(struct lms_text *text, const uint8_t *bytes, size_t size)
{
    struct lms_record record = {.height = 0};
    memcpy(record.public_key, bytes, sizeof record.public_key);
    record.first = load_be32(bytes + APPVERIFY_LMS_KEY_SIZE);
    record.next = load_be32(bytes + APPVERIFY_LMS_KEY_SIZE + 4);
    record.end = load_be32(bytes + APPVERIFY_LMS_KEY_SIZE + 8);
    text_of(text, bytes + RECORD_SIZE, size - RECORD_SIZE);
    text->fixed_size = size - RECORD_SIZE;
    REQUIRE(appbin_lms_text_set(text, &record, NULL) == APPBIN_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct lms_text text;
    if (size > 0 && bytes[0] == 0) {
        text_of(&text, bytes + 1, size - 1);
        read_file(&text);
    } else if (size > RECORD_SIZE) {
        make_file(&text, bytes + 1, size - 1);
        read_file(&text);
    }
    return 0;
}

/* SPDX-License-Identifier: MIT */
/* The state of an LMS key file, and the checksum over all of it. */
#include "key/lms_text.h"

#include <stdlib.h>
#include <string.h>

#include <nettle/sha2.h>

#include "base/bytes.h"
#include "base/diagnostic.h"
#include "key/key_refusal.h"
#include "key/pem.h"

#define STATE_LABEL "LMS STATE"
#define STATE_BEGIN "-----BEGIN " STATE_LABEL "-----"
#define STATE_VERSION 1u

enum {
    OFFSET_PUBLIC = 4,
    OFFSET_FIRST = OFFSET_PUBLIC + APPVERIFY_LMS_KEY_SIZE,
    OFFSET_NEXT = OFFSET_FIRST + 4,
    OFFSET_END = OFFSET_NEXT + 4,
    OFFSET_INODE = OFFSET_END + 4,
    OFFSET_SECONDS = OFFSET_INODE + 8,
    OFFSET_NANOSECONDS = OFFSET_SECONDS + 8,
    OFFSET_CHECKSUM = OFFSET_NANOSECONDS + 4,
    STATE_SIZE = OFFSET_CHECKSUM + APPVERIFY_DIGEST_SIZE,
};

void appbin_lms_text_free(struct lms_text *text)
{
    appbin_secret_bytes_free(&text->bytes);
    text->fixed_size = 0;
}

bool appbin_lms_text_is(const uint8_t *bytes, size_t size)
{
    return memmem(bytes, size, STATE_BEGIN, sizeof STATE_BEGIN - 1) != NULL;
}

static uint64_t load_be64(const uint8_t *bytes)
{
    return (uint64_t)load_be32(bytes) << 32 | load_be32(bytes + 4);
}

static void store_be64(uint8_t *bytes, uint64_t value)
{
    store_be32(bytes, (uint32_t)(value >> 32));
    store_be32(bytes + 4, (uint32_t)value);
}

static void write_state(uint8_t state[STATE_SIZE], const struct lms_text *text,
                        const struct lms_record *record)
{
    struct sha256_ctx hash;
    store_be32(state, STATE_VERSION);
    memcpy(state + OFFSET_PUBLIC, record->public_key, sizeof record->public_key);
    store_be32(state + OFFSET_FIRST, record->first);
    store_be32(state + OFFSET_NEXT, record->next);
    store_be32(state + OFFSET_END, record->end);
    store_be64(state + OFFSET_INODE, record->place.inode);
    store_be64(state + OFFSET_SECONDS, record->place.born_seconds);
    store_be32(state + OFFSET_NANOSECONDS, record->place.born_nanoseconds);
    sha256_init(&hash);
    sha256_update(&hash, text->fixed_size, text->bytes.bytes);
    sha256_update(&hash, OFFSET_CHECKSUM, state);
    sha256_digest(&hash, APPVERIFY_DIGEST_SIZE, state + OFFSET_CHECKSUM);
}

/* A state that holds together, of the parameters that are supported. */
static bool parse_state(struct lms_record *record, const uint8_t *state)
{
    struct lms_record made;
    const uint8_t *key = state + OFFSET_PUBLIC;
    uint32_t type = load_be32(key);
    memcpy(made.public_key, key, sizeof made.public_key);
    made.first = load_be32(state + OFFSET_FIRST);
    made.next = load_be32(state + OFFSET_NEXT);
    made.end = load_be32(state + OFFSET_END);
    made.place.inode = load_be64(state + OFFSET_INODE);
    made.place.born_seconds = load_be64(state + OFFSET_SECONDS);
    made.place.born_nanoseconds = load_be32(state + OFFSET_NANOSECONDS);
    if (load_be32(state) != STATE_VERSION || type < APPVERIFY_LMS_TYPE_H5 ||
        type > APPVERIFY_LMS_TYPE_H20 || load_be32(key + 4) != APPVERIFY_LMS_ONE_TIME) {
        return false;
    }
    made.height = 5 + 5 * (type - APPVERIFY_LMS_TYPE_H5);
    if (made.first > made.next || made.next > made.end || made.end > 1u << made.height) {
        return false;
    }
    *record = made;
    return true;
}

static enum appbin_error fail_damaged(struct appbin_diagnostic *diagnostic)
{
    return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                       "damaged: the checksum of this LMS key file is wrong; a leaf that it gives "
                       "may be used already, so none is");
}

/* The only state there may be, in the only form that it is written in. */
static enum appbin_error read_state(uint8_t state[STATE_SIZE], struct lms_text *text,
                                    struct appbin_diagnostic *diagnostic)
{
    const char *all = (const char *)text->bytes.bytes;
    struct appbin_secret_bytes content = {.bytes = NULL};
    struct pem_block block;
    const char *position = strstr(all, STATE_BEGIN);
    if (position == NULL || strlen(all) != text->bytes.size ||
        (position != all && position[-1] != '\n')) {
        return fail_damaged(diagnostic);
    }
    text->fixed_size = (size_t)(position - all);
    if (!appbin_pem_next_block(&block, position, &position) ||
        appbin_pem_decode(&content, &block, NULL, NULL) != APPBIN_OK) {
        return fail_damaged(diagnostic);
    }
    char *written = appbin_pem_write(STATE_LABEL, content.bytes, content.size);
    bool good = content.size == STATE_SIZE && written != NULL &&
                strcmp(written, all + text->fixed_size) == 0;
    if (good) {
        memcpy(state, content.bytes, STATE_SIZE);
    }
    free(written);
    appbin_secret_bytes_free(&content);
    return good ? APPBIN_OK : fail_damaged(diagnostic);
}

enum appbin_error appbin_lms_text_read(struct lms_record *record, struct lms_text *text,
                                       struct appbin_diagnostic *diagnostic)
{
    uint8_t state[STATE_SIZE] = {0};
    uint8_t again[STATE_SIZE];
    struct lms_record made;
    if (!appbin_lms_text_is(text->bytes.bytes, text->bytes.size)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "not an LMS key file");
    }
    enum appbin_error error = read_state(state, text, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    if (!parse_state(&made, state)) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "an LMS key file of another version or with other parameters");
    }
    write_state(again, text, &made);
    if (memcmp(again, state, sizeof state) != 0) {
        return fail_damaged(diagnostic);
    }
    *record = made;
    return APPBIN_OK;
}

enum appbin_error appbin_lms_text_set(struct lms_text *text, const struct lms_record *record,
                                      struct appbin_diagnostic *diagnostic)
{
    uint8_t state[STATE_SIZE];
    struct appbin_secret_bytes bytes;
    write_state(state, text, record);
    char *written = appbin_pem_write(STATE_LABEL, state, sizeof state);
    size_t size = written != NULL ? text->fixed_size + strlen(written) : 0;
    if (written == NULL || !appbin_secret_bytes_allocate(&bytes, size + 1)) {
        free(written);
        return appbin_key_fail_no_memory(diagnostic);
    }
    memcpy(bytes.bytes, text->bytes.bytes, text->fixed_size);
    memcpy(bytes.bytes + text->fixed_size, written, size - text->fixed_size + 1);
    bytes.size = size;
    free(written);
    appbin_secret_bytes_free(&text->bytes);
    text->bytes = bytes;
    return APPBIN_OK;
}

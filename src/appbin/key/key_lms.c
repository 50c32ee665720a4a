/* SPDX-License-Identifier: MIT */
#include "key/key_lms.h"

#include <stdio.h>
#include <string.h>

#include "appbin/hash.h"
#include "base/bytes.h"
#include "base/diagnostic.h"
#include "key/key_der.h"

#define LEVELS_SIZE 4u
#define TYPES_SIZE 8u
#define HEADER_SIZE 24u /* both types and the identifier */
#define SUPPORTED "supported is LMS_SHA256_M24 with H5, H10, H15 or H20 and LMOTS_SHA256_N24_W4"

/* SubjectPublicKeyInfo up to the key: algorithm, no unused bits, HSS with one level. */
static const uint8_t frame[] = {0x30, 0x46, 0x30, 0x0d, 0x06, 0x0b, 0x2a, 0x86,
                                0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x03,
                                0x11, 0x03, 0x35, 0x00, 0x00, 0x00, 0x00, 0x01};

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The registry of IANA has four groups of five heights: SHA-256 and SHAKE256, of 32 and 24 bytes.
 */
static void name_tree(char *text, size_t size, uint32_t type)
{
    static const char *const groups[] = {"SHA256_M32", "SHA256_M24", "SHAKE_M32", "SHAKE_M24"};
    if (type >= 5 && type < 25) {
        (void)snprintf(text, size, "LMS_%s_H%u", groups[(type - 5) / 5],
                       (unsigned)(5 * ((type - 5) % 5 + 1)));
    } else {
        (void)snprintf(text, size, "LMS of type 0x%08x", (unsigned)type);
    }
}

static void name_one_time(char *text, size_t size, uint32_t type)
{
    static const char *const groups[] = {"SHA256_N32", "SHA256_N24", "SHAKE_N32", "SHAKE_N24"};
    if (type >= 1 && type < 17) {
        (void)snprintf(text, size, "LMOTS_%s_W%u", groups[(type - 1) / 4], 1u << (type - 1) % 4);
    } else {
        (void)snprintf(text, size, "LM-OTS of type 0x%08x", (unsigned)type);
    }
}

/* How long a key with this type is; 0: no type that is registered. */
static size_t size_of_type(uint32_t type)
{
    return type < 5 || type >= 25 ? 0 : HEADER_SIZE + ((type - 5) / 5 % 2 == 0 ? 32u : 24u);
}

bool appbin_key_is_raw_lms(const uint8_t *bytes, size_t size)
{
    size_t behind = size > HEADER_SIZE ? size_of_type(big_endian(bytes)) : 0;
    size_t behind_levels =
        size > HEADER_SIZE + LEVELS_SIZE ? size_of_type(big_endian(bytes + LEVELS_SIZE)) : 0;
    return (behind != 0 && behind == size) ||
           (behind_levels != 0 && behind_levels + LEVELS_SIZE == size && big_endian(bytes) <= 8);
}

/* What the bit string of a SubjectPublicKeyInfo holds; false for another structure. */
static bool take_key(struct der_cursor *content, const uint8_t *der, size_t size)
{
    struct der_cursor file = {der, size};
    struct der_cursor inside;
    struct der_cursor algorithm;
    struct der_cursor oid;
    struct der_cursor wrapped;
    if (!appbin_der_take(&file, DER_SEQUENCE, &inside) || file.size != 0 ||
        !appbin_der_take(&inside, DER_SEQUENCE, &algorithm) ||
        !appbin_der_take(&algorithm, DER_OID, &oid) || algorithm.size != 0 ||
        !DER_IS_OID(&oid, OID_LMS) || !appbin_der_take(&inside, DER_BIT_STRING, content) ||
        inside.size != 0 || content->size == 0 || content->bytes[0] != 0) {
        return false;
    }
    content->bytes++;
    content->size--;
    struct der_cursor rest = *content;
    if (appbin_der_take(&rest, DER_OCTET_STRING, &wrapped) && rest.size == 0) {
        *content = wrapped;
    }
    return true;
}

static enum appbin_error check_types(const uint8_t *key, size_t size,
                                     struct appbin_diagnostic *diagnostic)
{
    char tree[40];
    char one_time[40];
    uint32_t tree_type = big_endian(key);
    uint32_t one_time_type = big_endian(key + 4);
    name_tree(tree, sizeof tree, tree_type);
    name_one_time(one_time, sizeof one_time, one_time_type);
    if (tree_type < APPVERIFY_LMS_TYPE_H5 || tree_type > APPVERIFY_LMS_TYPE_H20 ||
        one_time_type != APPVERIFY_LMS_ONE_TIME) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "a key of %s with %s; " SUPPORTED, tree,
                           one_time);
    }
    return size == APPVERIFY_LMS_KEY_SIZE
               ? APPBIN_OK
               : appbin_fail(diagnostic, APPBIN_ERR_KEY, "damaged public key of %s", tree);
}

enum appbin_error appbin_key_lms_fill(struct appbin_public_key *key, const uint8_t *bytes,
                                      size_t size, struct appbin_diagnostic *diagnostic)
{
    struct appbin_public_key made = {.algorithm = APPVERIFY_ALGORITHM_LMS};
    struct der_cursor content = {bytes, size};
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    bool is_raw = appbin_key_is_raw_lms(bytes, size);
    if ((!is_raw && !take_key(&content, bytes, size)) || content.size < LEVELS_SIZE + TYPES_SIZE) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY, "damaged public key of LMS");
    }
    if (!is_raw || size_of_type(big_endian(bytes)) != size) { /* in HSS form */
        uint32_t levels = big_endian(content.bytes);
        if (levels != 1) {
            return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                               "a key of HSS with %u levels; only one level is supported",
                               (unsigned)levels);
        }
        content.bytes += LEVELS_SIZE;
        content.size -= LEVELS_SIZE;
    }
    enum appbin_error error = check_types(content.bytes, content.size, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    memcpy(made.der, frame, sizeof frame);
    memcpy(made.der + sizeof frame, content.bytes, APPVERIFY_LMS_KEY_SIZE);
    made.der_size = sizeof frame + APPVERIFY_LMS_KEY_SIZE;
    for (size_t i = 0; i < APPVERIFY_LMS_KEY_SIZE / 4; i++) {
        made.words[i] = load_le32(content.bytes + 4 * i);
    }
    error = appbin_sha256(digest, made.der, made.der_size, diagnostic);
    if (error == APPBIN_OK) {
        memcpy(made.id, digest, sizeof made.id);
        *key = made;
    }
    return error;
}

/* SPDX-License-Identifier: MIT */
#include "appbin/firmware_trust.h"

#include <inttypes.h>
#include <string.h>

#include "appverify/trust.h"
#include "base/bytes.h"
#include "base/diagnostic.h"

#define SYMBOL "appverify_trust"

/* Places in struct appverify_trust, whose words are little-endian. */
enum {
    AT_MAGIC = 0,
    AT_SIZE = 4,
    AT_VENDOR_ID = 8,
    AT_CLASS_ID = AT_VENDOR_ID + APPVERIFY_UUID_SIZE,
    AT_THRESHOLD = AT_CLASS_ID + APPVERIFY_UUID_SIZE,
    AT_KEY_COUNT = AT_THRESHOLD + 4,
    AT_KEY_IDS = AT_KEY_COUNT + 4,
};

static bool holds(const struct appbin_firmware_trust *trust, const uint8_t *key_id)
{
    for (size_t i = 0; i < trust->key_count; i++) {
        if (memcmp(trust->key_ids[i], key_id, APPVERIFY_KEY_ID_SIZE) == 0) {
            return true;
        }
    }
    return false;
}

/* Numbers first: nothing is read by them before they are in range. */
static enum appbin_error check_numbers(const uint8_t *bytes, struct appbin_diagnostic *diagnostic)
{
    uint32_t magic = load_le32(bytes + AT_MAGIC);
    uint32_t size = load_le32(bytes + AT_SIZE);
    uint32_t threshold = load_le32(bytes + AT_THRESHOLD);
    uint32_t count = load_le32(bytes + AT_KEY_COUNT);
    if (magic != APPVERIFY_TRUST_MAGIC || size != APPVERIFY_TRUST_SIZE) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                           SYMBOL " begins with 0x%08" PRIx32 " and a size of %" PRIu32
                                  ", not as imagetool pubkey writes it",
                           magic, size);
    }
    if (count < 1 || count > APPVERIFY_SIGNATURES_MAX || threshold < 1 || threshold > count) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED,
                           SYMBOL " has %" PRIu32 " keys and a threshold of %" PRIu32
                                  "; 1 to %u keys can be there",
                           count, threshold, APPVERIFY_SIGNATURES_MAX);
    }
    return APPBIN_OK;
}

static enum appbin_error parse(struct appbin_firmware_trust *trust, const uint8_t *bytes,
                               struct appbin_diagnostic *diagnostic)
{
    struct appbin_firmware_trust made = {.key_count = 0};
    enum appbin_error error = check_numbers(bytes, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    memcpy(made.vendor_id, bytes + AT_VENDOR_ID, sizeof made.vendor_id);
    memcpy(made.class_id, bytes + AT_CLASS_ID, sizeof made.class_id);
    made.threshold = load_le32(bytes + AT_THRESHOLD);
    size_t count = load_le32(bytes + AT_KEY_COUNT);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *key_id = bytes + AT_KEY_IDS + i * APPVERIFY_KEY_ID_SIZE;
        if (holds(&made, key_id)) {
            return appbin_fail(diagnostic, APPBIN_ERR_ELF_MALFORMED, SYMBOL " has a key twice");
        }
        memcpy(made.key_ids[made.key_count++], key_id, APPVERIFY_KEY_ID_SIZE);
    }
    *trust = made;
    return APPBIN_OK;
}

enum appbin_error appbin_firmware_trust_read(struct appbin_firmware_trust *trust, bool *found,
                                             const struct appbin_elf *elf,
                                             struct appbin_diagnostic *diagnostic)
{
    const uint8_t *bytes = NULL;
    enum appbin_error error =
        appbin_elf_object_find(elf, SYMBOL, APPVERIFY_TRUST_SIZE, &bytes, diagnostic);
    if (error == APPBIN_OK && bytes != NULL) {
        error = parse(trust, bytes, diagnostic);
    }
    if (error == APPBIN_OK) {
        *found = bytes != NULL;
    }
    return error;
}

enum appbin_error appbin_firmware_trust_same(const struct appbin_firmware_trust *first,
                                             const struct appbin_firmware_trust *second,
                                             struct appbin_diagnostic *diagnostic)
{
    const char *what = NULL;
    if (first->key_count != second->key_count || first->threshold != second->threshold) {
        what = "number of keys or threshold";
    }
    for (size_t i = 0; i < second->key_count && what == NULL; i++) {
        what = holds(first, second->key_ids[i]) ? NULL : "keys";
    }
    if (memcmp(first->class_id, second->class_id, sizeof first->class_id) != 0) {
        what = "product";
    }
    if (memcmp(first->vendor_id, second->vendor_id, sizeof first->vendor_id) != 0) {
        what = "vendor";
    }
    return what == NULL
               ? APPBIN_OK
               : appbin_fail(diagnostic, APPBIN_ERR_PAIR,
                             "what the firmware trusts (" SYMBOL ") differs in its %s from that "
                             "of the other slot",
                             what);
}

enum appbin_error appbin_firmware_trust_check_product(const struct appbin_firmware_trust *trust,
                                                      const uint8_t *vendor_id,
                                                      const uint8_t *class_id,
                                                      struct appbin_diagnostic *diagnostic)
{
    bool vendor = memcmp(trust->vendor_id, vendor_id, APPVERIFY_UUID_SIZE) == 0;
    bool product = memcmp(trust->class_id, class_id, APPVERIFY_UUID_SIZE) == 0;
    return vendor && product
               ? APPBIN_OK
               : appbin_fail(diagnostic, APPBIN_ERR_TRUST,
                             "the release is for another %s than the firmware (" SYMBOL
                             "), which would refuse its own release and all after it",
                             vendor ? "product" : "vendor");
}

/* The ids of the ring, as far as they fit a diagnostic: all 8 do. */
static void list_ring(char *text, size_t size, const struct appbin_firmware_trust *trust)
{
    static const char digits[] = "0123456789abcdef";
    size_t at = 0;
    for (size_t i = 0; i < trust->key_count && at + 2 + 2 * sizeof trust->key_ids[i] < size; i++) {
        if (i > 0) {
            text[at++] = ',';
            text[at++] = ' ';
        }
        for (size_t k = 0; k < sizeof trust->key_ids[i]; k++) {
            text[at++] = digits[trust->key_ids[i][k] >> 4];
            text[at++] = digits[trust->key_ids[i][k] & 15];
        }
    }
    text[at] = '\0';
}

enum appbin_error appbin_firmware_trust_check_keys(const struct appbin_firmware_trust *trust,
                                                   const struct appbin_public_key *keys,
                                                   size_t count,
                                                   struct appbin_diagnostic *diagnostic)
{
    char ring[APPVERIFY_SIGNATURES_MAX * (2 * APPVERIFY_KEY_ID_SIZE + 2) + 1];
    size_t met = 0;
    for (size_t i = 0; i < count; i++) {
        met += holds(trust, keys[i].id) ? 1 : 0;
    }
    if (met >= trust->threshold) {
        return APPBIN_OK;
    }
    list_ring(ring, sizeof ring, trust);
    return appbin_fail(diagnostic, APPBIN_ERR_FOREIGN_RING,
                       "%zu of the signing keys %s in the firmware's ring, which needs %u of: %s",
                       met, met == 1 ? "is" : "are", trust->threshold, ring);
}

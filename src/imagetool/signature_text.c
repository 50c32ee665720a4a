/* SPDX-License-Identifier: MIT */
#include "signature_text.h"

#include <string.h>

#include <jansson.h>

/* Where services have the signature: AWS KMS; Google Cloud KMS and az; the REST interface of Azure.
 */
static const struct {
    const char *name;
    const char *form;
} members[] = {
    {"Signature", "JSON with a member \"Signature\""},
    {"signature", "JSON with a member \"signature\""},
    {"value", "JSON with a member \"value\""},
};

static void decode_json(struct signature_text *decoded, const json_t *json)
{
    decoded->form = "JSON";
    decoded->empty = true;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const json_t *member = json_object_get(json, members[i].name);
        if (json_is_string(member) &&
            appbin_signature_decode(decoded->bytes, &decoded->size,
                                    (const uint8_t *)json_string_value(member),
                                    json_string_length(member)) != NULL) {
            decoded->form = members[i].form;
            decoded->empty = false;
            return;
        }
    }
}

void signature_text_decode(struct signature_text *decoded, const uint8_t *bytes, size_t size)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF}; /* of UTF-8, from editors and shells */
    *decoded = (struct signature_text){.form = NULL};
    if (size > sizeof mark && memcmp(bytes, mark, sizeof mark) == 0) {
        bytes += sizeof mark;
        size -= sizeof mark;
    }
    json_t *json = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(json)) {
        decode_json(decoded, json);
    } else {
        decoded->form = appbin_signature_decode(decoded->bytes, &decoded->size, bytes, size);
    }
    json_decref(json);
}

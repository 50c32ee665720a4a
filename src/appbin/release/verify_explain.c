/* SPDX-License-Identifier: MIT */
#include "release/verify_explain.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "appverify/manifest.h"

void appbin_explain(struct appbin_verify_report *report, enum appbin_refusal refusal,
                    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(report->reason.message, sizeof report->reason.message, format, arguments);
    va_end(arguments);
    report->refusal = refusal;
}

void appbin_explain_no_image(struct appbin_verify_report *report, size_t size,
                             enum appbin_error error, const struct appbin_diagnostic *diagnostic)
{
    report->result = APPVERIFY_ERR_STRUCTURE;
    appbin_explain(report,
                   size == 0                       ? APPBIN_REFUSAL_EMPTY
                   : error == APPBIN_ERR_NOT_IMAGE ? APPBIN_REFUSAL_NO_IMAGE
                                                   : APPBIN_REFUSAL_MALFORMED,
                   "%s", diagnostic->message);
}

void appbin_other_release_text(char *text, size_t size, const struct appverify_manifest *wanted,
                               const struct appverify_manifest *claimed)
{
    char versions[2][APPBIN_VERSION_TEXT_SIZE];
    appbin_manifest_version_write(versions[0], claimed);
    appbin_manifest_version_write(versions[1], wanted);
    if (claimed->signed_size == wanted->signed_size &&
        memcmp(claimed->bytes, wanted->bytes, wanted->signed_size) == 0) {
        (void)snprintf(text, size, "version %s too, but with other signatures", versions[0]);
    } else if (strcmp(versions[0], versions[1]) == 0) {
        (void)snprintf(text, size, "its manifest says version %s too, but is not the same",
                       versions[0]);
    } else {
        (void)snprintf(text, size, "its manifest says version %s, not %s", versions[0],
                       versions[1]);
    }
}

void appbin_explain_release(struct appbin_verify_report *report,
                            const struct appverify_manifest *wanted, const uint8_t *own,
                            uint32_t size)
{
    struct appverify_manifest claimed;
    char text[160];
    if (appverify_manifest_parse(&claimed, own, size) == APPVERIFY_OK) {
        appbin_other_release_text(text, sizeof text, wanted, &claimed);
        appbin_explain(report, APPBIN_REFUSAL_OTHER_RELEASE, "another release: %s", text);
    }
}

#define IDS_SHOWN 3u

/* Appends a key id, or for the first that is one too many that there are more. */
static void append_id(char *text, size_t size, size_t index, const uint8_t *id)
{
    size_t length = strlen(text);
    if (index < IDS_SHOWN) {
        length += (size_t)snprintf(text + length, size - length, "%s", index > 0 ? ", " : "");
        for (size_t i = 0; i < APPVERIFY_KEY_ID_SIZE; i++) {
            length += (size_t)snprintf(text + length, size - length, "%02x", id[i]);
        }
    } else if (index == IDS_SHOWN) {
        (void)snprintf(text + length, size - length, " and more");
    }
}

void appbin_explain_signatures(struct appbin_verify_report *report,
                               const struct appbin_verify_request *request, const uint8_t *manifest,
                               uint32_t size)
{
    struct appverify_manifest claimed;
    char named[IDS_SHOWN * 18 + 16] = "";
    char trusted[IDS_SHOWN * 18 + 16] = "";
    if (appverify_manifest_parse(&claimed, manifest, size) != APPVERIFY_OK) {
        return;
    }
    for (uint32_t i = 0; i < claimed.signature_count; i++) {
        struct appverify_signature_block block;
        appverify_manifest_block(&claimed, i, &block);
        append_id(named, sizeof named, i, block.key_id);
    }
    for (size_t i = 0; i < request->key_count; i++) {
        append_id(trusted, sizeof trusted, i, request->keys[i].id);
    }
    appbin_explain(report, APPBIN_REFUSAL_NONE,
                   "too few valid signatures by trusted keys: %u needed, trusted: %s; the "
                   "signatures name: %s%s",
                   request->threshold, trusted, named,
                   strcmp(trusted, named) == 0 ? "; so the signature or what is signed was changed"
                                               : "");
}

void appbin_explain_no_bundle(struct appbin_verify_report *report, enum appbin_error error,
                              const struct appbin_diagnostic *diagnostic)
{
    enum appbin_refusal refusal = error == APPBIN_ERR_PAIR         ? APPBIN_REFUSAL_OTHER_RELEASE
                                  : error == APPBIN_ERR_WRONG_SLOT ? APPBIN_REFUSAL_OTHER_SLOT
                                                                   : APPBIN_REFUSAL_NONE;
    report->result = error == APPBIN_ERR_PAIR     ? APPVERIFY_ERR_MANIFEST_COPY
                     : error == APPBIN_ERR_CRYPTO ? APPVERIFY_ERR_CRYPTO
                                                  : APPVERIFY_ERR_LENGTH;
    appbin_explain(report, refusal, "%s", diagnostic->message);
}

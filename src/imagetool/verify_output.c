/* SPDX-License-Identifier: MIT */
#include "verify_output.h"

#include <stdio.h>
#include <string.h>

#include "appbin/signature.h"
#include "color.h"
#include "json_output.h"
#include "manifest_text.h"
#include "message.h"
#include "plain_text.h"

#define KEY_ID_TEXT_SIZE (2 * APPVERIFY_KEY_ID_SIZE + 1)
#define UNASKED_MAX 4

/* What no option asked for. Returns how many. */
static size_t list_unasked(const char *names[UNASKED_MAX], const struct verify_context *context)
{
    const struct {
        bool asked;
        const char *name;
    } questions[UNASKED_MAX] = {
        {context->vendor != NULL, "vendor"},
        {context->product != NULL, "product"},
        {context->request->map >= 0, "map"},
        {context->counter_asked, "counter"},
    };
    size_t count = 0;
    for (size_t i = 0; i < UNASKED_MAX; i++) {
        if (!questions[i].asked) {
            names[count++] = questions[i].name;
        }
    }
    return count;
}

static bool is_trusted(const struct appbin_verify_request *request, const uint8_t *key_id)
{
    for (size_t i = 0; i < request->key_count; i++) {
        if (memcmp(request->keys[i].id, key_id, APPVERIFY_KEY_ID_SIZE) == 0) {
            return true;
        }
    }
    return false;
}

/* The signature blocks that name a key which is not trusted. Returns how many. */
static size_t list_foreign(struct appverify_signature_block blocks[APPVERIFY_SIGNATURES_MAX],
                           const struct verify_context *context,
                           const struct appverify_manifest *manifest)
{
    size_t count = 0;
    for (uint32_t i = 0; i < manifest->signature_count; i++) {
        appverify_manifest_block(manifest, i, &blocks[count]);
        count += is_trusted(context->request, blocks[count].key_id) ? 0 : 1;
    }
    return count;
}

static bool has_signed(const struct appbin_verify_report *report, size_t key)
{
    return (report->signing_keys >> key & 1u) != 0;
}

static void print_keys(const struct verify_context *context,
                       const struct appbin_verify_report *report)
{
    const struct appbin_verify_request *request = context->request;
    char id[KEY_ID_TEXT_SIZE];
    size_t signers = 0;
    for (size_t i = 0; i < request->key_count; i++) {
        signers += has_signed(report, i) ? 1 : 0;
    }
    (void)printf("  %-11s %zu of %zu trusted keys signed, %u needed\n", "keys", signers,
                 request->key_count, request->threshold);
    for (size_t i = 0; i < request->key_count; i++) {
        manifest_text_hex(id, request->keys[i].id, APPVERIFY_KEY_ID_SIZE);
        (void)printf("  %-11s key %s, %s\n", has_signed(report, i) ? "signed by" : "not by", id,
                     appbin_algorithm_str(request->keys[i].algorithm));
    }
}

static void print_foreign(const struct verify_context *context,
                          const struct appverify_manifest *manifest)
{
    struct appverify_signature_block blocks[APPVERIFY_SIGNATURES_MAX];
    char id[KEY_ID_TEXT_SIZE];
    size_t count = list_foreign(blocks, context, manifest);
    if (count > 0) {
        (void)printf("  %-11s %zu signature%s by keys that are not trusted:", "foreign", count,
                     count == 1 ? "" : "s");
    }
    for (size_t i = 0; i < count; i++) {
        manifest_text_hex(id, blocks[i].key_id, APPVERIFY_KEY_ID_SIZE);
        (void)printf(" %s%s", id, i + 1 < count ? "," : "\n");
    }
}

static const char *slots_text(unsigned slots)
{
    return slots == 3 ? "1 and slot 2" : slots == 2 ? "2" : "1";
}

static void print_good(const struct verify_context *context, const struct verify_outcome *outcome)
{
    const struct appbin_verify_report *report = &outcome->report;
    plain_text_print(stdout, outcome->path);
    (void)printf(": %s%sverified%s",
                 outcome->bundle     ? "bundle "
                 : outcome->manifest ? "manifest "
                                     : "",
                 color_start(stdout, COLOR_GREEN), color_end(stdout));
    if (outcome->bundle) {
        (void)printf(", for slot %s\n", slots_text(report->slots));
    } else if (!outcome->manifest) {
        (void)printf(", for slot %u\n", report->slot);
    } else {
        (void)printf("%s\n", context->manifest_only ? "; no image was looked at" : "");
    }
    print_keys(context, report);
    print_foreign(context, &report->manifest);
    manifest_text_print(&report->manifest, context->vendor, context->product);
}

static void print_bad(const struct verify_outcome *outcome, const char *first_path)
{
    if (outcome->error != APPBIN_OK) {
        message_error(outcome->path, "%s", outcome->reason);
        return;
    }
    bool by_name = outcome->named_slot != 0 && outcome->report.refusal == APPBIN_REFUSAL_OTHER_SLOT;
    const char *more = by_name ? ", which its name says" : "";
    if (first_path != NULL) {
        message_error(outcome->path, "not verified as part of the release of %s: %s%s", first_path,
                      outcome->reason, more);
    } else {
        message_error(outcome->path, "not verified: %s%s", outcome->reason, more);
    }
}

/* The slots of the release of which no image was good, as bits. */
static unsigned find_missing_slots(const struct verify_outcome *outcomes, size_t count, bool each)
{
    unsigned missing = 0;
    unsigned wanted = 0;
    unsigned seen = 0;
    for (size_t i = 0; i < count; i++) {
        const struct appverify_manifest *manifest = &outcomes[i].report.manifest;
        for (unsigned k = 0; outcomes[i].good && k < manifest->payload_count; k++) {
            wanted |= manifest->payloads[k].slot;
        }
        seen |= outcomes[i].good ? outcomes[i].report.slots : 0;
        if (each) {
            missing |= wanted & ~seen;
            wanted = 0;
            seen = 0;
        }
    }
    return missing | (wanted & ~seen);
}

/* One line, after files that were good. */
static void print_unchecked(const struct verify_context *context,
                            const struct verify_outcome *outcomes, size_t count)
{
    const char *names[UNASKED_MAX];
    size_t unasked = list_unasked(names, context);
    unsigned missing = find_missing_slots(outcomes, count, context->each);
    bool good = false;
    for (size_t i = 0; i < count; i++) {
        good = good || outcomes[i].good;
    }
    if (!good || (unasked == 0 && missing == 0)) {
        return;
    }
    (void)printf("not checked: ");
    for (size_t i = 0; i < unasked; i++) {
        (void)printf("%s%s", i > 0 ? ", " : "", names[i]);
    }
    (void)printf("%s%s", unasked > 0 ? " (no option asked)" : "",
                 unasked > 0 && missing != 0 ? ", " : "");
    if (missing != 0) {
        (void)printf("the image%s for slot %s (none was verified)", missing == 3 ? "s" : "",
                     slots_text(missing));
    }
    (void)putchar('\n');
}

static json_t *key_json(const uint8_t *key_id, uint32_t algorithm)
{
    char id[KEY_ID_TEXT_SIZE];
    manifest_text_hex(id, key_id, APPVERIFY_KEY_ID_SIZE);
    return json_pack("{s:s, s:s}", "key_id", id, "algorithm", appbin_algorithm_str(algorithm));
}

static json_t *signers_json(const struct verify_context *context,
                            const struct appbin_verify_report *report)
{
    const struct appbin_verify_request *request = context->request;
    json_t *array = json_array();
    for (size_t i = 0; i < request->key_count; i++) {
        if (has_signed(report, i)) {
            (void)json_array_append_new(array,
                                        key_json(request->keys[i].id, request->keys[i].algorithm));
        }
    }
    return array;
}

static json_t *foreign_json(const struct verify_context *context,
                            const struct appverify_manifest *manifest)
{
    struct appverify_signature_block blocks[APPVERIFY_SIGNATURES_MAX];
    size_t count = list_foreign(blocks, context, manifest);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(array, key_json(blocks[i].key_id, blocks[i].algorithm));
    }
    return array;
}

static json_t *unasked_json(const struct verify_context *context)
{
    const char *names[UNASKED_MAX];
    size_t count = list_unasked(names, context);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(array, json_string(names[i]));
    }
    return array;
}

static json_t *slots_json(unsigned slots)
{
    json_t *array = json_array();
    for (unsigned slot = 1; slot <= 2; slot++) {
        if ((slots & slot) != 0) {
            (void)json_array_append_new(array, json_integer(slot));
        }
    }
    return array;
}

static json_t *outcome_json(const struct verify_context *context,
                            const struct verify_outcome *outcome)
{
    const struct appbin_verify_report *report = &outcome->report;
    bool judged = outcome->error == APPBIN_OK;
    json_t *object = json_pack(
        "{s:o, s:b, s:b, s:s, s:i, s:s}", "file", json_output_text(outcome->path), "verified",
        outcome->good, "manifest_only", outcome->good && outcome->manifest, "verdict",
        outcome->verdict, "result", judged ? (int)report->result : (int)APPVERIFY_ERR_UNDECIDED,
        "reason", outcome->reason);
    if (!outcome->good) {
        return object;
    }
    (void)json_object_set_new(object, "signed_by", signers_json(context, report));
    (void)json_object_set_new(object, "trusted_keys",
                              json_integer((json_int_t)context->request->key_count));
    (void)json_object_set_new(object, "threshold", json_integer(context->request->threshold));
    (void)json_object_set_new(object, "foreign_signatures",
                              foreign_json(context, &report->manifest));
    (void)json_object_set_new(object, "not_checked", unasked_json(context));
    if (outcome->bundle) {
        (void)json_object_set_new(object, "slots", slots_json(report->slots));
    } else {
        (void)json_object_set_new(object, "slot", json_integer(report->slot));
    }
    json_t *manifest = manifest_text_json(&report->manifest);
    (void)json_object_del(manifest, "signatures"); /* unverified claims */
    (void)json_object_set_new(object, "manifest", manifest);
    return object;
}

void verify_output_print(const struct verify_context *context,
                         const struct verify_outcome *outcomes, size_t count, bool json)
{
    json_t *array = json ? json_array() : NULL;
    const char *first_path = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct verify_outcome *outcome = &outcomes[i];
        if (json) {
            (void)json_array_append_new(array, outcome_json(context, outcome));
        } else if (outcome->good && !message_is_quiet()) {
            print_good(context, outcome);
        }
        if (!outcome->good) {
            print_bad(outcome, first_path);
        } else if (first_path == NULL && !context->each && context->request->manifest == NULL) {
            first_path = outcome->path;
        }
    }
    if (!json && !message_is_quiet()) {
        print_unchecked(context, outcomes, count);
    }
    json_output_print(array);
}

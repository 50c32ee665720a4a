/* SPDX-License-Identifier: MIT */
#include "check_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "color.h"
#include "json_error.h"
#include "json_output.h"
#include "message.h"
#include "plain_text.h"

static void free_entry(struct check_entry *entry)
{
    free(entry->name);
    free(entry->trouble);
    free(entry->findings);
    free(entry->good);
}

static bool copy_findings(struct check_entry *entry, const struct appbin_findings *findings)
{
    size_t count = findings->count;
    entry->finding_count = count;
    entry->accepted = !appbin_findings_refuse(findings);
    if (count == 0) {
        return true;
    }
    entry->findings = malloc(count * sizeof *entry->findings);
    if (entry->findings == NULL) {
        return false;
    }
    memcpy(entry->findings, findings->items, count * sizeof *entry->findings);
    return true;
}

/* Takes the entry when it is whole. */
static void add(struct check_outcome *outcome, struct check_entry *entry, enum exit_code result,
                bool whole)
{
    if (!whole) {
        free_entry(entry);
        check_outcome_no_memory(outcome);
        return;
    }
    outcome->entries[outcome->count++] = *entry;
    outcome->result = exit_code_worst(outcome->result, result);
}

void check_outcome_judged(struct check_outcome *outcome, const char *name,
                          const struct appbin_findings *findings, const char *good,
                          const struct appbin_image *image)
{
    struct check_entry entry = {
        .name = strdup(name),
        .good = good != NULL ? strdup(good) : NULL,
        .is_image = image != NULL,
    };
    if (image != NULL) {
        entry.kind = image->kind;
        entry.linked_by = image->origin_witness;
    }
    bool whole = copy_findings(&entry, findings) && entry.name != NULL && entry.good != NULL;
    add(outcome, &entry, entry.accepted ? EXIT_DONE : EXIT_REFUSED, whole);
}

void check_outcome_failed(struct check_outcome *outcome, const char *name, enum exit_code result,
                          const char *trouble)
{
    struct check_entry entry = {.name = strdup(name), .trouble = strdup(trouble), .result = result};
    add(outcome, &entry, result, entry.name != NULL && entry.trouble != NULL);
}

void check_outcome_no_memory(struct check_outcome *outcome)
{
    outcome->no_memory = true;
    outcome->result = exit_code_worst(outcome->result, EXIT_INPUT);
}

static json_t *entry_json(const struct check_entry *entry)
{
    json_t *list = json_array();
    for (size_t i = 0; i < entry->finding_count; i++) {
        const struct appbin_finding *finding = &entry->findings[i];
        (void)json_array_append_new(list, json_pack("{s:s, s:b, s:s}", "code",
                                                    appbin_finding_str(finding->code), "refuses",
                                                    finding->refuses, "text", finding->text));
    }
    json_t *object = json_pack("{s:o, s:b, s:o}", "file", json_output_text(entry->name), "accepted",
                               entry->accepted, "findings", list);
    if (entry->trouble != NULL) {
        (void)json_object_set_new(object, "error", json_error(entry->result, entry->trouble));
    }
    if (entry->is_image) {
        (void)json_object_set_new(object, "kind", json_string(appbin_kind_str(entry->kind)));
        (void)json_object_set_new(object, "linked_by",
                                  json_string(appbin_origin_witness_str(entry->linked_by)));
    }
    return object;
}

static void print_finding(const char *name, const struct appbin_finding *finding)
{
    bool warning = finding->code == APPBIN_FINDING_PAIR_PROGRAMS;
    if (!finding->refuses && !warning) {
        if (!message_is_quiet()) {
            plain_text_print(stdout, name);
            (void)printf(": note: %s\n", finding->text);
        }
        return;
    }
    plain_text_print(stdout, name);
    (void)printf(": %s%s%s: %s\n", color_start(stdout, finding->refuses ? COLOR_RED : COLOR_YELLOW),
                 finding->refuses ? "refused" : "warning", color_end(stdout), finding->text);
}

static void print_good(const struct check_entry *entry)
{
    size_t word = strncmp(entry->good, "ok", 2) == 0 ? 2 : 0;
    plain_text_print(stdout, entry->name);
    (void)printf(": %s%.*s%s%s\n", word > 0 ? color_start(stdout, COLOR_GREEN) : "", (int)word,
                 entry->good, word > 0 ? color_end(stdout) : "", entry->good + word);
}

static void print_entry(const struct check_entry *entry)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        print_finding(entry->name, &entry->findings[i]);
    }
    if (entry->accepted && !message_is_quiet()) {
        print_good(entry);
    }
}

void check_outcome_print(const struct check_outcome *outcome, json_t *array)
{
    for (size_t i = 0; i < outcome->count; i++) {
        const struct check_entry *entry = &outcome->entries[i];
        if (entry->trouble != NULL) {
            message_error(entry->name, "%s", entry->trouble);
        }
        if (array != NULL) {
            (void)json_array_append_new(array, entry_json(entry));
        } else if (entry->trouble == NULL) {
            print_entry(entry);
        }
    }
    if (outcome->no_memory) {
        message_error(NULL, "out of memory");
    }
}

void check_outcome_free(struct check_outcome *outcome)
{
    for (size_t i = 0; i < outcome->count; i++) {
        free_entry(&outcome->entries[i]);
    }
    *outcome = (struct check_outcome){0};
}

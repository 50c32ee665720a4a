/* SPDX-License-Identifier: MIT */
/* The reason behind a refusal of appverify. Nothing here makes a refusal anything else. */
#ifndef APPBIN_SRC_VERIFY_EXPLAIN_H
#define APPBIN_SRC_VERIFY_EXPLAIN_H

#include "appbin/verify.h"

/* In plain words; in a report that was refused. */
void appbin_explain(struct appbin_verify_report *report, enum appbin_refusal refusal,
                    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The file was not read as an image: error and diagnostic of appbin_image_read. */
void appbin_explain_no_image(struct appbin_verify_report *report, size_t size,
                             enum appbin_error error, const struct appbin_diagnostic *diagnostic);

/* The same of a bundle: error and diagnostic of appbin_bundle_read. It sets the result too. */
void appbin_explain_no_bundle(struct appbin_verify_report *report, enum appbin_error error,
                              const struct appbin_diagnostic *diagnostic);

/* How the manifest of another release differs from the wanted one. */
void appbin_other_release_text(char *text, size_t size, const struct appverify_manifest *wanted,
                               const struct appverify_manifest *claimed);

/* own, size bytes: the manifest that the file carries, unverified. wanted: the good one. */
void appbin_explain_release(struct appbin_verify_report *report,
                            const struct appverify_manifest *wanted, const uint8_t *own,
                            uint32_t size);

/*
 * Too few keys signed: the ids that the manifest, size bytes, names and those that are trusted.
 */
void appbin_explain_signatures(struct appbin_verify_report *report,
                               const struct appbin_verify_request *request, const uint8_t *manifest,
                               uint32_t size);

#endif

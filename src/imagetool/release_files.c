/* SPDX-License-Identifier: MIT */
#include "release_files.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "appbin/signature.h"
#include "appbin/verify.h"
#include "manifest_text.h"
#include "message.h"
#include "output.h"
#include "report.h"

static void add_path(struct release_files *files, const char *path)
{
    if (path != NULL) {
        files->files[files->count++] = (struct appbin_output){.path = path};
    }
}

enum exit_code release_files_list(struct release_files *files,
                                  const struct release_outputs *outputs, const char *const *more,
                                  size_t count, const uint8_t *digest)
{
    *files = (struct release_files){.count = 0};
    add_path(files, outputs->paths[0]);
    add_path(files, outputs->paths[1]);
    add_path(files, outputs->bundle);
    add_path(files, outputs->manifest);
    for (size_t i = 0; i < count; i++) {
        add_path(files, more[i]);
    }
    if (outputs->publish == NULL) {
        return EXIT_DONE;
    }
    enum exit_code result = publish_paths(&files->publish, outputs->publish, digest);
    for (size_t i = 0; result == EXIT_DONE && i < files->publish.count; i++) {
        add_path(files, files->publish.paths[i]);
    }
    return result;
}

enum exit_code release_files_check(const struct release_outputs *outputs, const char *const *more,
                                   size_t count)
{
    struct release_files files;
    enum exit_code result = release_files_list(&files, outputs, more, count, NULL);
    if (result == EXIT_DONE) {
        result = output_check_writable(files.files, files.count);
    }
    release_files_free(&files);
    return result;
}

static void add_file(struct release_files *files, const char *path, const uint8_t *bytes,
                     size_t size)
{
    files->files[files->count++] = (struct appbin_output){path, bytes, size};
}

enum exit_code release_files_make(struct release_files *files,
                                  const struct release_outputs *outputs,
                                  struct appbin_release *release, const char *whole)
{
    struct appbin_diagnostic diagnostic;
    size_t failed = APPBIN_RELEASE_ALL;
    size_t size = 0;
    *files = (struct release_files){.count = 0};
    enum appbin_error error = appbin_release_finish(release, &failed, &diagnostic);
    if (error != APPBIN_OK) {
        const char *path = failed != APPBIN_RELEASE_ALL ? outputs->inputs[failed] : whole;
        return message_failure(path, error, &diagnostic);
    }
    files->bundle = appbin_release_bundle(release, &files->bundle_size, &files->parts);
    for (size_t i = 0; i < 2 && outputs->paths[i] != NULL; i++) {
        const uint8_t *image = appbin_release_image(release, i, &size);
        add_file(files, outputs->paths[i], image, size);
    }
    if (outputs->bundle != NULL) {
        add_file(files, outputs->bundle, files->bundle, files->bundle_size);
    }
    if (outputs->manifest != NULL) {
        const uint8_t *manifest = appbin_release_manifest(release, &size);
        add_file(files, outputs->manifest, manifest, size);
    }
    return EXIT_DONE;
}

enum exit_code release_files_publish(struct release_files *files,
                                     const struct release_outputs *outputs)
{
    return outputs->publish != NULL ? publish_add(&files->publish, outputs->publish, files->bundle,
                                                  &files->parts, files->files, &files->count)
                                    : EXIT_DONE;
}

void release_files_report(const struct appbin_release *release)
{
    struct appverify_manifest manifest;
    struct appverify_signature_block block;
    char version[APPBIN_VERSION_TEXT_SIZE];
    char name[APPBIN_RELEASE_NAME_SIZE];
    char id[2 * APPVERIFY_KEY_ID_SIZE + 1];
    char keys[APPVERIFY_SIGNATURES_MAX * 64] = "";
    size_t size = 0;
    const uint8_t *bytes = appbin_release_manifest(release, &size);
    if (report_is_beside_data() ||
        appverify_manifest_parse(&manifest, bytes, (uint32_t)size) != APPVERIFY_OK ||
        appbin_release_name(name, &manifest, NULL) != APPBIN_OK) {
        return;
    }
    appbin_manifest_version_write(version, &manifest);
    for (uint32_t i = 0; i < manifest.signature_count; i++) {
        size_t used = strlen(keys);
        appverify_manifest_block(&manifest, i, &block);
        manifest_text_hex(id, block.key_id, APPVERIFY_KEY_ID_SIZE);
        (void)snprintf(keys + used, sizeof keys - used, "%skey %s (%s)", i == 0 ? "" : ", ", id,
                       appbin_algorithm_str(block.algorithm));
    }
    report_line(NULL, "release %s: version %s, security counter %" PRIu32 ", signed by %s", name,
                version, manifest.security_counter, keys);
}

void release_files_free(struct release_files *files)
{
    publish_free(&files->publish);
    *files = (struct release_files){.count = 0};
}

enum exit_code release_files_write(const struct release_outputs *outputs,
                                   struct appbin_release *release, const char *whole)
{
    struct release_files files;
    enum exit_code result = release_files_make(&files, outputs, release, whole);
    if (result == EXIT_DONE) {
        result = release_files_publish(&files, outputs);
    }
    if (result == EXIT_DONE) {
        result = output_write_signed(files.files, files.count);
    }
    if (result == EXIT_DONE) {
        release_files_report(release);
    }
    release_files_free(&files);
    return result;
}

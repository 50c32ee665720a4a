/* SPDX-License-Identifier: MIT */
#include "release_files.h"

#include "message.h"
#include "output.h"

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
    release_files_free(&files);
    return result;
}

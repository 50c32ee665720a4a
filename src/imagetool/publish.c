/* SPDX-License-Identifier: MIT */
#include "publish.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "message.h"

static const char *add_path(struct publish *publish, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* NULL after a message. */
static const char *add_path(struct publish *publish, const char *format, ...)
{
    va_list arguments;
    char *path = NULL;
    va_start(arguments, format);
    int length = vasprintf(&path, format, arguments);
    va_end(arguments);
    if (length < 0) {
        message_error(NULL, "out of memory");
        return NULL;
    }
    publish->paths[publish->count++] = path;
    return path;
}

enum exit_code publish_paths(struct publish *publish, const char *prefix, const uint8_t *digest)
{
    size_t length = strlen(prefix);
    bool good = true;
    *publish = (struct publish){.count = 0};
    if (length == 0 || prefix[length - 1] == '/') {
        return message_usage("--publish needs a name, with its folder: www/lamp");
    }
    for (unsigned slot = 1; slot <= 2 && good && digest != NULL; slot++) {
        good = add_path(publish, "%s.%02x%02x%02x%02x.user%u.bin", prefix, digest[0], digest[1],
                        digest[2], digest[3], slot) != NULL;
    }
    for (unsigned slot = 1; slot <= 2 && good; slot++) {
        good = add_path(publish, "%s.user%u.bin", prefix, slot) != NULL;
    }
    return good && add_path(publish, "%s.manifest", prefix) != NULL ? EXIT_DONE : EXIT_INPUT;
}

/* Caches hold a named image for ever: it is there as it is to be, or not at all. */
static enum exit_code look_for(const struct appbin_output *file, bool *there)
{
    struct stat status;
    struct appbin_diagnostic diagnostic;
    uint8_t *bytes = NULL;
    size_t size = 0;
    *there = stat(file->path, &status) == 0;
    if (!*there) {
        return EXIT_DONE;
    }
    bool same = S_ISREG(status.st_mode) && status.st_size == (off_t)file->size;
    if (same) {
        enum appbin_error error =
            appbin_file_read(&bytes, &size, file->path, file->size, &diagnostic);
        if (error != APPBIN_OK) {
            return message_failure(file->path, error, &diagnostic);
        }
        same = size == file->size && memcmp(bytes, file->bytes, size) == 0;
        free(bytes);
    }
    if (!same) {
        message_error(file->path, "exists with other bytes, and an image under the name of its "
                                  "release must never change: give this release another version");
    }
    return same ? EXIT_DONE : EXIT_REFUSED;
}

static enum exit_code add_named(struct publish *publish, const char *prefix, const char *name,
                                const uint8_t *bytes, const struct appbin_bundle_image *image,
                                struct appbin_output *files, size_t *count)
{
    bool there = false;
    struct appbin_output file = {NULL, bytes + image->offset, image->size};
    file.path = add_path(publish, "%s.%s.user%u.bin", prefix, name, image->slot);
    if (file.path == NULL) {
        return EXIT_INPUT;
    }
    enum exit_code result = look_for(&file, &there);
    if (result == EXIT_DONE && !there) {
        files[(*count)++] = file;
    }
    return result;
}

enum exit_code publish_add(struct publish *publish, const char *prefix, const uint8_t *bytes,
                           const struct appbin_bundle *bundle, struct appbin_output *files,
                           size_t *count)
{
    char name[APPBIN_RELEASE_NAME_SIZE];
    struct appbin_diagnostic diagnostic;
    const char *path = NULL;
    *publish = (struct publish){.count = 0};
    enum appbin_error error = appbin_release_name(name, &bundle->manifest, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(NULL, error, &diagnostic);
    }
    for (size_t i = 0; i < bundle->image_count; i++) {
        enum exit_code result =
            add_named(publish, prefix, name, bytes, &bundle->images[i], files, count);
        if (result != EXIT_DONE) {
            return result;
        }
    }
    for (size_t i = 0; i < bundle->image_count; i++) {
        const struct appbin_bundle_image *image = &bundle->images[i];
        path = add_path(publish, "%s.user%u.bin", prefix, image->slot);
        if (path == NULL) {
            return EXIT_INPUT;
        }
        files[(*count)++] = (struct appbin_output){path, bytes + image->offset, image->size};
    }
    path = add_path(publish, "%s.manifest", prefix);
    if (path == NULL) {
        return EXIT_INPUT;
    }
    files[(*count)++] = (struct appbin_output){path, bytes, bundle->manifest.size};
    return EXIT_DONE;
}

void publish_free(struct publish *publish)
{
    for (size_t i = 0; i < publish->count; i++) {
        free(publish->paths[i]);
    }
    *publish = (struct publish){.count = 0};
}

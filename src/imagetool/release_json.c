/* SPDX-License-Identifier: MIT */
#include "release_json.h"

#include "json_output.h"
#include "manifest_text.h"
#include "memory_json.h"
#include "message.h"

static json_t *images_json(const struct release_json_image images[2])
{
    json_t *array = json_array();
    for (size_t i = 0; i < 2; i++) {
        (void)json_array_append_new(
            array, json_pack("{s:i, s:o, s:I, s:o}", "slot", (int)images[i].slot, "elf",
                             json_output_text(images[i].elf), "size", (json_int_t)images[i].size,
                             "memory", memory_json(&images[i].use)));
    }
    return array;
}

static json_t *files_json(const struct release_files *files)
{
    json_t *array = json_array();
    for (size_t i = 0; i < files->count; i++) {
        (void)json_array_append_new(array, json_pack("{s:o, s:I}", "file",
                                                     json_output_text(files->files[i].path), "size",
                                                     (json_int_t)files->files[i].size));
    }
    return array;
}

static json_t *describe(const struct appbin_release *release,
                        const struct release_json_image images[2],
                        const struct release_trust *trust, const struct release_files *files)
{
    struct appverify_manifest manifest;
    char digest[2 * APPVERIFY_DIGEST_SIZE + 1];
    size_t size = 0;
    const uint8_t *bytes = appbin_release_manifest(release, &size);
    if (appverify_manifest_parse(&manifest, bytes, (uint32_t)size) != APPVERIFY_OK) {
        return NULL; /* a release that is finished has one that keeps the format */
    }
    manifest_text_hex(digest, appbin_release_digest(release), APPVERIFY_DIGEST_SIZE);
    return json_pack("{s:o, s:s, s:o, s:o, s:o}", "manifest", manifest_text_json(&manifest),
                     "digest", digest, "images", images_json(images), "firmware_trust",
                     release_trust_json(trust), "files", files_json(files));
}

char *release_json_text(const struct appbin_release *release,
                        const struct release_json_image images[2],
                        const struct release_trust *trust, const struct release_files *files)
{
    json_t *object = describe(release, images, trust, files);
    char *text = json_output_dump(object);
    json_decref(object);
    if (text == NULL) {
        message_error(NULL, "out of memory");
    }
    return text;
}

#include "release_outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/signature.h"
#include "appbin/verify.h"
#include "message.h"
#include "output.h"

static enum exit_code plan_path(struct release_outputs *outputs, const struct arguments *arguments,
                                size_t index)
{
    const char *input = arguments->operands[index];
    const char *folder = arguments_get(arguments, "out-dir");
    const char *output = arguments_get(arguments, "output");
    const char *slash = strrchr(input, '/');
    const char *name = slash != NULL ? slash + 1 : input;
    int length = folder != NULL
                     ? asprintf(&outputs->paths[index], "%s/%s", folder, name)
                     : asprintf(&outputs->paths[index], "%s", output != NULL ? output : input);
    if (length < 0) {
        outputs->paths[index] = NULL;
        message_error(NULL, "out of memory");
        return EXIT_INPUT;
    }
    return EXIT_DONE;
}

static enum exit_code check_distinct(const struct release_outputs *outputs,
                                     const struct arguments *arguments,
                                     const char *const *further_inputs, size_t further_count)
{
    struct appbin_output files[3];
    size_t count = 0;
    if (outputs->manifest != NULL) {
        files[count++] = (struct appbin_output){.path = outputs->manifest};
    }
    enum exit_code result = output_check_distinct(
        files, count, (const char *const *)arguments->operands, arguments->operand_count);
    for (size_t i = 0; i < arguments->operand_count; i++) {
        files[count++] = (struct appbin_output){.path = outputs->paths[i]};
    }
    if (result == EXIT_DONE && !outputs->in_place) {
        result = output_check_distinct(files, count, (const char *const *)arguments->operands,
                                       arguments->operand_count);
    }
    return result == EXIT_DONE ? output_check_distinct(files, count, further_inputs, further_count)
                               : result;
}

enum exit_code release_outputs_plan(struct release_outputs *outputs,
                                    const struct arguments *arguments,
                                    const char *const *further_inputs, size_t further_count)
{
    const char *output = arguments_get(arguments, "output");
    bool in_place = arguments_get(arguments, "in-place") != NULL;
    unsigned ways = (output != NULL ? 1u : 0u) + (in_place ? 1u : 0u) +
                    (arguments_get(arguments, "out-dir") != NULL ? 1u : 0u);
    if (ways != 1) {
        return message_usage("give one of -o, --out-dir and --in-place");
    }
    if (output != NULL && arguments->operand_count == 2) {
        return message_usage("-o goes with one image; two need --out-dir or --in-place");
    }
    *outputs = (struct release_outputs){.manifest = arguments_get(arguments, "manifest-out"),
                                        .in_place = in_place};
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < arguments->operand_count && result == EXIT_DONE; i++) {
        result = plan_path(outputs, arguments, i);
    }
    if (result == EXIT_DONE) {
        result = check_distinct(outputs, arguments, further_inputs, further_count);
    }
    if (result != EXIT_DONE) {
        release_outputs_free(outputs);
    }
    return result;
}

void release_outputs_free(struct release_outputs *outputs)
{
    free(outputs->paths[0]);
    free(outputs->paths[1]);
    *outputs = (struct release_outputs){0};
}

static enum exit_code check_size(const struct release_images *release, size_t index, size_t size)
{
    const struct appbin_flash_map *map = appbin_flash_map_find(release->map);
    if (map != NULL && size > map->slot_limit) {
        message_error(release->inputs[index].path,
                      "with its manifest, %zu bytes, it exceeds the slot of map %u by %zu bytes",
                      size, release->map, size - map->slot_limit);
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

/* Whoever signs a critical value knows its type. */
static size_t list_types(const uint8_t *signed_part, uint32_t signed_size,
                         uint32_t types[APPVERIFY_SIGNED_MAX / APPVERIFY_TLV_HEADER_SIZE])
{
    struct appverify_manifest manifest;
    struct appverify_tlv tlv = {0};
    size_t count = 0;
    if (appverify_signed_part_parse(&manifest, signed_part, signed_size) == APPVERIFY_OK) {
        while (appverify_manifest_next_tlv(&manifest, &tlv) != 0) {
            types[count++] = tlv.type;
        }
    }
    return count;
}

/* A bad signature, by whoever made it, must not reach a file. */
static enum exit_code verify(const struct release_images *release, size_t index,
                             const struct appbin_output *file,
                             struct appbin_verify_request *request)
{
    struct appbin_verify_report report;
    request->map = (int)release->map;
    request->slot = release->bodies[index].slot;
    appbin_verify(&report, request, file->bytes, file->size);
    if (report.result != APPVERIFY_OK) {
        message_error(release->inputs[index].path, "the signed image does not verify: %s",
                      appbin_verify_result_str(report.result));
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static enum exit_code make_image(struct appbin_output *file, uint8_t **image,
                                 const struct release_images *release, size_t index,
                                 const uint8_t *manifest, uint32_t manifest_size)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_signed_image_write(image, &file->size, &release->bodies[index],
                                                        manifest, manifest_size, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(release->inputs[index].path, error, &diagnostic);
    }
    file->bytes = *image;
    return check_size(release, index, file->size);
}

enum exit_code release_outputs_write(const struct release_outputs *outputs,
                                     const struct release_images *release,
                                     const uint8_t *signed_part, uint32_t signed_size,
                                     const struct appbin_signature *signatures,
                                     const struct appbin_public_key *keys, size_t count)
{
    uint8_t manifest[APPVERIFY_MANIFEST_MAX];
    uint32_t manifest_size = 0;
    struct appbin_output files[3] = {{0}};
    uint8_t *made[2] = {NULL, NULL};
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_manifest_assemble(manifest, &manifest_size, signed_part,
                                                       signed_size, signatures, count, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(NULL, error, &diagnostic);
    }
    uint32_t types[APPVERIFY_SIGNED_MAX / APPVERIFY_TLV_HEADER_SIZE];
    struct appbin_verify_cache cache = {0};
    struct appbin_verify_request request = {
        .cache = &cache,
        .keys = keys,
        .key_count = count,
        .threshold = (unsigned)count,
        .known_types = types,
        .known_type_count = list_types(signed_part, signed_size, types),
    };
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < release->count && result == EXIT_DONE; i++) {
        files[i].path = outputs->paths[i];
        result = make_image(&files[i], &made[i], release, i, manifest, manifest_size);
    }
    for (size_t i = 0; i < release->count && result == EXIT_DONE; i++) {
        result = verify(release, i, &files[i], &request);
    }
    size_t file_count = release->count;
    if (outputs->manifest != NULL) {
        files[file_count++] = (struct appbin_output){outputs->manifest, manifest, manifest_size};
    }
    if (result == EXIT_DONE) {
        result = output_write(files, file_count);
    }
    free(made[0]);
    free(made[1]);
    return result;
}

/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "appbin/bundle.h"
#include "appbin/flash_dump.h"
#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "appbin/memory_region.h"
#include "appbin/verify.h"
#include "arguments.h"
#include "command.h"
#include "flash_json.h"
#include "flash_text.h"
#include "info_text.h"
#include "input.h"
#include "json_error.h"
#include "json_output.h"
#include "manifest_text.h"
#include "message.h"
#include "plain_text.h"

static const struct command_option options[] = {
    {"json", 0, NULL, false, "print JSON", NULL},
};

static json_t *header_json(const struct appbin_image_header *header)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:o}", "offset", (int)header->offset, "magic",
                     header->magic, "count", header->count, "byte2", header->byte2, "byte3",
                     header->byte3, "entry", json_output_hex(header->entry));
}

static json_t *segments_json(const struct appbin_image *image)
{
    json_t *segments = json_array();
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct appbin_image_segment *segment = &image->segments[i];
        (void)json_array_append_new(
            segments,
            json_pack("{s:i, s:o, s:i, s:s}", "offset", (int)segment->offset, "address",
                      json_output_hex(segment->address), "size", (int)segment->size, "region",
                      appbin_memory_region_name(segment->address, segment->size)));
    }
    return segments;
}

static json_t *crc_json(const struct appbin_image *image)
{
    json_t *crc = json_pack("{s:s, s:o, s:o}", "convention", appbin_crc_rule_str(image->crc_rule),
                            "crc32", json_output_hex(image->crc_computed), "computed",
                            json_output_hex(~image->crc_computed));
    if (image->has_crc) {
        (void)json_object_set_new(crc, "offset", json_integer(image->crc_offset));
        (void)json_object_set_new(crc, "stored", json_output_hex(image->crc_stored));
        (void)json_object_set_new(
            crc, "stock_device_accepts",
            json_boolean(appbin_crc_device_accepts(image->crc_computed, image->crc_stored)));
    }
    return crc;
}

static json_t *address_json(uint32_t address)
{
    return address != 0 ? json_output_hex(address) : json_null();
}

static json_t *irom_json(const struct appbin_image *image)
{
    return json_pack("{s:i, s:i, s:o, s:s, s:o, s:i, s:o, s:i}", "offset", (int)image->irom_offset,
                     "size", (int)image->irom_size, "linked_at", address_json(image->irom_origin),
                     "linked_by", appbin_origin_witness_str(image->origin_witness), "best",
                     address_json(image->origin_best), "best_hits", (int)image->origin_hits, "next",
                     address_json(image->origin_next), "next_hits", (int)image->origin_next_hits);
}

static json_t *digest_json(enum appbin_digest_state digest)
{
    return digest == APPBIN_DIGEST_NONE ? json_null() : json_boolean(digest == APPBIN_DIGEST_RIGHT);
}

static json_t *info_json(const struct input *input, const struct appbin_image *image)
{
    char diagnosis[256];
    bool off = appbin_image_diagnose(diagnosis, sizeof diagnosis, image);
    int map = appbin_image_map(image);
    struct appbin_kind_report kind;
    appbin_kind_find(&kind, input->bytes, input->size);
    json_t *object = json_pack(
        "{s:o, s:I, s:s, s:o, s:o, s:s, s:i, s:i, s:o}", "file", json_output_text(input->path),
        "size", (json_int_t)image->file_size, "boot", appbin_boot_str(image->boot), "header",
        header_json(&image->leading), "ram_header", header_json(&image->ram), "header_style",
        appbin_image_has_flash_header(image) ? "flash" : "slot", "slot", (int)image->slot, "map",
        map, "segments", segments_json(image));
    if (image->irom_size > 0) {
        (void)json_object_set_new(object, "irom", irom_json(image));
    }
    (void)json_object_set_new(object, "xor",
                              json_pack("{s:i, s:i, s:i}", "offset", (int)image->xor_offset,
                                        "stored", image->xor_stored, "computed",
                                        image->xor_computed));
    (void)json_object_set_new(object, "crc", crc_json(image));
    (void)json_object_set_new(object, "extra_bytes", json_integer(image->extra_size));
    (void)json_object_set_new(object, "trailing_bytes", json_integer(image->trailing_size));
    (void)json_object_set_new(object, "kind", json_string(appbin_kind_str(kind.kind)));
    (void)json_object_set_new(object, "digest_right", digest_json(kind.digest));
    (void)json_object_set_new(object, "diagnosis", off ? json_string(diagnosis) : json_null());
    return object;
}

static json_t *unverified_json(const struct appverify_manifest *manifest)
{
    json_t *object = manifest_text_json(manifest);
    (void)json_object_set_new(object, "verified", json_false());
    return object;
}

static void show_image(const struct input *input, const struct appbin_image *image, json_t *array)
{
    struct appverify_manifest manifest;
    enum appverify_result result = appverify_manifest_parse(
        &manifest, input->bytes + image->manifest_offset, image->manifest_size);
    const struct appverify_manifest *parsed = result == APPVERIFY_OK ? &manifest : NULL;
    if (array == NULL) {
        info_text_print(input, image, parsed,
                        parsed != NULL ? "not verified" : "breaks the format");
        return;
    }
    json_t *object = info_json(input, image);
    if (parsed != NULL) {
        (void)json_object_set_new(object, "manifest", unverified_json(parsed));
    } else if (image->manifest_size > 0) {
        (void)json_object_set_new(
            object, "manifest",
            json_pack("{s:b, s:s}", "verified", 0, "malformed", appbin_verify_result_str(result)));
    }
    (void)json_array_append_new(array, object);
}

/* A file that could not be shown has an entry too, with the error that was printed. */
static enum exit_code add_error(json_t *array, const char *path, enum exit_code result)
{
    if (array != NULL && message_first_text()[0] != '\0') {
        (void)json_array_append_new(array, json_error_entry(path, result));
    }
    message_forget();
    return result;
}

static enum exit_code show_manifest(const struct input *input, json_t *array)
{
    struct appverify_manifest manifest;
    enum appverify_result result =
        appverify_manifest_parse(&manifest, input->bytes, (uint32_t)input->size);
    if (result != APPVERIFY_OK) {
        message_error(input->path, "%s", appbin_verify_result_str(result));
        return EXIT_INPUT;
    }
    if (array != NULL) {
        (void)json_array_append_new(array,
                                    json_pack("{s:o, s:o}", "file", json_output_text(input->path),
                                              "manifest", unverified_json(&manifest)));
    } else {
        plain_text_print(stdout, input->path);
        (void)printf(": manifest, %zu bytes, not verified\n", input->size);
        manifest_text_print(&manifest, NULL, NULL);
        manifest_text_print_claims(&manifest);
    }
    return EXIT_DONE;
}

static json_t *bundle_json(const struct input *input, const struct appbin_bundle *bundle)
{
    json_t *images = json_array();
    for (size_t i = 0; i < bundle->image_count; i++) {
        const struct appbin_bundle_image *image = &bundle->images[i];
        (void)json_array_append_new(images, json_pack("{s:i, s:I, s:I}", "slot", (int)image->slot,
                                                      "offset", (json_int_t)image->offset, "size",
                                                      (json_int_t)image->size));
    }
    return json_pack("{s:o, s:I, s:o, s:o}", "file", json_output_text(input->path), "size",
                     (json_int_t)input->size, "images", images, "manifest",
                     unverified_json(&bundle->manifest));
}

/* An image of a bundle; people have seen its manifest already. */
static enum exit_code show_part(const struct input *part, json_t *array)
{
    struct appbin_image image;
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_image_read(&image, part->bytes, part->size, &diagnostic);
    if (error != APPBIN_OK) {
        return add_error(array, part->path, message_failure(part->path, error, &diagnostic));
    }
    if (array != NULL) {
        show_image(part, &image, array);
    } else {
        info_text_print(part, &image, NULL, "that of the bundle, not verified");
    }
    return EXIT_DONE;
}

static enum exit_code show_bundle(const struct input *input, json_t *array)
{
    struct appbin_bundle bundle;
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_bundle_read(&bundle, input->bytes, input->size, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(input->path, error, &diagnostic);
    }
    if (array != NULL) {
        (void)json_array_append_new(array, bundle_json(input, &bundle));
    } else {
        plain_text_print(stdout, input->path);
        (void)printf(": bundle, %zu bytes, not verified\n", input->size);
        manifest_text_print(&bundle.manifest, NULL, NULL);
        manifest_text_print_claims(&bundle.manifest);
    }
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < bundle.image_count; i++) {
        struct input part;
        if (!input_part(&part, input, &bundle.images[i])) {
            message_error(NULL, "out of memory");
            return EXIT_INPUT;
        }
        result = exit_code_worst(result, show_part(&part, array));
        input_part_free(&part);
    }
    return result;
}

static void show_flash(const char *path, const struct appbin_flash_dump *flash, json_t *array)
{
    if (array != NULL) {
        (void)json_array_append_new(array, flash_json(path, flash));
    } else {
        flash_text_print(path, flash);
    }
}

static enum exit_code show_file(const char *path, json_t *array)
{
    struct input input;
    struct appbin_flash_dump flash;
    struct appbin_image image;
    struct appbin_diagnostic diagnostic;
    enum exit_code result = input_read(&input, path, APPBIN_IMAGE_MAX_SIZE);
    if (result != EXIT_DONE) {
        return result;
    }
    if (appbin_is_bundle(input.bytes, input.size)) {
        result = show_bundle(&input, array);
    } else if (appbin_is_manifest(input.bytes, input.size)) {
        result = show_manifest(&input, array);
    } else if (appbin_flash_dump_read(&flash, input.bytes, input.size, NULL) == APPBIN_OK) {
        show_flash(path, &flash, array);
    } else {
        enum appbin_error error = appbin_image_read(&image, input.bytes, input.size, &diagnostic);
        if (error == APPBIN_OK) {
            show_image(&input, &image, array);
        } else {
            result = message_failure(path, error, &diagnostic);
        }
    }
    input_free(&input);
    return result;
}

static enum exit_code run_info(const struct arguments *arguments)
{
    enum exit_code result = EXIT_DONE;
    json_t *array = arguments_get(arguments, "json") != NULL ? json_array() : NULL;
    for (size_t i = 0; i < arguments->operand_count; i++) {
        const char *path = arguments->operands[i];
        result = exit_code_worst(result, add_error(array, path, show_file(path, array)));
    }
    json_output_print(array);
    return result;
}

static const struct command_example examples[] = {
    {"Look at an image", "imagetool info user1.bin"},
    {"Keep a description for a script", "imagetool info --json user1.bin user2.bin >images.json"},
};

const struct command command_info = {
    .name = "info",
    .summary = "Show what is in an image, and what is wrong with it",
    .synopsis = "[--json] FILE...",
    .details =
        "Reads images of boot new, old and none, with or without a CRC word, as written by this\n"
        "tool, gen_appbin.py, esptool or esptool2, and dumps of a slot filled up with FF.\n"
        "Of a whole flash, made by merge or read back, it tells boot loader, slots, update store,\n"
        "init data, what starts next and what is free, on a terminal with a bar.\n"
        "Describes images of Arduino, RTOS SDK 3.x, NodeMCU, MicroPython and rBoot, and names\n"
        "files that are no images: gzip, HTML, ELF and others.\n"
        "Shows the manifest of a signed image, a manifest file or a bundle too, and the name of\n"
        "its release, without verifying it.\n"
        "Whether a device would take an image is the question of imagetool check.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = OPERANDS_ANY,
    .run = run_info,
};

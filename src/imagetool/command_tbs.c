#include <stdlib.h>
#include <string.h>

#include "appbin/hash.h"
#include "arguments.h"
#include "command.h"
#include "json_output.h"
#include "manifest_text.h"
#include "message.h"
#include "output.h"
#include "release_images.h"
#include "release_options.h"

static const struct command_option options[] = {
    {"digest", 0, NULL, false, "write the SHA-256 of the signed part instead, 32 bytes", NULL},
    {"json", 0, NULL, false, "write a description as JSON instead, with both in hexadecimal", NULL},
    {"output", 'o', "FILE", false, "the file to be signed (required)", NULL},
    RELEASE_OPTIONS,
};

static char *describe(const uint8_t *part, uint32_t size, const uint8_t *digest)
{
    struct appverify_manifest manifest;
    char part_hex[2 * APPVERIFY_SIGNED_MAX + 1];
    char digest_hex[2 * APPVERIFY_DIGEST_SIZE + 1];
    if (appverify_signed_part_parse(&manifest, part, size) != APPVERIFY_OK) {
        return NULL;
    }
    manifest_text_hex(part_hex, part, size);
    manifest_text_hex(digest_hex, digest, APPVERIFY_DIGEST_SIZE);
    json_t *object = manifest_text_json(&manifest);
    (void)json_object_del(object, "signatures");
    (void)json_object_set_new(object, "signed_part", json_string(part_hex));
    (void)json_object_set_new(object, "digest", json_string(digest_hex));
    char *text = json_dumps(object, JSON_INDENT(2));
    json_decref(object);
    return text;
}

static enum exit_code write_output(const struct arguments *arguments, const uint8_t *part,
                                   uint32_t size)
{
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    struct appbin_diagnostic diagnostic;
    struct appbin_output file = {arguments_get(arguments, "output"), part, size};
    char *text = NULL;
    enum appbin_error error = appbin_sha256(digest, part, size, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(NULL, error, &diagnostic);
    }
    if (arguments_get(arguments, "digest") != NULL) {
        file.bytes = digest;
        file.size = sizeof digest;
    } else if (arguments_get(arguments, "json") != NULL) {
        text = describe(part, size, digest);
        if (text == NULL) {
            message_error(NULL, "a critical TLV that version 1 does not know cannot be described");
            return EXIT_REFUSED;
        }
        file.bytes = (const uint8_t *)text;
        file.size = strlen(text);
    }
    enum exit_code result = output_write(&file, 1);
    free(text);
    return result;
}

static enum exit_code run(const struct arguments *arguments)
{
    struct appbin_release release = {0};
    struct release_images images;
    uint8_t part[APPVERIFY_SIGNED_MAX];
    uint32_t size = 0;
    struct appbin_diagnostic diagnostic;
    if (arguments_get(arguments, "output") == NULL) {
        return message_usage("-o is missing");
    }
    if (arguments_get(arguments, "digest") != NULL && arguments_get(arguments, "json") != NULL) {
        return message_usage("--digest and --json exclude each other");
    }
    enum exit_code result = release_options_read(arguments, &release);
    if (result != EXIT_DONE) {
        return result;
    }
    const struct appbin_output file = {.path = arguments_get(arguments, "output")};
    result = output_check_distinct(&file, 1, (const char *const *)arguments->operands,
                                   arguments->operand_count);
    bool map_given = arguments_get(arguments, "map") != NULL;
    if (result == EXIT_DONE) {
        result = release_images_read(&images, arguments, map_given ? (int)release.map : -1);
    }
    if (result != EXIT_DONE) {
        return result;
    }
    release.map = images.map;
    enum appbin_error error =
        appbin_signed_part_write(part, &size, &release, images.bodies, images.count, &diagnostic);
    result = error == APPBIN_OK ? write_output(arguments, part, size)
                                : message_failure(NULL, error, &diagnostic);
    release_images_free(&images);
    return result;
}

const struct command command_tbs = {
    .name = "tbs",
    .summary = "Write what is to be signed, for a key that is elsewhere",
    .synopsis = "[--digest | --json] -o FILE --vendor NAME --product NAME\n"
                "--fw-version X.Y.Z[+BUILD] --security-counter N [--map N] [--build-id TEXT]\n"
                "[--tlv TYPE=HEX[,critical]]... USER1.bin [USER2.bin]",
    .details = "imagetool attach puts the signature and the images together.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = 2,
    .run = run,
};

/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "appbin/release.h"
#include "arguments.h"
#include "command.h"
#include "json_output.h"
#include "manifest_text.h"
#include "message.h"
#include "output.h"
#include "pair_strict.h"
#include "release_images.h"
#include "release_options.h"
#include "standard_streams.h"

static const struct command_option options[] = {
    {"digest", 0, NULL, false, "write the SHA-256 of the signed part instead, 32 bytes", NULL},
    {"json", 0, NULL, false, "write a description as JSON instead, with both in hexadecimal", NULL},
    {"output", 'o', "FILE", false, "where it goes (default: standard output)", NULL},
    RELEASE_OPTIONS,
    PAIR_STRICT_OPTION,
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
    char *text = json_output_dump(object);
    json_decref(object);
    return text;
}

static const char *output_path(const struct arguments *arguments)
{
    const char *path = arguments_get(arguments, "output");
    return path != NULL ? path : standard_output_path;
}

static enum exit_code write_output(const struct arguments *arguments,
                                   const struct appbin_release *release)
{
    uint32_t size = 0;
    const uint8_t *part = appbin_release_signed_part(release, &size);
    const uint8_t *digest = appbin_release_digest(release);
    struct appbin_output file = {output_path(arguments), part, size};
    char *text = NULL;
    if (arguments_get(arguments, "digest") != NULL) {
        file.bytes = digest;
        file.size = APPVERIFY_DIGEST_SIZE;
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

static enum exit_code describe_release(const struct arguments *arguments,
                                       struct appbin_release *release,
                                       const struct appbin_release_info *info)
{
    struct release_images images;
    enum exit_code result = release_images_begin(&images, release, info, arguments);
    if (result != EXIT_DONE) {
        return result;
    }
    result = write_output(arguments, release);
    release_images_end(&images, result);
    return result;
}

static enum exit_code run_tbs(const struct arguments *arguments)
{
    struct appbin_release_info info = {0};
    struct appbin_release *release = NULL;
    int map = -1;
    if (!layout_options_known(arguments)) {
        return EXIT_USAGE;
    }
    if (arguments_get(arguments, "digest") != NULL && arguments_get(arguments, "json") != NULL) {
        return message_usage("--digest and --json exclude each other");
    }
    enum exit_code result = release_options_read(arguments, &info, &map);
    const struct appbin_output file = {.path = output_path(arguments)};
    if (result == EXIT_DONE) {
        result = output_check_distinct(&file, 1, (const char *const *)arguments->operands,
                                       arguments->operand_count);
    }
    if (result != EXIT_DONE) {
        return result;
    }
    result = release_options_begin(&release, arguments, map);
    if (result == EXIT_DONE) {
        result = describe_release(arguments, release, &info);
    }
    appbin_release_free(release);
    return result;
}

static const struct command_example examples[] = {
    {"Write what is to be signed, for imagetool attach",
     "imagetool tbs --vendor example.com --product lamp --fw-version 1.2.3 \\\n"
     "    --security-counter 1 -o lamp.tbs user1.bin user2.bin"},
    {"Pipe the digest of it to a program that has the key",
     "imagetool tbs --digest --vendor example.com --product lamp \\\n"
     "    --fw-version 1.2.3 --security-counter 1 user1.bin user2.bin |\n"
     "    openssl pkeyutl -sign -inkey release.pem >lamp.sig"},
};

const struct command command_tbs = {
    .name = "tbs",
    .summary = "Write what is to be signed, for a key that is elsewhere",
    .synopsis = "[--digest | --json] [-o FILE] --vendor NAME --product NAME\n"
                "--fw-version X.Y.Z[+BUILD] --security-counter N [--allow-counter-jump]\n"
                "[--map N] [--layout rboot [--rom OFFSET --rom OFFSET]]\n"
                "[--slot-limit BYTES] [--build-id TEXT]\n"
                "[--tlv TYPE=HEX[,critical]]... [--strict] USER1.bin [USER2.bin]",
    .details = "imagetool attach puts the signature and the images together.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .hints = release_hints,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .required = "vendor product fw-version security-counter",
    .operands_min = 1,
    .operands_max = 2,
    .run = run_tbs,
};

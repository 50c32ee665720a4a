/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/image.h"
#include "appbin/release.h"
#include "appbin/signature.h"
#include "appbin/uuid.h"
#include "appbin/verify.h"
#include "arguments.h"
#include "command.h"
#include "input.h"
#include "json_output.h"
#include "key_input.h"
#include "manifest_text.h"
#include "message.h"
#include "plain_text.h"

static const struct command_option options[] = {
    {"pubkey", 0, "PUB.pem", true, "trusted public key (required)", NULL},
    {"threshold", 0, "N", false, "how many of them must have signed; default 1", NULL},
    {"vendor", 0, "NAME", false, "vendor it must be for: a name, or a UUID", NULL},
    {"product", 0, "NAME", false, "product it must be for: a name (needs --vendor), or a UUID",
     NULL},
    {"slot", 0, "1|2", false, "slot it must be for; default: the one it says", SLOT_CHOICES},
    {"map", 0, "N", false, "flash map it must be for", NULL},
    {"min-counter", 0, "N", false, "lowest security counter that is accepted", NULL},
    {"critical-tlv", 0, "TYPE", true, "vendor-defined type that the device knows when critical",
     NULL},
    {"manifest", 0, "FILE", false, "the manifest that the images must carry", NULL},
    {"json", 0, NULL, false, "print JSON", NULL},
};

struct job {
    struct appbin_verify_request request;
    struct appbin_public_key keys[APPVERIFY_SIGNATURES_MAX];
    uint8_t vendor_id[APPVERIFY_UUID_SIZE];
    uint8_t class_id[APPVERIFY_UUID_SIZE];
    uint32_t known_types[APPBIN_TLVS_MAX];
    struct input manifest;
    struct appbin_verifier *verifier;
    unsigned slot;          /* 0: the one that each image says */
    const char *first_path; /* of the first file that was good */
    json_t *array;
};

static enum exit_code read_keys(struct job *job, const struct arguments *arguments)
{
    const char *paths[APPVERIFY_SIGNATURES_MAX];
    unsigned threshold = 1;
    size_t count = arguments_get_all(arguments, "pubkey", paths, APPVERIFY_SIGNATURES_MAX);
    if (count == 0) {
        return message_usage("--pubkey is missing; nothing is verified without a trusted key");
    }
    if (count > APPVERIFY_SIGNATURES_MAX) {
        return message_usage("more than %u --pubkey", APPVERIFY_SIGNATURES_MAX);
    }
    if (!arguments_get_number(arguments, "threshold", APPVERIFY_SIGNATURES_MAX, &threshold)) {
        return EXIT_USAGE;
    }
    enum exit_code result =
        key_input_read_all_publics(job->keys, &job->request.key_count, paths, count);
    if (result != EXIT_DONE) {
        return result;
    }
    if (threshold < 1 || threshold > job->request.key_count) {
        return message_usage("--threshold is %u; it must be from 1 to the number of keys, %zu",
                             threshold, job->request.key_count);
    }
    job->request.keys = job->keys;
    job->request.threshold = threshold;
    return EXIT_DONE;
}

static enum exit_code read_identifiers(struct job *job, const struct arguments *arguments)
{
    struct appbin_diagnostic diagnostic;
    const char *vendor = arguments_get(arguments, "vendor");
    const char *product = arguments_get(arguments, "product");
    enum appbin_error error = APPBIN_OK;
    if (vendor != NULL) {
        error = appbin_uuid_of_vendor(job->vendor_id, vendor, &diagnostic);
        job->request.vendor_id = job->vendor_id;
    }
    if (error == APPBIN_OK && product != NULL) {
        if (vendor == NULL && !appbin_uuid_is_valid(product)) {
            return message_usage("--product with a name needs --vendor");
        }
        error = appbin_uuid_of_class(job->class_id, job->vendor_id, product, &diagnostic);
        job->request.class_id = job->class_id;
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(NULL, error, &diagnostic);
}

static enum exit_code read_known_types(struct job *job, const struct arguments *arguments)
{
    const char *texts[APPBIN_TLVS_MAX];
    size_t count = arguments_get_all(arguments, "critical-tlv", texts, APPBIN_TLVS_MAX);
    if (count > APPBIN_TLVS_MAX) {
        return message_usage("more than %u --critical-tlv", APPBIN_TLVS_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        unsigned type = 0;
        if (!arguments_parse_number(texts[i], "--critical-tlv", APPVERIFY_TLV_VENDOR_LAST, &type)) {
            return EXIT_USAGE;
        }
        job->known_types[i] = type;
    }
    job->request.known_types = job->known_types;
    job->request.known_type_count = count;
    return EXIT_DONE;
}

static enum exit_code read_request(struct job *job, const struct arguments *arguments)
{
    unsigned map = 0;
    unsigned min_counter = 0;
    const char *manifest = arguments_get(arguments, "manifest");
    if (!arguments_get_slot(arguments, &job->slot) || !arguments_get_map(arguments, &map) ||
        !arguments_get_number(arguments, "min-counter", UINT32_MAX, &min_counter)) {
        return EXIT_USAGE;
    }
    job->request.map = arguments_get(arguments, "map") != NULL ? (int)map : -1;
    if (job->request.map >= 0 && !appbin_flash_map_find(map)->ota) {
        return message_usage("flash map %u has no OTA slots", map);
    }
    job->request.min_counter = min_counter;
    enum exit_code result = read_known_types(job, arguments);
    if (result == EXIT_DONE) {
        result = read_identifiers(job, arguments);
    }
    if (result == EXIT_DONE && manifest != NULL) {
        result = input_read(&job->manifest, manifest, APPBIN_IMAGE_MAX_SIZE);
        if (result == EXIT_DONE && !appbin_is_manifest(job->manifest.bytes, job->manifest.size)) {
            message_error(manifest, "not a manifest");
            return EXIT_INPUT;
        }
        job->request.manifest = job->manifest.bytes;
        job->request.manifest_size = (uint32_t)job->manifest.size;
    }
    return result == EXIT_DONE ? read_keys(job, arguments) : result;
}

static void print_good(const struct job *job, const char *path,
                       const struct appbin_verify_report *report)
{
    char id[2 * APPVERIFY_KEY_ID_SIZE + 1];
    plain_text_print(stdout, path);
    if (report->result == APPVERIFY_OK) {
        (void)printf(": verified, for slot %u\n", report->slot);
    } else {
        (void)printf(": manifest verified; no image was looked at\n");
    }
    for (size_t i = 0; i < job->request.key_count; i++) {
        if ((report->signing_keys >> i & 1u) != 0) {
            manifest_text_hex(id, job->keys[i].id, APPVERIFY_KEY_ID_SIZE);
            (void)printf("  %-11s key %s, %s\n", "signed by", id,
                         appbin_algorithm_str(job->keys[i].algorithm));
        }
    }
    manifest_text_print(&report->manifest);
}

static json_t *report_json(const struct job *job, const char *path,
                           const struct appbin_verify_report *report, bool good)
{
    json_t *object =
        json_pack("{s:o, s:b, s:b, s:i, s:s}", "file", json_output_text(path), "verified", good,
                  "manifest_only", report->result == APPVERIFY_MANIFEST_OK, "result",
                  (int)report->result, "reason", appbin_verify_result_str(report->result));
    if (!good) {
        return object;
    }
    json_t *signers = json_array();
    for (size_t i = 0; i < job->request.key_count; i++) {
        char id[2 * APPVERIFY_KEY_ID_SIZE + 1];
        manifest_text_hex(id, job->keys[i].id, APPVERIFY_KEY_ID_SIZE);
        if ((report->signing_keys >> i & 1u) != 0) {
            (void)json_array_append_new(signers,
                                        json_pack("{s:s, s:s}", "key_id", id, "algorithm",
                                                  appbin_algorithm_str(job->keys[i].algorithm)));
        }
    }
    (void)json_object_set_new(object, "signed_by", signers);
    (void)json_object_set_new(object, "slot", json_integer(report->slot));
    json_t *manifest = manifest_text_json(&report->manifest);
    (void)json_object_del(manifest, "signatures"); /* unverified claims */
    (void)json_object_set_new(object, "manifest", manifest);
    return object;
}

static void print_bad(const struct job *job, const char *path,
                      const struct appbin_verify_report *report)
{
    if (job->first_path != NULL) {
        message_error(path, "not verified as part of the release of %s: %s", job->first_path,
                      appbin_verify_result_str(report->result));
    } else {
        message_error(path, "not verified: %s", appbin_verify_result_str(report->result));
    }
}

static enum exit_code verify_file(struct job *job, const char *path, const struct input *input)
{
    struct appbin_verify_report report;
    appbin_verifier_judge(job->verifier, &report, input->bytes, input->size, job->slot);
    bool wanted_image = !appbin_is_manifest(input->bytes, input->size);
    bool good = report.result == (wanted_image ? APPVERIFY_OK : APPVERIFY_MANIFEST_OK);
    if (job->array != NULL) {
        (void)json_array_append_new(job->array, report_json(job, path, &report, good));
    } else if (good) {
        print_good(job, path, &report);
    }
    if (!good) {
        print_bad(job, path, &report);
        return EXIT_REFUSED;
    }
    if (job->first_path == NULL && job->request.manifest == NULL) {
        job->first_path = path;
    }
    return EXIT_DONE;
}

static enum exit_code verify_files(struct job *job, const struct arguments *arguments)
{
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < arguments->operand_count; i++) {
        struct input input;
        enum exit_code code = input_read(&input, arguments->operands[i], APPBIN_IMAGE_MAX_SIZE);
        if (code == EXIT_DONE) {
            code = verify_file(job, arguments->operands[i], &input);
            input_free(&input);
        }
        result = exit_code_worst(result, code);
    }
    return result;
}

static enum exit_code run_verify(const struct arguments *arguments)
{
    struct job job = {0};
    struct appbin_diagnostic diagnostic;
    enum exit_code result = read_request(&job, arguments);
    if (result == EXIT_DONE) {
        enum appbin_error error = appbin_verifier_new(&job.verifier, &job.request, &diagnostic);
        result = error == APPBIN_OK ? EXIT_DONE : message_failure(NULL, error, &diagnostic);
    }
    if (result == EXIT_DONE) {
        job.array = arguments_get(arguments, "json") != NULL ? json_array() : NULL;
        result = verify_files(&job, arguments);
        json_output_print(job.array);
    }
    appbin_verifier_free(job.verifier);
    input_free(&job.manifest);
    return result;
}

const struct command command_verify = {
    .name = "verify",
    .summary = "Verify signed images, as the device does",
    .synopsis = "--pubkey PUB.pem... [--threshold N] [--vendor NAME] [--product NAME]\n"
                "[--slot N] [--map N] [--min-counter N] [--critical-tlv TYPE]...\n"
                "[--manifest FILE] [--json] FILE...",
    .details =
        "FILE is a signed image, or a manifest, which is then judged alone. Images that are\n"
        "given together must be of one release. Exit status 1 and the first reason when one\n"
        "is refused. What is not asked for by an option is taken as the manifest says.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = OPERANDS_ANY,
    .run = run_verify,
};

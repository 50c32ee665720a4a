/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "appbin/bundle.h"
#include "appbin/file.h"
#include "appbin/flash_map.h"
#include "appbin/image.h"
#include "appbin/release.h"
#include "appbin/uuid.h"
#include "appbin/verify.h"
#include "arguments.h"
#include "command.h"
#include "input.h"
#include "key_input.h"
#include "layout_options.h"
#include "message.h"
#include "parallel.h"
#include "progress.h"
#include "verify_output.h"

static const struct command_option options[] = {
    {"pubkey", 0, "PUB.pem", true, "trusted public key (required)", NULL},
    {"threshold", 0, "N", false, "how many of them must have signed; default 1", NULL},
    {"vendor", 0, "NAME", false, "vendor it must be for: a name, or a UUID", NULL},
    {"product", 0, "NAME", false, "product it must be for: a name (needs --vendor), or a UUID",
     NULL},
    {"slot", 0, "1|2", false,
     "slot it must be for; default: that of user1 or user2 in\nits name, else the one it says",
     SLOT_CHOICES},
    {"map", 0, "N", false, "flash map it must be for", NULL},
    LAYOUT_OPTIONS,
    {"min-counter", 0, "N", false, "lowest security counter that is accepted", NULL},
    {"critical-tlv", 0, "TYPE", true, "vendor-defined type that the device knows when critical",
     NULL},
    {"manifest", 0, "FILE", false, "the manifest that the images must carry", NULL},
    {"manifest-only", 0, NULL, false, "judge manifests without their images", NULL},
    {"each", 0, NULL, false, "each file is a release of its own; on all cores", NULL},
    {"json", 0, NULL, false, "print JSON", NULL},
};

struct job {
    struct appbin_verify_request request;
    struct appbin_public_key keys[APPVERIFY_SIGNATURES_MAX];
    uint8_t vendor_id[APPVERIFY_UUID_SIZE];
    uint8_t class_id[APPVERIFY_UUID_SIZE];
    uint32_t known_types[APPBIN_TLVS_MAX];
    struct appbin_flash_map layout;
    struct input manifest;
    struct verify_outcome *outcomes; /* of each path */
    char *const *paths;
    unsigned slot; /* 0: the one of the file's name, or that the image says */
    struct verify_context context;
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
    enum exit_code result = layout_options_read(arguments, &job->layout, &job->request.layout);
    if (result != EXIT_DONE) {
        return result;
    }
    if (job->request.layout == NULL && job->request.map >= 0 && !appbin_flash_map_find(map)->ota) {
        return message_usage("flash map %u has no OTA slots", map);
    }
    job->request.min_counter = min_counter;
    result = read_known_types(job, arguments);
    if (result == EXIT_DONE) {
        result = read_identifiers(job, arguments);
    }
    if (result == EXIT_DONE && manifest != NULL) {
        result = input_read(&job->manifest, manifest, APPBIN_IMAGE_MAX_SIZE);
        bool bundle = appbin_is_bundle(job->manifest.bytes, job->manifest.size);
        if (result == EXIT_DONE &&
            (bundle || !appbin_is_manifest(job->manifest.bytes, job->manifest.size))) {
            message_error(manifest, bundle ? "not a manifest but a bundle" : "not a manifest");
            return EXIT_INPUT;
        }
        job->request.manifest = job->manifest.bytes;
        job->request.manifest_size = (uint32_t)job->manifest.size;
    }
    return result == EXIT_DONE ? read_keys(job, arguments) : result;
}

/* The slot in a name as SDK makefiles give it: user1 or user2, not user10. 0: none, or both. */
static unsigned slot_of_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    unsigned slots = 0;
    for (const char *at = slash != NULL ? slash : path; (at = strstr(at, "user")) != NULL; at++) {
        bool one_digit = (at[4] == '1' || at[4] == '2') && (at[5] < '0' || at[5] > '9');
        slots |= one_digit ? (unsigned)(at[4] - '0') : 0;
    }
    return slots <= 2 ? slots : 0;
}

/* What the verifier found lies in it, and it goes on to other releases. */
static void keep_manifest(struct verify_outcome *outcome)
{
    struct appverify_manifest *manifest = &outcome->report.manifest;
    if (manifest->size == 0) {
        return;
    }
    uint32_t size = manifest->size;
    outcome->manifest_bytes = malloc(size);
    if (outcome->manifest_bytes == NULL) {
        outcome->error = APPBIN_ERR_NO_MEMORY;
        outcome->trouble = (struct appbin_diagnostic){"out of memory"};
        return;
    }
    memcpy(outcome->manifest_bytes, manifest->bytes, size);
    (void)appverify_manifest_parse(manifest, outcome->manifest_bytes, size);
}

static void judge_file(const struct job *job, struct appbin_verifier *verifier,
                       struct verify_outcome *outcome, const char *path)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    *outcome = (struct verify_outcome){.path = path};
    outcome->error =
        appbin_file_read(&bytes, &size, path, APPBIN_IMAGE_MAX_SIZE, &outcome->trouble);
    if (outcome->error == APPBIN_OK) {
        outcome->bundle = appbin_is_bundle(bytes, size);
        outcome->manifest = !outcome->bundle && appbin_is_manifest(bytes, size);
        bool is_image = !outcome->bundle && !outcome->manifest;
        outcome->named_slot = job->slot == 0 && is_image ? slot_of_name(path) : 0;
        appbin_verifier_judge(verifier, &outcome->report, bytes, size,
                              job->slot != 0 ? job->slot : outcome->named_slot);
        keep_manifest(outcome);
        free(bytes);
    }
}

/* With a verifier of its own, since a thread may do it. */
static void judge_block(void *context, size_t first, size_t end)
{
    const struct job *job = context;
    struct appbin_verifier *verifier = NULL;
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_verifier_new(&verifier, &job->request, &diagnostic);
    for (size_t i = first; i < end; i++) {
        struct verify_outcome *outcome = &job->outcomes[i];
        if (error != APPBIN_OK) {
            *outcome = (struct verify_outcome){job->paths[i], .error = error};
            outcome->trouble = diagnostic;
            continue;
        }
        judge_file(job, verifier, outcome, job->paths[i]);
        progress_step(1);
        if (job->context.each) {
            appbin_verifier_next_release(verifier);
        }
    }
    appbin_verifier_free(verifier);
}

/* A manifest counts with its images, or when nothing but manifests was asked for. */
static void decide(const struct job *job, struct verify_outcome *outcomes, size_t count)
{
    bool images = false;
    for (size_t i = 0; i < count; i++) {
        images = images || !outcomes[i].manifest;
    }
    for (size_t i = 0; i < count; i++) {
        struct verify_outcome *outcome = &outcomes[i];
        enum appverify_result wanted = outcome->manifest ? APPVERIFY_MANIFEST_OK : APPVERIFY_OK;
        if (outcome->error != APPBIN_OK) {
            outcome->verdict = "unreadable";
            outcome->reason = outcome->trouble.message;
        } else if (outcome->manifest && !images && !job->context.manifest_only) {
            outcome->verdict = "manifest-alone";
            outcome->reason =
                "a manifest alone; give its images too, or --manifest-only to judge no image";
        } else if (!outcome->manifest && job->context.manifest_only) {
            outcome->verdict = "no-manifest";
            outcome->reason = "not a manifest, which --manifest-only is for";
        } else {
            outcome->verdict = appbin_verdict_str(&outcome->report);
            outcome->reason = outcome->report.reason.message;
            outcome->good = outcome->report.result == wanted;
        }
    }
}

static enum exit_code verify_files(struct job *job, const struct arguments *arguments)
{
    enum exit_code result = EXIT_DONE;
    size_t count = arguments->operand_count;
    struct verify_outcome *outcomes = calloc(count, sizeof *outcomes);
    if (outcomes == NULL) {
        message_error(NULL, "out of memory");
        return EXIT_INPUT;
    }
    job->outcomes = outcomes;
    job->paths = arguments->operands;
    progress_begin("files", count);
    if (job->context.each) {
        parallel_run(judge_block, job, count);
    } else {
        judge_block(job, 0, count);
    }
    progress_end();
    size_t together = job->context.each ? 1 : count;
    for (size_t i = 0; i < count; i += together) {
        decide(job, &outcomes[i], together);
    }
    for (size_t i = 0; i < count; i++) {
        enum exit_code failed =
            outcomes[i].error != APPBIN_OK ? exit_code_of(outcomes[i].error) : EXIT_REFUSED;
        result = exit_code_worst(result, outcomes[i].good ? EXIT_DONE : failed);
    }
    verify_output_print(&job->context, outcomes, count, arguments_get(arguments, "json") != NULL);
    for (size_t i = 0; i < count; i++) {
        free(outcomes[i].manifest_bytes);
    }
    free(outcomes);
    return result;
}

static enum exit_code run_verify(const struct arguments *arguments)
{
    struct job job = {0};
    enum exit_code result = read_request(&job, arguments);
    job.context = (struct verify_context){
        .request = &job.request,
        .vendor = arguments_get(arguments, "vendor"),
        .product = arguments_get(arguments, "product"),
        .counter_asked = arguments_get(arguments, "min-counter") != NULL,
        .manifest_only = arguments_get(arguments, "manifest-only") != NULL,
        .each = arguments_get(arguments, "each") != NULL,
    };
    if (result == EXIT_DONE && job.context.each && job.request.manifest != NULL) {
        result = message_usage("--manifest is of one release, --each is for many");
    }
    if (result == EXIT_DONE) {
        result = verify_files(&job, arguments);
    }
    input_free(&job.manifest);
    return result;
}

static const struct command_example examples[] = {
    {"Verify both images of a release",
     "imagetool verify --pubkey release.pub.pem --vendor example.com \\\n"
     "    --product lamp signed/user1.bin signed/user2.bin"},
    {"Verify an archive of releases, for a script",
     "imagetool verify --pubkey release.pub.pem --each --json *.bundle \\\n"
     "    >verdicts.json"},
};

const struct command command_verify = {
    .name = "verify",
    .summary = "Verify signed images, as the device does",
    .synopsis = "--pubkey PUB.pem... [--threshold N] [--vendor NAME] [--product NAME]\n"
                "[--slot N] [--map N] [--layout rboot [--rom OFFSET --rom OFFSET]]\n"
                "[--slot-limit BYTES] [--min-counter N] [--critical-tlv TYPE]...\n"
                "[--manifest FILE | --each] [--manifest-only] [--json] FILE...",
    .details =
        "FILE is a signed image, a bundle, or the manifest of images that are given too. Together\n"
        "they must be of one release, and each image for a slot of its own; one whose name has\n"
        "user1 or user2 must be for that slot, unless --slot says another. Of a bundle the\n"
        "manifest is judged and each image, with --slot that image alone. Exit status 1 and the\n"
        "first reason when a file is refused. What is not asked for by an option is taken as the\n"
        "manifest says; the last line tells what that was.\n"
        "\n"
        "With --each every file is a release of its own, say a bundle, or one image of it: many\n"
        "releases in one call, on all cores. The answers are in the order of the files.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .required = "pubkey",
    .operands_min = 1,
    .operands_max = OPERANDS_ANY,
    .run = run_verify,
};

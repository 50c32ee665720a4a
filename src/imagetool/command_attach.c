/* SPDX-License-Identifier: MIT */
#include "arguments.h"
#include "command.h"
#include "foreign_signatures.h"
#include "key_input.h"
#include "message.h"
#include "release_files.h"
#include "release_images.h"

static const struct command_option options[] = {
    {"tbs", 0, "FILE", false, "what was signed, as imagetool tbs wrote it (required)", NULL},
    {"signature", 0, "FILE", true, "a signature: ECDSA raw r || s or DER, RSA-PSS (required)",
     NULL},
    {"pubkey", 0, "PUB.pem", true, "its public key; in any order (required)", NULL},
    {"slot-limit", 0, "BYTES", false,
     "longest image, where devices have less room than the\nslot of the map that was signed: a "
     "multiple of 4096",
     NULL},
    OUTPUT_OPTIONS,
};

/* The files behind the options, each as often as it is named. */
struct signature_files {
    struct input inputs[APPVERIFY_SIGNATURES_MAX];
    struct foreign_signature signatures[APPVERIFY_SIGNATURES_MAX];
    struct foreign_key keys[APPVERIFY_SIGNATURES_MAX];
    size_t count;
};

static enum exit_code read_file(struct signature_files *files, size_t index, const char *path,
                                const char *pubkey)
{
    struct input *input = &files->inputs[index];
    enum exit_code result = key_input_read_public(&files->keys[index].key, pubkey);
    if (result == EXIT_DONE) {
        result = input_read(input, path, APPBIN_KEY_FILE_MAX);
    }
    files->keys[index].path = pubkey;
    files->signatures[index] = (struct foreign_signature){path, input->bytes, input->size};
    return result;
}

static enum exit_code read_files(struct signature_files *files, const struct arguments *arguments)
{
    const char *signatures[APPVERIFY_SIGNATURES_MAX];
    const char *pubkeys[APPVERIFY_SIGNATURES_MAX];
    size_t count = arguments_get_all(arguments, "signature", signatures, APPVERIFY_SIGNATURES_MAX);
    size_t pubkey_count = arguments_get_all(arguments, "pubkey", pubkeys, APPVERIFY_SIGNATURES_MAX);
    if (count == 0 || count != pubkey_count) {
        return message_usage(
            "%zu --signature and %zu --pubkey; each signature needs its public key", count,
            pubkey_count);
    }
    if (count > APPVERIFY_SIGNATURES_MAX) {
        return message_usage("more than %u signatures", APPVERIFY_SIGNATURES_MAX);
    }
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        result = read_file(files, i, signatures[i], pubkeys[i]);
    }
    files->count = count;
    return result;
}

static enum exit_code add_signatures(struct appbin_release *release,
                                     const struct arguments *arguments)
{
    struct signature_files files = {.count = 0};
    enum exit_code result = read_files(&files, arguments);
    if (result == EXIT_DONE) {
        result = foreign_signatures_add(release, files.signatures, files.keys, files.count);
    }
    for (size_t i = 0; i < APPVERIFY_SIGNATURES_MAX; i++) {
        input_free(&files.inputs[i]);
    }
    return result;
}

static enum exit_code begin_release(struct appbin_release **release, const char *tbs)
{
    struct input input;
    struct appbin_diagnostic diagnostic;
    enum exit_code result = input_read(&input, tbs, APPBIN_KEY_FILE_MAX);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error = appbin_release_new_of(release, input.bytes, input.size, &diagnostic);
    input_free(&input);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(tbs, error, &diagnostic);
}

/* Of the map that was signed. */
static enum exit_code limit_slot(struct appbin_release *release, const struct arguments *arguments)
{
    unsigned limit = 0;
    struct appbin_diagnostic diagnostic;
    if (arguments_get(arguments, "slot-limit") == NULL) {
        return EXIT_DONE;
    }
    if (!arguments_get_number(arguments, "slot-limit", UINT32_MAX, &limit)) {
        return EXIT_USAGE;
    }
    if (appbin_release_limit_slot(release, limit, &diagnostic) != APPBIN_OK) {
        return message_usage("--slot-limit: %s", diagnostic.message);
    }
    return EXIT_DONE;
}

static enum exit_code attach(struct appbin_release *release, const struct arguments *arguments,
                             const struct release_outputs *outputs)
{
    struct release_images images;
    enum exit_code result = add_signatures(release, arguments);
    if (result == EXIT_DONE) {
        result = release_images_add(&images, release, arguments);
    }
    if (result != EXIT_DONE) {
        return result;
    }
    result = release_files_write(outputs, release, arguments_get(arguments, "tbs"));
    release_images_free(&images);
    return result;
}

/* No output may replace what this command reads. */
static enum exit_code plan_outputs(const struct arguments *arguments,
                                   struct release_outputs *outputs)
{
    const char *inputs[2 * APPVERIFY_SIGNATURES_MAX + 1];
    static const char *const lists[] = {"signature", "pubkey"};
    size_t count = 0;
    inputs[count++] = arguments_get(arguments, "tbs");
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t found =
            arguments_get_all(arguments, lists[i], inputs + count, APPVERIFY_SIGNATURES_MAX);
        count += found < APPVERIFY_SIGNATURES_MAX ? found : APPVERIFY_SIGNATURES_MAX;
    }
    return release_outputs_plan(outputs, arguments, inputs, count);
}

static enum exit_code run_attach(const struct arguments *arguments)
{
    struct release_outputs outputs = {0};
    struct appbin_release *release = NULL;
    if (arguments_get(arguments, "tbs") == NULL) {
        return message_usage("--tbs is missing");
    }
    enum exit_code result = plan_outputs(arguments, &outputs);
    if (result == EXIT_DONE) {
        result = begin_release(&release, arguments_get(arguments, "tbs"));
    }
    if (result == EXIT_DONE) {
        result = limit_slot(release, arguments);
    }
    if (result == EXIT_DONE) {
        result = attach(release, arguments, &outputs);
    }
    appbin_release_free(release);
    release_outputs_free(&outputs);
    return result;
}

static const struct command_example examples[] = {
    {"Put a signature and the images together",
     "mkdir -p signed\n"
     "imagetool attach --tbs lamp.tbs --signature lamp.sig \\\n"
     "    --pubkey release.pub.pem --out-dir signed user1.bin user2.bin"},
    {"Have the digest of lamp.tbs signed in a pipe",
     "imagetool tbs --digest --vendor example.com --product lamp \\\n"
     "    --fw-version 1.2.3 --security-counter 1 user1.bin user2.bin |\n"
     "    openssl pkeyutl -sign -inkey release.pem |\n"
     "    imagetool attach --tbs lamp.tbs --signature - \\\n"
     "        --pubkey release.pub.pem --in-place user1.bin user2.bin"},
};

const struct command command_attach = {
    .name = "attach",
    .summary = "Put images and the signatures of imagetool tbs together",
    .synopsis = "--tbs FILE --signature FILE... --pubkey PUB.pem... [--slot-limit BYTES]\n"
                "[--manifest-out FILE] [--bundle FILE] [--publish PREFIX]\n"
                "[-o FILE | --out-dir DIR | --in-place]\n"
                "USER1.bin [USER2.bin]",
    .details =
        "Nothing is written unless every signature is valid and the images are the ones that\n"
        "were signed. A signature in hexadecimal or base64, or in the JSON of a key service, is\n"
        "decoded. What is wrong with one that is not valid is said where it can be found out.\n"
        "--bundle and --publish are those of imagetool sign.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .required = "tbs signature pubkey output|out-dir|in-place|publish",
    .operands_min = 1,
    .operands_max = 2,
    .run = run_attach,
};

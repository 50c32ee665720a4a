#include <string.h>

#include "appbin/hash.h"
#include "appbin/signature.h"
#include "arguments.h"
#include "command.h"
#include "key_input.h"
#include "message.h"
#include "release_images.h"
#include "release_options.h"
#include "release_outputs.h"
#include "signer.h"

static const struct command_option options[] = {
    {"key", 0, "KEY.pem", true, "private key to sign with", NULL},
    KEY_PASSPHRASE_OPTIONS,
    {"pss-salt-from-message", 0, NULL, false,
     "RSA: derive the salt from key and message, so that\nthe same inputs give the same bytes",
     NULL},
    {"signer", 0, "COMMAND", true, "program that signs: digest on stdin, signature on stdout",
     NULL},
    {"pubkey", 0, "PUB.pem", true, "public key of a signer, in the same order", NULL},
    RELEASE_OPTIONS,
    OUTPUT_OPTIONS,
};

/* Everything a signing run collects. */
struct job {
    const struct arguments *arguments;
    uint8_t signed_part[APPVERIFY_SIGNED_MAX];
    uint32_t signed_size;
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    size_t count;
    struct appbin_signature signatures[APPVERIFY_SIGNATURES_MAX];
    struct appbin_public_key keys[APPVERIFY_SIGNATURES_MAX];
};

static void take_signature(struct job *job)
{
    struct appbin_signature *signature = &job->signatures[job->count];
    signature->algorithm = job->keys[job->count].algorithm;
    memcpy(signature->key_id, job->keys[job->count].id, APPVERIFY_KEY_ID_SIZE);
    job->count++;
}

static enum exit_code sign_with_key(struct job *job, const char *path)
{
    struct appbin_private_key *key = NULL;
    struct appbin_diagnostic diagnostic;
    size_t size = 0;
    enum exit_code result = key_input_read_private(&key, path, job->arguments);
    if (result != EXIT_DONE) {
        return result;
    }
    bool salt_from_message = arguments_get(job->arguments, "pss-salt-from-message") != NULL;
    enum appbin_error error = appbin_private_key_public(&job->keys[job->count], key, &diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_private_key_sign(job->signatures[job->count].bytes, &size, key, job->digest,
                                        salt_from_message, &diagnostic);
    }
    appbin_private_key_free(key);
    if (error != APPBIN_OK) {
        return message_failure(path, error, &diagnostic);
    }
    take_signature(job);
    return EXIT_DONE;
}

static enum exit_code sign_with_signer(struct job *job, const char *command, const char *pubkey)
{
    uint8_t output[SIGNER_OUTPUT_MAX];
    size_t size = 0;
    struct appbin_diagnostic diagnostic;
    enum exit_code result = key_input_read_public(&job->keys[job->count], pubkey);
    if (result == EXIT_DONE) {
        result = signer_run(command, job->digest, output, &size);
    }
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error =
        appbin_signature_import(job->signatures[job->count].bytes, job->keys[job->count].algorithm,
                                output, size, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure("the signer's output", error, &diagnostic);
    }
    take_signature(job);
    return EXIT_DONE;
}

static enum exit_code make_signatures(struct job *job)
{
    const char *keys[APPVERIFY_SIGNATURES_MAX];
    const char *signers[APPVERIFY_SIGNATURES_MAX];
    const char *pubkeys[APPVERIFY_SIGNATURES_MAX];
    const struct arguments *arguments = job->arguments;
    size_t key_count = arguments_get_all(arguments, "key", keys, APPVERIFY_SIGNATURES_MAX);
    size_t signer_count = arguments_get_all(arguments, "signer", signers, APPVERIFY_SIGNATURES_MAX);
    size_t pubkey_count = arguments_get_all(arguments, "pubkey", pubkeys, APPVERIFY_SIGNATURES_MAX);
    if (key_count + signer_count == 0) {
        return message_usage("give --key, or --signer and --pubkey");
    }
    if (signer_count != pubkey_count) {
        return message_usage("%zu --signer and %zu --pubkey; each signer needs its public key",
                             signer_count, pubkey_count);
    }
    if (key_count + signer_count > APPVERIFY_SIGNATURES_MAX) {
        return message_usage("more than %u keys", APPVERIFY_SIGNATURES_MAX);
    }
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < key_count && result == EXIT_DONE; i++) {
        result = sign_with_key(job, keys[i]);
    }
    for (size_t i = 0; i < signer_count && result == EXIT_DONE; i++) {
        result = sign_with_signer(job, signers[i], pubkeys[i]);
    }
    return result;
}

static enum exit_code check_keys_differ(const struct job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (memcmp(job->keys[i].id, job->keys[k].id, APPVERIFY_KEY_ID_SIZE) == 0) {
                return message_usage("the same key is given twice");
            }
        }
    }
    return EXIT_DONE;
}

static enum exit_code sign(struct job *job, const struct appbin_release *release,
                           const struct release_images *images,
                           const struct release_outputs *outputs)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_signed_part_write(job->signed_part, &job->signed_size, release,
                                                       images->bodies, images->count, &diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_sha256(job->digest, job->signed_part, job->signed_size, &diagnostic);
    }
    if (error != APPBIN_OK) {
        return message_failure(NULL, error, &diagnostic);
    }
    enum exit_code result = make_signatures(job);
    if (result == EXIT_DONE) {
        result = check_keys_differ(job);
    }
    return result == EXIT_DONE
               ? release_outputs_write(outputs, images, job->signed_part, job->signed_size,
                                       job->signatures, job->keys, job->count)
               : result;
}

/* Outputs must not replace a key or a passphrase either. */
static enum exit_code plan_outputs(const struct arguments *arguments,
                                   struct release_outputs *outputs)
{
    const char *keys[2 * APPVERIFY_SIGNATURES_MAX + 1];
    const char *passphrase = arguments_get(arguments, "passphrase-file");
    size_t count = arguments_get_all(arguments, "key", keys, APPVERIFY_SIGNATURES_MAX);
    count = count < APPVERIFY_SIGNATURES_MAX ? count : APPVERIFY_SIGNATURES_MAX;
    size_t pubkeys = arguments_get_all(arguments, "pubkey", keys + count, APPVERIFY_SIGNATURES_MAX);
    count += pubkeys < APPVERIFY_SIGNATURES_MAX ? pubkeys : APPVERIFY_SIGNATURES_MAX;
    if (passphrase != NULL) {
        keys[count++] = passphrase;
    }
    return release_outputs_plan(outputs, arguments, keys, count);
}

static enum exit_code run(const struct arguments *arguments)
{
    struct appbin_release release = {0};
    struct release_images images;
    struct release_outputs outputs = {0};
    struct job job = {.arguments = arguments};
    enum exit_code result = release_options_read(arguments, &release);
    if (result == EXIT_DONE) {
        result = plan_outputs(arguments, &outputs);
    }
    if (result != EXIT_DONE) {
        return result;
    }
    bool map_given = arguments_get(arguments, "map") != NULL;
    result = release_images_read(&images, arguments, map_given ? (int)release.map : -1);
    if (result == EXIT_DONE) {
        release.map = images.map;
        result = sign(&job, &release, &images, &outputs);
        release_images_free(&images);
    }
    release_outputs_free(&outputs);
    return result;
}

const struct command command_sign = {
    .name = "sign",
    .summary = "Sign user1 and user2 with one manifest",
    .synopsis = "--key KEY.pem... --vendor NAME --product NAME --fw-version X.Y.Z[+BUILD]\n"
                "--security-counter N [--map N] [--build-id TEXT]\n"
                "[--tlv TYPE=HEX[,critical]]... [--manifest-out FILE]\n"
                "(-o FILE | --out-dir DIR | --in-place) USER1.bin [USER2.bin]",
    .details =
        "One signature covers both images. The manifest goes between the image and its CRC word,\n"
        "so that stock devices still accept the file. Signing a signed image replaces its\n"
        "manifest. What was made is verified before anything is written.\n"
        "\n"
        "With --signer 'COMMAND' --pubkey PUB.pem the key stays where it is: the command gets the\n"
        "32 bytes of the SHA-256 digest on standard input and prints the signature, for ECDSA raw\n"
        "r || s or DER, for RSA the PSS signature with a salt of 32 bytes.\n"
        "\n"
        "ECDSA signatures are deterministic (RFC 6979). RSA-PSS takes a random salt unless\n"
        "--pss-salt-from-message is given.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = 2,
    .run = run,
};

/* SPDX-License-Identifier: MIT */
#include "appbin/signature.h"
#include "arguments.h"
#include "command.h"
#include "foreign_signatures.h"
#include "key_input.h"
#include "message.h"
#include "pair_strict.h"
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
    {"pubkey", 0, "PUB.pem", true, "public key of a signer; in any order", NULL},
    RELEASE_OPTIONS,
    PAIR_STRICT_OPTION,
    OUTPUT_OPTIONS,
};

/* A signature by a private key of the command line. */
static enum exit_code sign_with_key(const struct arguments *arguments,
                                    struct appbin_release *release, const char *path)
{
    struct appbin_private_key *key = NULL;
    struct appbin_public_key public_key;
    struct appbin_diagnostic diagnostic;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    size_t size = 0;
    enum exit_code result = key_input_read_private(&key, path, arguments);
    if (result != EXIT_DONE) {
        return result;
    }
    bool salt_from_message = arguments_get(arguments, "pss-salt-from-message") != NULL;
    enum appbin_error error = appbin_private_key_public(&public_key, key, &diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_private_key_sign(signature, &size, key, appbin_release_digest(release),
                                        salt_from_message, &diagnostic);
    }
    appbin_private_key_free(key);
    if (error == APPBIN_OK) {
        error = appbin_release_add_signature(release, &public_key, signature, &diagnostic);
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

/* Signatures by programs. */
static enum exit_code sign_with_signers(struct appbin_release *release, const char *const *signers,
                                        const char *const *pubkeys, size_t count)
{
    uint8_t outputs[APPVERIFY_SIGNATURES_MAX][SIGNER_OUTPUT_MAX];
    struct foreign_signature signatures[APPVERIFY_SIGNATURES_MAX];
    struct foreign_key keys[APPVERIFY_SIGNATURES_MAX];
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        keys[i].path = pubkeys[i];
        result = key_input_read_public(&keys[i].key, pubkeys[i]);
    }
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        signatures[i] = (struct foreign_signature){"the signer's output", outputs[i], 0};
        result =
            signer_run(signers[i], appbin_release_digest(release), outputs[i], &signatures[i].size);
    }
    return result == EXIT_DONE ? foreign_signatures_add(release, signatures, keys, count) : result;
}

static enum exit_code make_signatures(const struct arguments *arguments,
                                      struct appbin_release *release)
{
    const char *keys[APPVERIFY_SIGNATURES_MAX];
    const char *signers[APPVERIFY_SIGNATURES_MAX];
    const char *pubkeys[APPVERIFY_SIGNATURES_MAX];
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
        result = sign_with_key(arguments, release, keys[i]);
    }
    return result == EXIT_DONE && signer_count > 0
               ? sign_with_signers(release, signers, pubkeys, signer_count)
               : result;
}

static enum exit_code sign_release(const struct arguments *arguments,
                                   struct appbin_release *release,
                                   const struct appbin_release_info *info,
                                   const struct release_outputs *outputs)
{
    struct release_images images;
    enum exit_code result = release_images_begin(&images, release, info, arguments);
    if (result != EXIT_DONE) {
        return result;
    }
    result = make_signatures(arguments, release);
    if (result == EXIT_DONE) {
        result = release_outputs_write(outputs, release, NULL);
    }
    release_images_end(&images, result);
    return result;
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

static enum exit_code run_sign(const struct arguments *arguments)
{
    struct appbin_release_info info = {0};
    struct appbin_release *release = NULL;
    struct release_outputs outputs = {0};
    int map = -1;
    enum exit_code result = release_options_read(arguments, &info, &map);
    if (result == EXIT_DONE) {
        result = plan_outputs(arguments, &outputs);
    }
    if (result != EXIT_DONE) {
        return result;
    }
    result = release_options_begin(&release, arguments, map);
    if (result == EXIT_DONE) {
        result = sign_release(arguments, release, &info, &outputs);
    }
    appbin_release_free(release);
    release_outputs_free(&outputs);
    return result;
}

const struct command command_sign = {
    .name = "sign",
    .summary = "Sign user1 and user2 with one manifest",
    .synopsis = "--key KEY.pem... --vendor NAME --product NAME --fw-version X.Y.Z[+BUILD]\n"
                "--security-counter N [--allow-counter-jump] [--map N]\n"
                "[--layout rboot [--rom OFFSET --rom OFFSET]] [--build-id TEXT]\n"
                "[--tlv TYPE=HEX[,critical]]... [--strict] [--manifest-out FILE]\n"
                "[--bundle FILE] [--publish PREFIX] [-o FILE | --out-dir DIR | --in-place]\n"
                "USER1.bin [USER2.bin]",
    .details =
        "One signature covers both images. The manifest goes between the image and its CRC word,\n"
        "so that stock devices still accept the file. Signing a signed image replaces its\n"
        "manifest. What was made is verified before anything is written.\n"
        "\n"
        "With --signer 'COMMAND' --pubkey PUB.pem the key stays where it is: the command gets the\n"
        "32 bytes of the SHA-256 digest on standard input and prints the signature, for ECDSA raw\n"
        "r || s or DER, for RSA the PSS signature with a salt of 32 bytes.\n"
        "\n"
        "--publish writes PREFIX.NAME.user1.bin, PREFIX.user1.bin, the same for user2, and then\n"
        "PREFIX.manifest. NAME is that of the release, by which devices ask for its images:\n"
        "these never change. One that is there with other bytes is refused.\n"
        "\n"
        "ECDSA signatures are deterministic (RFC 6979). RSA-PSS takes a random salt unless\n"
        "--pss-salt-from-message is given.",
    .hints = release_hints,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = 2,
    .run = run_sign,
};

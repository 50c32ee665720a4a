/* SPDX-License-Identifier: MIT */
#include "arguments.h"
#include "command.h"
#include "pair_strict.h"
#include "release_files.h"
#include "release_images.h"
#include "release_options.h"
#include "signing.h"

static const struct command_option options[] = {
    SIGNING_OPTIONS,
    RELEASE_OPTIONS,
    PAIR_STRICT_OPTION,
    OUTPUT_OPTIONS,
};

static enum exit_code sign_release(const struct arguments *arguments,
                                   struct appbin_release *release,
                                   const struct appbin_release_info *info,
                                   const struct release_outputs *outputs)
{
    struct release_images images;
    struct signing signing = {0};
    enum exit_code result = release_images_begin(&images, release, info, arguments);
    if (result != EXIT_DONE) {
        return result;
    }
    result = release_files_check(outputs, NULL, 0);
    if (result == EXIT_DONE) {
        result = signing_begin(&signing, arguments);
    }
    if (result == EXIT_DONE) {
        result = signing_allow(&signing, release, outputs->inputs);
    }
    if (result == EXIT_DONE) {
        result = signing_make(&signing, release, true);
    }
    signing_end(&signing);
    if (result == EXIT_DONE) {
        result = release_files_write(outputs, release, NULL);
    }
    release_images_end(&images, result);
    return result;
}

/* Outputs must not replace a key or a passphrase either. */
static enum exit_code plan_outputs(const struct arguments *arguments,
                                   struct release_outputs *outputs)
{
    const char *inputs[SIGNING_INPUTS_MAX];
    size_t count = signing_inputs(inputs, arguments);
    return release_outputs_plan(outputs, arguments, inputs, count);
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

static const struct command_example examples[] = {
    {"Sign both images, and write them to another folder",
     "mkdir -p signed\n"
     "imagetool sign --key release.pem --vendor example.com --product lamp \\\n"
     "    --fw-version 1.2.3 --security-counter 1 --out-dir signed \\\n"
     "    user1.bin user2.bin"},
    {"Sign by a program that has the key, and write all in one file too",
     "imagetool sign --signer 'openssl pkeyutl -sign -inkey release.pem' \\\n"
     "    --pubkey release.pub.pem --vendor example.com --product lamp \\\n"
     "    --fw-version 1.2.3 --security-counter 1 --in-place \\\n"
     "    --bundle lamp.bundle user1.bin user2.bin"},
};

const struct command command_sign = {
    .name = "sign",
    .summary = "Sign user1 and user2 with one manifest",
    .synopsis = "--key KEY.pem... --vendor NAME --product NAME --fw-version X.Y.Z[+BUILD]\n"
                "--security-counter N [--allow-counter-jump] [--map N]\n"
                "[--layout rboot [--rom OFFSET --rom OFFSET]] [--slot-limit BYTES]\n"
                "[--build-id TEXT] "
                "[--tlv TYPE=HEX[,critical]]... [--strict]\n"
                "[--manifest-out FILE] [--bundle FILE] [--publish PREFIX]\n"
                "[-o FILE | --out-dir DIR | --in-place]\n"
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
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .hints = release_hints,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .required =
        "key|signer vendor product fw-version security-counter output|out-dir|in-place|publish",
    .operands_min = 1,
    .operands_max = 2,
    .run = run_sign,
};

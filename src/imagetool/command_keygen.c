/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "appbin/file.h"
#include "appbin/lms_key.h"
#include "appbin/secret.h"
#include "appbin/signature.h"
#include "arguments.h"
#include "command.h"
#include "core_dump.h"
#include "key_input.h"
#include "lms_message.h"
#include "manifest_text.h"
#include "message.h"
#include "output.h"
#include "passphrase_prompt.h"
#include "progress.h"
#include "report.h"
#include "standard_streams.h"

static const struct command_option options[] = {
    {"type", 0, "TYPE", false,
     "ecdsa-p256 (default), rsa-2048, rsa-3072,\nlms-h5, lms-h10, lms-h15 or lms-h20",
     "ecdsa-p256 rsa-2048 rsa-3072 lms-h5 lms-h10 lms-h15 lms-h20"},
    KEY_PASSPHRASE_OPTIONS,
    {"no-passphrase", 0, NULL, false, "do not encrypt the key, and do not ask", NULL},
    {"force", 0, NULL, false, "replace a key that exists", NULL},
    {"output", 'o', "FILE", false, "the private key (required)", NULL},
};

/* In the order of the choices of --type. */
static const struct key_type {
    uint32_t algorithm;
    uint32_t height; /* of the tree of LMS */
} types[] = {
    {APPVERIFY_ALGORITHM_ECDSA_P256, 0},   {APPVERIFY_ALGORITHM_RSA_2048_PSS, 0},
    {APPVERIFY_ALGORITHM_RSA_3072_PSS, 0}, {APPVERIFY_ALGORITHM_LMS, 5},
    {APPVERIFY_ALGORITHM_LMS, 10},         {APPVERIFY_ALGORITHM_LMS, 15},
    {APPVERIFY_ALGORITHM_LMS, 20},
};
#define SLOW_HEIGHT 20u

static enum exit_code fail_errno(const char *path, const char *what)
{
    message_error(path, "%s: %s", what, strerror(errno));
    return EXIT_INPUT;
}

static enum exit_code fail_exists(const char *path)
{
    message_error(path, "exists; --force overwrites it");
    return exit_code_of(APPBIN_ERR_EXISTS);
}

static enum exit_code check_folder(const char *path)
{
    char *folder = strdup(path);
    char *slash = folder != NULL ? strrchr(folder, '/') : NULL;
    if (slash != NULL) {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    bool fits = folder == NULL || access(slash != NULL ? folder : ".", W_OK | X_OK) == 0;
    int reason = errno;
    free(folder);
    errno = reason;
    return fits ? EXIT_DONE : fail_errno(path, "cannot create");
}

/* Before a passphrase is asked for, and the key is made, which takes a while with RSA. */
static enum exit_code check_output(const char *path, bool force)
{
    struct stat status;
    if (lstat(path, &status) != 0) {
        return check_folder(path);
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        message_error(path, "is not a regular file");
        return EXIT_INPUT;
    }
    if (!force) {
        return fail_exists(path);
    }
    if (access(path, W_OK) != 0 && errno != ENOENT) {
        return fail_errno(path, "cannot write");
    }
    return EXIT_DONE;
}

static void report_key(const char *path, const struct appbin_public_key *key)
{
    char id[2 * APPVERIFY_KEY_ID_SIZE + 1];
    manifest_text_hex(id, key->id, APPVERIFY_KEY_ID_SIZE);
    report_line(NULL, "wrote %s: private key, %s, key id %s", path,
                appbin_algorithm_str(key->algorithm), id);
}

static enum exit_code judge(const char *path, enum appbin_error error,
                            const struct appbin_diagnostic *diagnostic)
{
    return error == APPBIN_OK           ? EXIT_DONE
           : error == APPBIN_ERR_EXISTS ? fail_exists(path)
                                        : message_failure(path, error, diagnostic);
}

static enum exit_code generate(const char *path, bool force, uint32_t algorithm,
                               const struct appbin_passphrase *passphrase)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_private_key *key = NULL;
    struct appbin_public_key public_key = {.algorithm = algorithm};
    char *pem = NULL;
    progress_begin("making a key", 0);
    enum appbin_error error = appbin_private_key_generate(&key, algorithm, &diagnostic);
    progress_end();
    if (error == APPBIN_OK) {
        error = appbin_private_key_public(&public_key, key, &diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_private_key_write_pem(&pem, key, passphrase, &diagnostic);
    }
    if (error == APPBIN_OK) {
        error = appbin_file_write_private(path, pem, strlen(pem), force, &diagnostic);
    }
    if (error == APPBIN_OK) {
        report_key(path, &public_key);
    }
    appbin_secret_free(pem);
    appbin_private_key_free(key);
    return judge(path, error, &diagnostic);
}

static void count_leaves(void *context, uint32_t leaves)
{
    (void)context;
    progress_step(leaves);
}

/* Its file has a state, which the library writes. */
static enum exit_code generate_lms(const char *path, bool force, uint32_t height,
                                   const struct appbin_passphrase *passphrase)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_lms_status status;
    const struct appbin_lms_progress progress = {count_leaves, NULL};
    if (height == SLOW_HEIGHT) {
        message_note(path, "makes 1048576 one-time keys, which takes a minute or some");
    }
    progress_begin("leaves", (size_t)1 << height);
    enum appbin_error error =
        appbin_lms_key_create(path, height, passphrase, force, &progress, &diagnostic);
    progress_end();
    if (error == APPBIN_OK) {
        error = appbin_lms_file_status(&status, path, &diagnostic);
    }
    if (error == APPBIN_OK) {
        report_key(path, &status.public_key);
        lms_message_new(path, &status);
    }
    return judge(path, error, &diagnostic);
}

/* Of the options, or else of whoever sits at the terminal; its bytes are NULL for none. */
static enum exit_code choose_passphrase(struct appbin_passphrase *passphrase,
                                        const struct arguments *arguments, const char *path)
{
    bool given = arguments_get(arguments, "passphrase-file") != NULL ||
                 arguments_get(arguments, "passphrase-env") != NULL;
    bool none = arguments_get(arguments, "no-passphrase") != NULL;
    if (given && none) {
        return message_usage("--no-passphrase excludes the other options for a passphrase");
    }
    return !given && !none && passphrase_prompt_possible()
               ? passphrase_prompt_new(passphrase, path)
               : key_input_passphrase(passphrase, arguments);
}

static void say_unencrypted(const char *path, const struct arguments *arguments)
{
    if (arguments_get(arguments, "no-passphrase") == NULL) {
        message_note(path, "the key is not encrypted: whoever can read the file can sign with it; "
                           "--passphrase-file encrypts it, --no-passphrase leaves out this note");
    }
}

static enum exit_code run_keygen(const struct arguments *arguments)
{
    const char *path = arguments_get(arguments, "output");
    const char *passphrase_file = arguments_get(arguments, "passphrase-file");
    bool force = arguments_get(arguments, "force") != NULL;
    unsigned type = 0;
    core_dump_off();
    if (path == NULL) {
        return message_usage("-o is missing");
    }
    if (!arguments_get_choice(arguments, "type", &type)) {
        return EXIT_USAGE;
    }
    if (standard_streams_is_output(path)) {
        return message_usage("a private key goes to a file of its own, not to standard output");
    }
    const struct appbin_output output = {.path = path};
    enum exit_code result =
        output_check_distinct(&output, 1, &passphrase_file, passphrase_file != NULL ? 1 : 0);
    struct appbin_passphrase passphrase = {.bytes = NULL};
    if (result == EXIT_DONE) {
        result = check_output(path, force);
    }
    if (result == EXIT_DONE) {
        result = choose_passphrase(&passphrase, arguments, path);
    }
    if (result == EXIT_DONE) {
        result = types[type].height == 0
                     ? generate(path, force, types[type].algorithm, &passphrase)
                     : generate_lms(path, force, types[type].height, &passphrase);
    }
    if (result == EXIT_DONE && passphrase.bytes == NULL) {
        say_unencrypted(path, arguments);
    }
    key_input_passphrase_free(&passphrase);
    return result;
}

static const struct command_example examples[] = {
    {"Make a key to sign with", "imagetool keygen -o new.pem"},
    {"Make an RSA key, encrypted with the first line of a file",
     "imagetool keygen --type rsa-2048 --passphrase-file passphrase.txt \\\n"
     "    -o new.pem"},
};

const struct command command_keygen = {
    .name = "keygen",
    .summary = "Make a private key",
    .synopsis = "[--type TYPE]\n"
                "[--passphrase-file FILE | --passphrase-env VAR | --no-passphrase]\n"
                "[--force] -o KEY.pem",
    .details =
        "The key is PKCS#8 in PEM, which openssl reads, and only its owner may read the\n"
        "file. With a passphrase it is encrypted (PBKDF2 with 600000 rounds, AES-256).\n"
        "Without an option for it the passphrase is asked for on the terminal, twice, and\n"
        "an empty one leaves the key unencrypted, as does a run without a terminal or in its\n"
        "background.\n"
        "\n"
        "An LMS key makes 32, 1024, 32768 or 1048576 signatures (h5, h10, h15, h20). Its\n"
        "file changes with each of them and must never be copied: see imagetool lms --help.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_max = 0,
    .run = run_keygen,
};

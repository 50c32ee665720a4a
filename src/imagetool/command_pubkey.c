/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "appbin/file.h"
#include "appbin/key_ring.h"
#include "appbin/secret.h"
#include "appbin/uuid.h"
#include "arguments.h"
#include "command.h"
#include "key_input.h"
#include "message.h"
#include "output.h"

static const struct command_option options[] = {
    {"format", 0, "FORMAT", false,
     "pem (default), der, id: the key id, or\n"
     "c: source of the key ring that a firmware compiles in",
     "pem der c id"},
    {"threshold", 0, "N", false,
     "with --format c: how many of the keys must have\n"
     "signed (default 1)",
     NULL},
    {"table", 0, "BYTES", false,
     "with --format c: size of the table of multiples\n"
     "beside each P-256 key, for a device that verifies\n"
     "without a crypto library: 0 (default), 256, 512,\n"
     "1024 or 2048; a larger one takes less time",
     "0 256 512 1024 2048"},
    {"vendor", 0, "NAME", false,
     "with --format c: also write what else the firmware\n"
     "trusts, this vendor, a name or a UUID, ...",
     NULL},
    {"product", 0, "NAME", false, "... and this product of it", NULL},
    KEY_PASSPHRASE_OPTIONS,
    {"output", 'o', "FILE", false, "where it goes (default: standard output)", NULL},
};

/* In the order of the choices of --format. */
enum format { FORMAT_PEM, FORMAT_DER, FORMAT_C, FORMAT_ID };

static enum appbin_error fail_no_memory(struct appbin_diagnostic *diagnostic)
{
    (void)snprintf(diagnostic->message, sizeof diagnostic->message, "out of memory");
    return APPBIN_ERR_NO_MEMORY;
}

/* A line for each key. */
static enum appbin_error id_text(char **text, const struct appbin_public_key *keys, size_t count,
                                 struct appbin_diagnostic *diagnostic)
{
    static const char digits[] = "0123456789abcdef";
    char *made = malloc(count * (2 * sizeof keys->id + 1) + 1);
    if (made == NULL) {
        return fail_no_memory(diagnostic);
    }
    char *at = made;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof keys->id; k++) {
            *at++ = digits[keys[i].id[k] >> 4];
            *at++ = digits[keys[i].id[k] & 15];
        }
        *at++ = '\n';
    }
    *at = '\0';
    *text = made;
    return APPBIN_OK;
}

/* A block for each key. */
static enum appbin_error pem_text(char **text, const struct appbin_public_key *keys, size_t count,
                                  struct appbin_diagnostic *diagnostic)
{
    char *made = NULL;
    size_t size = 0;
    enum appbin_error error = APPBIN_OK;
    FILE *file = open_memstream(&made, &size);
    for (size_t i = 0; file != NULL && i < count && error == APPBIN_OK; i++) {
        char *pem = NULL;
        error = appbin_public_key_write_pem(&pem, &keys[i], diagnostic);
        (void)fputs(error == APPBIN_OK ? pem : "", file);
        free(pem);
    }
    if (file == NULL || fclose(file) != 0 || made == NULL) {
        error = fail_no_memory(diagnostic);
    }
    if (error != APPBIN_OK) {
        free(made);
        return error;
    }
    *text = made;
    return APPBIN_OK;
}

static enum exit_code write_result(const char *path, const void *bytes, size_t size)
{
    const struct appbin_output output = {path, bytes, size};
    if (path != NULL) {
        return output_write(&output, 1);
    }
    enum exit_code result = output_check_terminal(bytes, size);
    if (result == EXIT_DONE) {
        (void)fwrite(bytes, 1, size, stdout); /* main checks the stream */
    }
    return result;
}

/* The key ring, and with a vendor what else is trusted. */
static enum appbin_error c_text(char **text, const struct arguments *arguments,
                                const struct appbin_public_key *keys, size_t count,
                                unsigned threshold, struct appbin_diagnostic *diagnostic)
{
    static const size_t table_sizes[] = {0, 256, 512, 1024, 2048}; /* as the choices of --table */
    const char *vendor = arguments_get(arguments, "vendor");
    uint8_t vendor_id[APPVERIFY_UUID_SIZE];
    uint8_t class_id[APPVERIFY_UUID_SIZE];
    unsigned table = 0;
    (void)arguments_get_choice(arguments, "table", &table); /* asked for before */
    if (vendor == NULL) {
        return appbin_key_ring_write_c(text, keys, count, threshold, table_sizes[table],
                                       diagnostic);
    }
    enum appbin_error error = appbin_uuid_of_vendor(vendor_id, vendor, diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_uuid_of_class(class_id, vendor_id, arguments_get(arguments, "product"),
                                     diagnostic);
    }
    return error == APPBIN_OK ? appbin_trust_write_c(text, vendor_id, class_id, keys, count,
                                                     threshold, table_sizes[table], diagnostic)
                              : error;
}

static enum exit_code print(const struct arguments *arguments, enum format format,
                            const struct appbin_public_key *keys, size_t count, unsigned threshold)
{
    const char *path = arguments_get(arguments, "output");
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = APPBIN_OK;
    char *text = NULL;
    switch (format) {
    case FORMAT_DER:
        return write_result(path, keys[0].der, keys[0].der_size);
    case FORMAT_C:
        error = c_text(&text, arguments, keys, count, threshold, &diagnostic);
        break;
    case FORMAT_ID:
        error = id_text(&text, keys, count, &diagnostic);
        break;
    default:
        error = pem_text(&text, keys, count, &diagnostic);
        break;
    }
    if (error != APPBIN_OK) {
        return message_failure(path, error, &diagnostic);
    }
    enum exit_code result = write_result(path, text, strlen(text));
    free(text);
    return result;
}

static enum exit_code read_keys(struct appbin_public_key *keys, size_t *count,
                                const struct arguments *arguments)
{
    const char *path_of[APPBIN_KEY_RING_MAX];
    struct appbin_passphrase passphrase;
    enum exit_code result = key_input_passphrase(&passphrase, arguments);
    *count = 0;
    for (size_t i = 0; i < arguments->operand_count && result == EXIT_DONE; i++) {
        size_t found = 0;
        if (*count == APPBIN_KEY_RING_MAX) {
            result = message_usage("more than %u keys", APPBIN_KEY_RING_MAX);
            break;
        }
        result = key_input_read_public_halves(keys + *count, APPBIN_KEY_RING_MAX - *count, &found,
                                              arguments->operands[i], &passphrase);
        for (; result == EXIT_DONE && found > 0; found--) {
            path_of[(*count)++] = arguments->operands[i];
        }
    }
    key_input_passphrase_free(&passphrase);
    return result == EXIT_DONE ? key_input_check_twins(keys, path_of, *count) : result;
}

static enum exit_code check_options(const struct arguments *arguments, unsigned format)
{
    size_t count = arguments->operand_count;
    if (format != FORMAT_C && arguments_get(arguments, "threshold") != NULL) {
        return message_usage("--threshold needs --format c");
    }
    if (format != FORMAT_C && arguments_get(arguments, "table") != NULL) {
        return message_usage("--table needs --format c");
    }
    if (format != FORMAT_C && arguments_get(arguments, "vendor") != NULL) {
        return message_usage("--vendor needs --format c");
    }
    if ((arguments_get(arguments, "vendor") == NULL) !=
        (arguments_get(arguments, "product") == NULL)) {
        return message_usage("--vendor and --product need each other");
    }
    if (count > APPBIN_KEY_RING_MAX) {
        return message_usage("%zu keys; a key ring holds up to %u", count, APPBIN_KEY_RING_MAX);
    }
    return EXIT_DONE;
}

/* How many keys there are is known when the files have been read. */
static enum exit_code check_count(unsigned format, unsigned threshold, size_t count)
{
    if (format == FORMAT_DER && count > 1) {
        return message_usage("--format der holds one key, not %zu", count);
    }
    if (threshold < 1 || threshold > count) {
        return message_usage("--threshold is %u; it must be from 1 to the number of keys, %zu",
                             threshold, count);
    }
    return EXIT_DONE;
}

/* The two files of the command are easily mistaken for each other, and nothing brings a key back.
 */
static enum exit_code keep_private_key(const char *path)
{
    static const char label[] = "PRIVATE KEY-----";
    uint8_t *bytes = NULL;
    size_t size = 0;
    struct stat facts;
    if (stat(path, &facts) != 0 || !S_ISREG(facts.st_mode) ||
        appbin_file_read(&bytes, &size, path, APPBIN_KEY_FILE_MAX, NULL) != APPBIN_OK) {
        return EXIT_DONE; /* not there, or no file of a key */
    }
    bool found = memmem(bytes, size, label, sizeof label - 1) != NULL;
    appbin_wipe(bytes, size);
    free(bytes);
    if (found) {
        message_error(path, "holds a private key, which would be lost; remove the file first");
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static enum exit_code run_pubkey(const struct arguments *arguments)
{
    unsigned format = FORMAT_PEM;
    unsigned threshold = 1;
    unsigned table = 0;
    if (!arguments_get_choice(arguments, "format", &format) ||
        !arguments_get_choice(arguments, "table", &table) ||
        !arguments_get_number(arguments, "threshold", APPBIN_KEY_RING_MAX, &threshold)) {
        return EXIT_USAGE;
    }
    const char *path = arguments_get(arguments, "output");
    const struct appbin_output output = {.path = path};
    struct appbin_public_key keys[APPBIN_KEY_RING_MAX];
    size_t count = 0;
    enum exit_code result = check_options(arguments, format);
    if (result == EXIT_DONE && path != NULL) {
        result = output_check_distinct(&output, 1, (const char *const *)arguments->operands,
                                       arguments->operand_count);
    }
    if (result == EXIT_DONE && path != NULL) {
        result = keep_private_key(path);
    }
    if (result == EXIT_DONE) {
        result = read_keys(keys, &count, arguments);
    }
    if (result == EXIT_DONE) {
        result = check_count(format, threshold, count);
    }
    return result == EXIT_DONE ? print(arguments, (enum format)format, keys, count, threshold)
                               : result;
}

static const struct command_example examples[] = {
    {"Write the public half of a key, for imagetool verify",
     "imagetool pubkey -o public.pem release.pem"},
    {"Write what a firmware is compiled with, to trust this key and its releases",
     "imagetool pubkey --format c --table 1024 --vendor example.com \\\n"
     "    --product lamp -o key_ring.c release.pub.pem"},
};

const struct command command_pubkey = {
    .name = "pubkey",
    .summary = "Print the public half of keys, for a verifier, a firmware or a person",
    .synopsis = "[--format pem|der|c|id] [--threshold N] [--table BYTES]\n"
                "[--vendor NAME --product NAME]\n"
                "[--passphrase-file FILE | --passphrase-env VAR] [-o FILE] KEY.pem...",
    .details =
        "A key may be private (its public half is printed) or public, in PEM or DER. A file\n"
        "in PEM may hold several public keys.\n"
        "--passphrase-file and --passphrase-env are for encrypted private keys.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operands_min = 1,
    .operands_max = OPERANDS_ANY,
    .run = run_pubkey,
};

/* SPDX-License-Identifier: MIT */
#include "key_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "appbin/secret.h"
#include "core_dump.h"
#include "message.h"
#include "missing_inputs.h"
#include "passphrase_prompt.h"
#include "standard_streams.h"

#define PASSPHRASE_FILE_MAX 0x10000u

/* A file with a secret. It is not read by appbin_file_read, which may leave copies on the heap. */
struct secret_file {
    const char *path;
    uint8_t *bytes;
    size_t size;
    mode_t open_to_others; /* of a regular file that others may read or write, otherwise 0 */
};

static enum exit_code fail_errno(const char *path, const char *what)
{
    message_error(path, "%s: %s", what, strerror(errno));
    return EXIT_INPUT;
}

/* What openssl takes for a key; here a token is asked by another program. */
static enum exit_code fail_uri(const char *path)
{
    message_error(path, "a key in a token; pkcs11-tool --module MODULE --read-object --type pubkey "
                        "--id ID -o PUB.der reads its public half, --signer 'COMMAND' --pubkey "
                        "PUB.der signs with it, see docs/hsm.md");
    return EXIT_INPUT;
}

static enum exit_code read_all(struct secret_file *file, int descriptor, size_t max_size)
{
    while (file->size <= max_size) {
        ssize_t got = read(descriptor, file->bytes + file->size, max_size + 1 - file->size);
        if (got == 0) {
            return EXIT_DONE;
        }
        if (got < 0 && errno != EINTR) {
            return fail_errno(file->path, "cannot read");
        }
        file->size += got > 0 ? (size_t)got : 0;
    }
    message_error(file->path, "longer than %zu bytes", max_size);
    return EXIT_INPUT;
}

static void secret_free(struct secret_file *file)
{
    if (file->bytes != NULL) {
        appbin_wipe(file->bytes, file->size);
        free(file->bytes);
    }
    *file = (struct secret_file){.bytes = NULL};
}

static enum exit_code secret_read(struct secret_file *file, const char *path, size_t max_size)
{
    struct stat status;
    enum exit_code result = EXIT_DONE;
    *file = (struct secret_file){.path = path};
    core_dump_off();
    if (missing_inputs_said()) {
        return EXIT_INPUT;
    }
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return strncmp(path, "pkcs11:", 7) == 0 ? fail_uri(path) : fail_errno(path, "cannot open");
    }
    file->bytes = malloc(max_size + 1);
    if (fstat(descriptor, &status) != 0 || file->bytes == NULL) {
        result = fail_errno(path, "cannot read");
    } else {
        bool open_to_others = S_ISREG(status.st_mode) && (status.st_mode & 0066) != 0;
        file->open_to_others = open_to_others ? status.st_mode & 0777 : 0;
        result = read_all(file, descriptor, max_size);
    }
    (void)close(descriptor);
    if (result != EXIT_DONE) {
        secret_free(file);
    }
    return result;
}

static void warn_when_open(const struct secret_file *file)
{
    if (file->open_to_others != 0) {
        bool reads = (file->open_to_others & 0044) != 0;
        bool writes = (file->open_to_others & 0022) != 0;
        message_warning(file->path, "others may %s this file (mode %04o); chmod 600 closes it",
                        reads && writes ? "read and write"
                        : reads         ? "read"
                                        : "write",
                        (unsigned)file->open_to_others);
    }
}

static enum exit_code copy_passphrase(struct appbin_passphrase *passphrase, const void *bytes,
                                      size_t size, const char *path)
{
    if (size == 0 || size > PASSPHRASE_MAX) {
        message_error(path, size == 0 ? "the passphrase is empty" : "the passphrase is too long");
        return EXIT_INPUT;
    }
    uint8_t *copy = malloc(size);
    if (copy == NULL) {
        return fail_errno(path, "cannot read");
    }
    memcpy(copy, bytes, size);
    passphrase->bytes = copy;
    passphrase->size = size;
    return EXIT_DONE;
}

/* What editors add to a line is part of the passphrase, as it is for openssl; nobody sees it. */
static void warn_of_hidden_bytes(const struct secret_file *file, size_t size)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
    if (size >= sizeof mark && memcmp(file->bytes, mark, sizeof mark) == 0) {
        message_warning(file->path, "begins with a byte order mark, which counts as part of the "
                                    "passphrase");
    }
    if (size > 0 && file->bytes[size - 1] == '\r') {
        message_warning(file->path, "its line ends with CR LF, and the CR counts as part of the "
                                    "passphrase");
    }
}

static enum exit_code passphrase_of_file(struct appbin_passphrase *passphrase, const char *path)
{
    struct secret_file file;
    enum exit_code result = secret_read(&file, path, PASSPHRASE_FILE_MAX);
    if (result != EXIT_DONE) {
        return result;
    }
    const uint8_t *newline = memchr(file.bytes, '\n', file.size);
    size_t size = newline != NULL ? (size_t)(newline - file.bytes) : file.size;
    result = copy_passphrase(passphrase, file.bytes, size, path);
    if (result == EXIT_DONE && memchr(file.bytes, '\0', size) != NULL) {
        message_error(path, "the passphrase has a NUL byte: text in UTF-16?");
        key_input_passphrase_free(passphrase);
        result = EXIT_INPUT;
    }
    if (result == EXIT_DONE) {
        warn_of_hidden_bytes(&file, size);
        warn_when_open(&file);
    }
    secret_free(&file);
    return result;
}

enum exit_code key_input_check_passphrase(const struct arguments *arguments)
{
    return arguments_get(arguments, "passphrase-file") != NULL &&
                   arguments_get(arguments, "passphrase-env") != NULL
               ? message_usage("--passphrase-file and --passphrase-env exclude each other")
               : EXIT_DONE;
}

enum exit_code key_input_passphrase(struct appbin_passphrase *passphrase,
                                    const struct arguments *arguments)
{
    const char *path = arguments_get(arguments, "passphrase-file");
    const char *variable = arguments_get(arguments, "passphrase-env");
    *passphrase = (struct appbin_passphrase){.bytes = NULL};
    if (key_input_check_passphrase(arguments) != EXIT_DONE) {
        return EXIT_USAGE;
    }
    if (path != NULL) {
        return passphrase_of_file(passphrase, path);
    }
    if (variable == NULL) {
        return EXIT_DONE;
    }
    const char *value = getenv(variable);
    if (value == NULL && missing_inputs_said()) {
        return EXIT_INPUT;
    }
    if (value == NULL) {
        message_error(NULL, "the environment variable %s is not set", variable);
        return EXIT_INPUT;
    }
    return copy_passphrase(passphrase, value, strlen(value), variable);
}

void key_input_passphrase_free(struct appbin_passphrase *passphrase)
{
    uint8_t *bytes =
        (uint8_t *)passphrase->bytes; /* const for everybody but this file, which owns the bytes */
    if (bytes != NULL) {
        appbin_wipe(bytes, passphrase->size);
        free(bytes);
    }
    *passphrase = (struct appbin_passphrase){.bytes = NULL};
}

/* given: NULL when the passphrase was asked for. */
static enum exit_code fail_private(const char *path, enum appbin_error error,
                                   const struct appbin_passphrase *given,
                                   const struct appbin_diagnostic *diagnostic)
{
    if (error == APPBIN_ERR_PASSPHRASE && given != NULL && given->bytes == NULL) {
        message_error(path, "the key is encrypted; "
                            "give its passphrase with --passphrase-file or --passphrase-env");
        return exit_code_of(error);
    }
    return message_failure(path, error, diagnostic);
}

static enum appbin_error parse_private(struct key_input_private *key,
                                       const struct secret_file *file,
                                       const struct appbin_passphrase *passphrase,
                                       struct appbin_diagnostic *diagnostic)
{
    return appbin_lms_key_is(file->bytes, file->size)
               ? appbin_lms_key_open(&key->lms, file->path, passphrase, diagnostic)
               : appbin_private_key_read(&key->plain, file->bytes, file->size, passphrase,
                                         diagnostic);
}

/* With a passphrase from the terminal. */
static enum exit_code ask_private(struct key_input_private *key, const struct secret_file *file)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_passphrase typed;
    enum appbin_error error = APPBIN_ERR_PASSPHRASE;
    for (unsigned i = 0; i < PASSPHRASE_TRIES && error == APPBIN_ERR_PASSPHRASE; i++) {
        enum exit_code result = passphrase_prompt_ask(&typed, file->path, i > 0);
        if (result != EXIT_DONE) {
            return result;
        }
        error = parse_private(key, file, &typed, &diagnostic);
        key_input_passphrase_free(&typed);
    }
    return error == APPBIN_OK ? EXIT_DONE : fail_private(file->path, error, NULL, &diagnostic);
}

/* Whether a key could not be read for want of a passphrase, which somebody may know. */
static bool may_ask(enum appbin_error error, const struct appbin_passphrase *given)
{
    return error == APPBIN_ERR_PASSPHRASE && given->bytes == NULL && passphrase_prompt_possible();
}

static enum exit_code private_key(struct key_input_private *key, const struct secret_file *file,
                                  const struct appbin_passphrase *given)
{
    struct appbin_diagnostic diagnostic;
    if (appbin_lms_key_is(file->bytes, file->size) && standard_streams_is_input(file->path)) {
        return message_usage("an LMS key is a file that each signature changes: give its name");
    }
    enum appbin_error error = parse_private(key, file, given, &diagnostic);
    enum exit_code result = EXIT_DONE;
    if (may_ask(error, given)) {
        result = ask_private(key, file);
    } else if (error != APPBIN_OK) {
        result = fail_private(file->path, error, given, &diagnostic);
    }
    if (result == EXIT_DONE) {
        warn_when_open(file);
    }
    return result;
}

void key_input_private_free(struct key_input_private *key)
{
    appbin_private_key_free(key->plain);
    appbin_lms_key_free(key->lms);
    *key = (struct key_input_private){.plain = NULL};
}

enum exit_code key_input_read_private(struct key_input_private *key, const char *path,
                                      const struct arguments *arguments)
{
    *key = (struct key_input_private){.plain = NULL};
    struct secret_file file;
    struct appbin_passphrase passphrase;
    enum exit_code result = secret_read(&file, path, APPBIN_KEY_FILE_MAX);
    if (result != EXIT_DONE) {
        return result;
    }
    result = key_input_passphrase(&passphrase, arguments);
    if (result == EXIT_DONE) {
        result = private_key(key, &file, &passphrase);
    }
    secret_free(&file);
    key_input_passphrase_free(&passphrase);
    return result;
}

enum exit_code key_input_read_public(struct appbin_public_key *key, const char *path)
{
    struct appbin_diagnostic diagnostic;
    struct secret_file file;
    enum exit_code result = secret_read(&file, path, APPBIN_KEY_FILE_MAX);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error = appbin_public_key_read(key, file.bytes, file.size, &diagnostic);
    secret_free(&file); /* it may have been a private key by mistake */
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

enum exit_code key_input_read_publics(struct appbin_public_key *keys, size_t capacity,
                                      size_t *count, const char *path)
{
    struct appbin_diagnostic diagnostic;
    struct secret_file file;
    enum exit_code result = secret_read(&file, path, APPBIN_KEY_FILE_MAX);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error =
        appbin_public_keys_read(keys, capacity, count, file.bytes, file.size, &diagnostic);
    secret_free(&file);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

enum exit_code key_input_check_twins(const struct appbin_public_key *keys, const char *const *paths,
                                     size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (memcmp(keys[i].id, keys[k].id, APPVERIFY_KEY_ID_SIZE) == 0) {
                return paths[i] == paths[k] ? message_usage("%s holds the same key twice", paths[i])
                       : strcmp(paths[i], paths[k]) == 0
                           ? message_usage("the key %s is given twice", paths[i])
                           : message_usage("%s is the same key as %s", paths[i], paths[k]);
            }
        }
    }
    return EXIT_DONE;
}

enum exit_code key_input_read_all_publics(struct appbin_public_key *keys, size_t *count,
                                          const char *const *paths, size_t path_count)
{
    const char *path_of[APPVERIFY_SIGNATURES_MAX];
    size_t total = 0;
    for (size_t i = 0; i < path_count; i++) {
        size_t found = 0;
        if (total == APPVERIFY_SIGNATURES_MAX) {
            return message_usage("more than %u keys", APPVERIFY_SIGNATURES_MAX);
        }
        enum exit_code result = key_input_read_publics(
            keys + total, APPVERIFY_SIGNATURES_MAX - total, &found, paths[i]);
        if (result != EXIT_DONE) {
            return result;
        }
        for (; found > 0; found--) {
            path_of[total++] = paths[i];
        }
    }
    *count = total;
    return key_input_check_twins(keys, path_of, total);
}

/* In DER a private key begins with its version, 0 or 1, a public one with its algorithm. */
static bool looks_private(const struct secret_file *file)
{
    static const char label[] = "PRIVATE KEY-----";
    static const uint8_t version[] = {0x02, 0x01};
    if (memmem(file->bytes, file->size, label, sizeof label - 1) != NULL) {
        return true;
    }
    size_t first = file->size > 1 && file->bytes[1] > 0x80 ? 2 + (file->bytes[1] & 0x7fu) : 2;
    return file->size > first + sizeof version && file->bytes[0] == 0x30 &&
           memcmp(file->bytes + first, version, sizeof version) == 0 &&
           file->bytes[first + sizeof version] <= 1;
}

static enum exit_code public_half(struct appbin_public_key *public_key,
                                  const struct key_input_private *key,
                                  const struct secret_file *file)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_private_key_public(public_key, key->plain, &diagnostic);
    warn_when_open(file);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(file->path, error, &diagnostic);
}

/* Of a key that is not of LMS, when it was no public one for the reason in the diagnostic. */
static enum exit_code half_of_private(struct appbin_public_key *public_key,
                                      const struct secret_file *file,
                                      const struct appbin_passphrase *given,
                                      const struct appbin_diagnostic *no_public)
{
    struct appbin_diagnostic diagnostic;
    struct key_input_private key = {.plain = NULL};
    enum exit_code result = EXIT_DONE;
    enum appbin_error error = parse_private(&key, file, given, &diagnostic);
    if (may_ask(error, given)) {
        result = ask_private(&key, file);
    } else if (error == APPBIN_ERR_PASSPHRASE || (error != APPBIN_OK && looks_private(file))) {
        result = fail_private(file->path, error, given, &diagnostic);
    } else if (error != APPBIN_OK) {
        result = message_failure(file->path, APPBIN_ERR_KEY, no_public);
    }
    if (result == EXIT_DONE) {
        result = public_half(public_key, &key, file);
    }
    key_input_private_free(&key);
    return result;
}

static enum exit_code public_halves(struct appbin_public_key *keys, size_t capacity, size_t *count,
                                    const struct secret_file *file,
                                    const struct appbin_passphrase *passphrase)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = APPBIN_OK;
    if (appbin_lms_key_is(file->bytes, file->size)) {
        *count = 1;
        error = appbin_lms_public_of(&keys[0], file->bytes, file->size, &diagnostic);
        warn_when_open(file);
    } else {
        error =
            appbin_public_keys_read(keys, capacity, count, file->bytes, file->size, &diagnostic);
        if (error == APPBIN_ERR_KEY) {
            *count = 1;
            return half_of_private(&keys[0], file, passphrase, &diagnostic);
        }
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(file->path, error, &diagnostic);
}

enum exit_code key_input_read_public_halves(struct appbin_public_key *keys, size_t capacity,
                                            size_t *count, const char *path,
                                            const struct appbin_passphrase *passphrase)
{
    struct secret_file file;
    enum exit_code result = secret_read(&file, path, APPBIN_KEY_FILE_MAX);
    if (result == EXIT_DONE) {
        result = public_halves(keys, capacity, count, &file, passphrase);
        secret_free(&file);
    }
    return result;
}

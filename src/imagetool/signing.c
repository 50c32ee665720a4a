/* SPDX-License-Identifier: MIT */
#include "signing.h"

#include "appbin/signature.h"
#include "foreign_signatures.h"
#include "lms_message.h"
#include "message.h"
#include "progress.h"
#include "signer.h"

/* What the options ask for. */
struct wanted {
    const char *keys[APPVERIFY_SIGNATURES_MAX];
    const char *signers[APPVERIFY_SIGNATURES_MAX];
    const char *pubkeys[APPVERIFY_SIGNATURES_MAX];
    size_t key_count;
    size_t signer_count;
};

static enum exit_code read_wanted(struct wanted *wanted, const struct arguments *arguments)
{
    size_t keys = arguments_get_all(arguments, "key", wanted->keys, APPVERIFY_SIGNATURES_MAX);
    size_t signers =
        arguments_get_all(arguments, "signer", wanted->signers, APPVERIFY_SIGNATURES_MAX);
    size_t pubkeys =
        arguments_get_all(arguments, "pubkey", wanted->pubkeys, APPVERIFY_SIGNATURES_MAX);
    if (keys + signers == 0) {
        return message_usage("give --key, or --signer and --pubkey");
    }
    if (signers != pubkeys) {
        return message_usage("%zu --signer and %zu --pubkey; each signer needs its public key",
                             signers, pubkeys);
    }
    if (keys + signers > APPVERIFY_SIGNATURES_MAX) {
        return message_usage("more than %u keys", APPVERIFY_SIGNATURES_MAX);
    }
    wanted->key_count = keys;
    wanted->signer_count = signers;
    return EXIT_DONE;
}

enum exit_code signing_check(const struct arguments *arguments)
{
    struct wanted wanted;
    enum exit_code result = key_input_check_passphrase(arguments);
    return result == EXIT_DONE ? read_wanted(&wanted, arguments) : result;
}

static enum exit_code read_private(struct signing *signing, size_t index, const char *path,
                                   const struct arguments *arguments)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_lms_status status;
    struct key_input_private *key = &signing->privates[index];
    enum appbin_error error = APPBIN_OK;
    enum exit_code result = key_input_read_private(key, path, arguments);
    if (result != EXIT_DONE) {
        return result;
    }
    if (key->lms != NULL) {
        error = appbin_lms_key_check(key->lms, &diagnostic);
        appbin_lms_key_status(&status, key->lms);
        signing->keys[index] = status.public_key;
    } else {
        error = appbin_private_key_public(&signing->keys[index], key->plain, &diagnostic);
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

enum exit_code signing_begin(struct signing *signing, const struct arguments *arguments)
{
    struct wanted wanted;
    *signing = (struct signing){.salt_from_message =
                                    arguments_get(arguments, "pss-salt-from-message") != NULL,
                                .passphrase_variable = arguments_get(arguments, "passphrase-env")};
    enum exit_code result = read_wanted(&wanted, arguments);
    for (size_t i = 0; result == EXIT_DONE && i < wanted.key_count; i++) {
        signing->paths[i] = wanted.keys[i];
        result = read_private(signing, i, wanted.keys[i], arguments);
        signing->private_count++;
    }
    for (size_t i = 0; result == EXIT_DONE && i < wanted.signer_count; i++) {
        size_t at = wanted.key_count + i;
        signing->paths[at] = wanted.pubkeys[i];
        signing->signers[i] = wanted.signers[i];
        result = key_input_read_public(&signing->keys[at], wanted.pubkeys[i]);
    }
    signing->count = wanted.key_count + wanted.signer_count;
    return result;
}

enum exit_code signing_allow(const struct signing *signing, const struct appbin_release *release,
                             const char *const *images)
{
    struct appbin_diagnostic diagnostic;
    size_t failed = APPBIN_RELEASE_ALL;
    enum appbin_error error =
        appbin_release_check_keys(release, signing->keys, signing->count, &failed, &diagnostic);
    const char *path = failed != APPBIN_RELEASE_ALL ? images[failed] : NULL;
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

bool signing_asks(const struct signing *signing)
{
    bool asks = signing->count > signing->private_count;
    for (size_t i = 0; i < signing->private_count; i++) {
        asks = asks || signing->privates[i].lms != NULL;
    }
    return asks;
}

static enum exit_code add_signature(const struct signing *signing, size_t index,
                                    struct appbin_release *release, const uint8_t *signature)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error =
        appbin_release_add_signature(release, &signing->keys[index], signature, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE
                              : message_failure(signing->paths[index], error, &diagnostic);
}

static enum exit_code sign_with_key(const struct signing *signing, size_t index,
                                    struct appbin_release *release)
{
    struct appbin_diagnostic diagnostic;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    size_t size = 0;
    enum appbin_error error = appbin_private_key_sign(
        signature, &size, signing->privates[index].plain, appbin_release_digest(release),
        signing->salt_from_message, &diagnostic);
    return error == APPBIN_OK ? add_signature(signing, index, release, signature)
                              : message_failure(signing->paths[index], error, &diagnostic);
}

static enum exit_code sign_with_lms(const struct signing *signing, size_t index,
                                    struct appbin_release *release)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_lms_status status;
    struct appbin_lms_key *key = signing->privates[index].lms;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    size_t size = 0;
    progress_begin("signing with an LMS key", 0); /* somebody else may have it */
    enum appbin_error error =
        appbin_lms_key_sign(signature, &size, key, appbin_release_digest(release), &diagnostic);
    progress_end();
    if (error != APPBIN_OK) {
        return message_failure(signing->paths[index], error, &diagnostic);
    }
    appbin_lms_key_status(&status, key);
    lms_message_left(signing->paths[index], &status);
    return add_signature(signing, index, release, signature);
}

/* Signatures by programs. */
static enum exit_code sign_with_signers(const struct signing *signing,
                                        struct appbin_release *release)
{
    uint8_t outputs[APPVERIFY_SIGNATURES_MAX][SIGNER_OUTPUT_MAX];
    struct foreign_signature signatures[APPVERIFY_SIGNATURES_MAX];
    struct foreign_key keys[APPVERIFY_SIGNATURES_MAX];
    size_t count = signing->count - signing->private_count;
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        size_t at = signing->private_count + i;
        keys[i] = (struct foreign_key){signing->paths[at], signing->keys[at]};
        signatures[i] = (struct foreign_signature){"the signer's output", outputs[i], 0};
        result = signer_run(signing->signers[i], signing->passphrase_variable,
                            appbin_release_digest(release), outputs[i], &signatures[i].size);
    }
    return result == EXIT_DONE ? foreign_signatures_add(release, signatures, keys, count) : result;
}

enum exit_code signing_make(const struct signing *signing, struct appbin_release *release, bool ask)
{
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; result == EXIT_DONE && i < signing->private_count; i++) {
        if (signing->privates[i].plain != NULL) {
            result = sign_with_key(signing, i, release);
        }
    }
    if (result == EXIT_DONE && ask && signing->count > signing->private_count) {
        result = sign_with_signers(signing, release);
    }
    for (size_t i = 0; result == EXIT_DONE && ask && i < signing->private_count; i++) {
        if (signing->privates[i].lms != NULL) {
            result = sign_with_lms(signing, i, release);
        }
    }
    return result;
}

void signing_end(struct signing *signing)
{
    for (size_t i = 0; i < signing->private_count; i++) {
        key_input_private_free(&signing->privates[i]);
    }
    *signing = (struct signing){0};
}

size_t signing_inputs(const char *paths[SIGNING_INPUTS_MAX], const struct arguments *arguments)
{
    static const char *const lists[] = {"key", "pubkey"};
    const char *passphrase = arguments_get(arguments, "passphrase-file");
    size_t count = 0;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t found =
            arguments_get_all(arguments, lists[i], paths + count, APPVERIFY_SIGNATURES_MAX);
        count += found < APPVERIFY_SIGNATURES_MAX ? found : APPVERIFY_SIGNATURES_MAX;
    }
    if (passphrase != NULL) {
        paths[count++] = passphrase;
    }
    return count;
}
